import { type Caller, isVisible, visibility, visibleWhere } from '@app/identity';
import type { SqlCondition } from '@app/projections';
import { type Claimer, lastClaimerOf, type ServiceOrder } from '@app/service-orders';

/** Whether the caller ordered it, has claimed it (also if it was withdrawn since), or answers for where it is (domain §4.2). */
export const isInvolved = (caller: Caller, order: ServiceOrder): boolean =>
  isTheirs(caller, order, lastClaimerOf(order));

/** The same, but for whoever has nothing to deliver any more. */
export const seesContact = (caller: Caller, order: ServiceOrder): boolean =>
  isTheirs(caller, order, 'claimer' in order ? order.claimer : undefined);

function isTheirs(caller: Caller, { ordered }: ServiceOrder, claimer: Claimer | undefined): boolean {
  if (claimer && claimer.unitId === undefined && claimer.actorId === caller.id) return true;
  return isVisible(visibility(caller), { ...placed(ordered, claimer), initiatorId: ordered.orderer.actorId });
}

const placed = ({ areaPath }: ServiceOrder['ordered'], claimer: Claimer | undefined) => ({
  areaPath,
  unitIds: claimer?.unitId === undefined ? [] : [claimer.unitId],
  sealed: false,
});

/**
 * 领单人: the account of a unit's clerk is for those who answer for it; that of a resident, as everywhere, for nobody but
 * themselves (domain §4.4).
 */
export function claimerFor(caller: Caller, order: ServiceOrder) {
  const claimer = lastClaimerOf(order);
  if (!claimer) return null;
  const { initiatorId: _, ...asStaff } = visibility(caller);
  const isOfficial = claimer.unitId !== undefined && isVisible(asStaff, placed(order.ordered, claimer));
  const isShown = isOfficial || claimer.actorId === caller.id;
  return { accountId: isShown ? claimer.actorId : null, unitId: claimer.unitId ?? null };
}

/** `see` as a condition on the list's rows. */
export function ordersVisibleTo(caller: Caller): SqlCondition {
  const { sql, parameters } = visibleWhere(visibility(caller), {
    areaPath: 'item.area_path',
    unitIds: { one: 'item.claimer_unit_id' },
    initiatorId: 'item.orderer_id',
    sealed: 'FALSE',
    aboutUnitIds: `'{}'::text[]`,
  });
  const own = '(item.claimer_id = :caller AND item.claimer_unit_id IS NULL)';
  return { sql: `(item.status = 'APPROVED' OR ${own} OR ${sql})`, parameters: { ...parameters, caller: caller.id } };
}
