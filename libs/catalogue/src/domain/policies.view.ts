import { inForce, rootOf, type Timeline, within } from '@app/directory/domain';
import type { Instant } from '@app/kernel';
import type { CategoryCondition, HeldLimit, LimitOf } from './catalogue.types.js';
import {
  type Chain,
  type ClockKind,
  PLAIN_RULES,
  type SlaPack,
  type TimePolicy,
  type TypeLimits,
  type UrgencyLimits,
} from './time-policy.js';

interface Packs {
  readonly slaPacks: ReadonlyMap<string, Timeline<SlaPack>>;
  readonly packRevisions: ReadonlyMap<string, readonly SlaPack[]>;
}

/** The pack of a jurisdiction in force at `at`, or its latest without a moment; without a jurisdiction the only one there is. */
export function packOf(packs: Packs, jurisdiction: string | undefined, at?: Instant): SlaPack | undefined {
  const only = packs.slaPacks.size === 1 ? [...packs.slaPacks.keys()][0] : undefined;
  const timeline = packs.slaPacks.get(jurisdiction ?? only ?? '') ?? [];
  return at === undefined ? timeline.at(-1)?.value : inForce(timeline, at);
}

/** The pack in force as a policy. A definition with the same `from` corrected an earlier one: the last of them is meant. */
export function policyAt(packs: Packs, areaPath: string, at: Instant): TimePolicy {
  const jurisdiction = rootOf(areaPath);
  const pack = packOf(packs, jurisdiction, at);
  if (!pack) return { ...NO_PACK, jurisdiction };
  const revisions = packs.packRevisions.get(jurisdiction) ?? [];
  const number = revisions.findLastIndex(({ from }) => from === pack.from) + 1;
  return { ...pack, version: `${jurisdiction}@${number}` };
}

export function policyOf({ packRevisions }: Packs, version: string): TimePolicy | undefined {
  const [, jurisdiction = '', number = ''] = /^(.+)@([1-9]\d{0,8})$/.exec(version) ?? [];
  const pack = packRevisions.get(jurisdiction)?.[Number(number) - 1];
  return pack && { ...pack, version };
}

const NO_PACK: Omit<TimePolicy, 'jurisdiction'> = {
  version: 'none',
  limits: { P1: {}, P2: {}, P3: {}, P4: {} },
  returnWindow: {},
  ...PLAIN_RULES,
};

/**
 * The condition's own limit, else that of the whistle's type (哨种), else that of the urgency. Where the date is agreed case by
 * case there is neither HANDLE nor RESIDENT_TOTAL.
 */
export function limitOf(wanted: LimitOf, pack: () => PolicyLimits | undefined): HeldLimit | undefined {
  const { category, conditionSeq, clock } = wanted;
  const condition = category?.conditions.find(({ seq }) => seq === conditionSeq);
  const own = condition && ownLimit(condition, wanted);
  if (own) return own;
  if (AGREED.includes(clock) && condition?.manualDateNote !== undefined) return undefined;
  return packLimit(pack(), wanted);
}

const AGREED: readonly ClockKind[] = ['HANDLE', 'RESIDENT_TOTAL'];

/** Of several, the one of the smallest area holds, and in it the one that names the urgency. */
function ownLimit({ limits }: CategoryCondition, { clock, urgency, areaPath }: LimitOf): HeldLimit | undefined {
  const fitting = limits.filter(
    (one) =>
      one.clock === clock &&
      (one.urgency === undefined || one.urgency === urgency) &&
      (one.areaPath === undefined || lies(areaPath, one.areaPath)),
  );
  const [best] = fitting.toSorted(
    (a, b) =>
      depthOf(b.areaPath) - depthOf(a.areaPath) || Number(b.urgency !== undefined) - Number(a.urgency !== undefined),
  );
  if (!best) return undefined;
  const { limit, urgency: named, areaPath: place } = best;
  return {
    limit,
    rule: 'CONDITION',
    ...(named && { urgency: named }),
    ...(place !== undefined && { areaPath: place }),
  };
}

/** What the type has anywhere comes before what the urgency has in the smallest area. */
function packLimit(pack: PolicyLimits | undefined, wanted: LimitOf): HeldLimit | undefined {
  const { urgency, clock, areaPath, whistleType = 'ORDINARY' } = wanted;
  if (!pack) return undefined;
  const places: readonly Limits[] = [...areasAround(pack, areaPath), pack];
  const first = (rule: 'TYPE' | 'URGENCY', limitsOf: (place: Limits) => UrgencyLimits | undefined) =>
    places.flatMap((place): HeldLimit[] => {
      const limit = limitsOf(place)?.[urgency]?.[clock];
      return limit ? [{ limit, rule, urgency, ...(place.areaPath !== undefined && { areaPath: place.areaPath }) }] : [];
    })[0];
  const ofType = whistleType === 'ORDINARY' ? undefined : first('TYPE', ({ types }) => types?.[whistleType]?.limits);
  return ofType ?? first('URGENCY', ({ limits }) => limits);
}

type PolicyLimits = Pick<SlaPack, 'limits' | 'types' | 'areas'>;

interface Limits {
  /** Absent: of the whole jurisdiction. */
  readonly areaPath?: string;
  readonly limits: UrgencyLimits;
  readonly types?: TypeLimits;
}

/** The chain that a policy has there: of the smallest of its areas that says so. */
export const chainAt = (pack: Pick<SlaPack, 'areas' | 'chain'>, areaPath: string): Chain =>
  areasAround(pack, areaPath).find(({ chain }) => chain !== undefined)?.chain ?? pack.chain ?? 'DIRECT';

/** Smallest first. */
const areasAround = ({ areas = [] }: Pick<SlaPack, 'areas'>, areaPath: string | undefined) =>
  areas.filter((area) => lies(areaPath, area.areaPath)).toSorted((a, b) => depthOf(b.areaPath) - depthOf(a.areaPath));

const lies = (areaPath: string | undefined, in_: string): boolean => areaPath !== undefined && within(areaPath, in_);
const depthOf = (areaPath: string | undefined): number => (areaPath === undefined ? 0 : areaPath.split('/').length);
