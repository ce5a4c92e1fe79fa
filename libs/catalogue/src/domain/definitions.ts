import { sameContent, within } from '@app/directory/domain';
import { DomainError } from '@app/kernel';
import { type Limit, refuseUncountable } from '@app/working-time';
import type { Category } from './catalogue.types.js';
import type { TimeRules, SlaPack } from './time-policy.js';

/** @throws DomainError what two conditions or limits of a category do not agree on */
export function checkCategory({ code, jurisdiction, conditions }: Category): void {
  const seqs = conditions.map(({ seq }) => seq);
  const seq = seqs.find((candidate, index) => seqs.indexOf(candidate) !== index);
  if (seq !== undefined) throw new DomainError('catalogue/condition-defined-twice', { code, seq });
  for (const { limits } of conditions) {
    const wanted = limits.map(({ limit: _limit, ...rest }) => rest);
    const twice = wanted.find((one, index) => wanted.findIndex((other) => sameContent(one, other)) !== index);
    if (twice) throw new DomainError('catalogue/limit-defined-twice', { key: code, clock: twice.clock });
    requireOwnAreas(code, jurisdiction, limits);
  }
}

/** @throws DomainError an area that is another's, or named twice */
export function checkPack({ jurisdiction, areas = [] }: SlaPack): void {
  requireOwnAreas('sla-pack', jurisdiction, areas);
  const paths = areas.map(({ areaPath }) => areaPath);
  const twice = paths.find((path, index) => paths.indexOf(path) !== index);
  if (twice !== undefined) throw new DomainError('catalogue/defined-twice', { key: twice });
}

/** @throws DomainError the first of `uncountable` */
export function checkCountable(...asked: Parameters<typeof uncountable>): void {
  const [first] = uncountable(...asked);
  if (first) throw first;
}

/**
 * A limit that this counting cannot count would stop the work of whoever starts its clock.
 * @returns a `catalogue/uncountable-limit` for each
 */
export function uncountable(
  categories: readonly Category[],
  packs: readonly SlaPack[],
  { counting }: Pick<TimeRules, 'counting'>,
): DomainError[] {
  const check = (key: string, limit: Limit): DomainError[] => {
    try {
      refuseUncountable(limit, counting);
      return [];
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const { amount, unit } = limit;
      return [new DomainError('catalogue/uncountable-limit', { key, amount, unit, reason: error.facts['reason'] })];
    }
  };
  return [
    ...categories.flatMap(({ code, conditions }) =>
      conditions.flatMap(({ limits }) => limits.flatMap(({ limit }) => check(code, limit))),
    ),
    ...packs.flatMap((pack) => limitsOfPack(pack).flatMap((limit) => check('sla-pack', limit))),
  ];
}

function limitsOfPack(pack: SlaPack): Limit[] {
  const { areas = [], returnWindow, slips, offlineGrace, serviceOrders } = pack;
  const ofPlaces = [pack, ...areas].flatMap(({ limits, types = {} }) => {
    return [limits, ...Object.values(types).map((type) => type.limits)];
  });
  const byUrgency = ofPlaces.flatMap((one) => Object.values(one));
  const ofClocks = byUrgency.flatMap((one) => Object.values(one));
  const ofOrders = serviceOrders ? [serviceOrders.review, serviceOrders.claim, serviceOrders.deliver] : [];
  const others = [...Object.values(returnWindow), ...ofOrders, slips?.BLUE, slips?.ORANGE, slips?.RED, offlineGrace];
  return [...ofClocks, ...others].filter((limit) => limit !== undefined);
}

function requireOwnAreas(key: string, jurisdiction: string, entries: readonly { readonly areaPath?: string }[]): void {
  const foreign = entries.find(({ areaPath }) => areaPath !== undefined && !within(areaPath, jurisdiction));
  if (foreign) throw new DomainError('catalogue/of-another-jurisdiction', { key, jurisdiction: foreign.areaPath });
}
