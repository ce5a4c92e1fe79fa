import type { DirectoryView } from '@app/directory/domain';
import type { Instant, Role } from '@app/kernel';
import type { WhistleEventOf } from './whistle.events.js';
import type { Mark } from './whistle.words.js';

type Recipients = WhistleEventOf<'DeadlineWarned'>['data']['to'];

/** Of a mark: the unit itself, whoever stands above it, and the role that watches over the area. */
const TOLD: Readonly<Record<Mark, { readonly above: boolean; readonly roles: readonly Role[] }>> = {
  AMBER: { above: false, roles: [] },
  RED: { above: true, roles: ['DISPATCHER'] },
  BLUE_SLIP: { above: true, roles: ['SUPERVISOR'] },
  ORANGE_SLIP: { above: true, roles: ['SUPERVISOR'] },
  RED_SLIP: { above: true, roles: ['SUPERVISOR'] },
};

/** Who is told of a mark: for a clock of the whole whistle the desk stands in the unit's place. */
export function recipientsOf(
  mark: Mark,
  { unitId, areaPath, at }: { readonly unitId: string | undefined; readonly areaPath: string; readonly at: Instant },
  directory: DirectoryView,
): Recipients {
  const { above, roles } = TOLD[mark];
  const parentId = unitId === undefined || !above ? undefined : directory.unit(unitId, at)?.parentId;
  const units = [unitId, parentId].filter((id) => id !== undefined).map((id) => ({ unitId: id }));
  const desk: readonly Role[] = unitId === undefined ? ['DISPATCHER'] : [];
  return [...units, ...[...new Set([...desk, ...roles])].map((role) => ({ role, areaPath }))];
}
