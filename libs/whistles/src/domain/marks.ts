import { marksOf, SLIP_COLOURS, type ClockKind } from '@app/catalogue/domain';
import type { Instant } from '@app/kernel';
import { dueOf, type Limit, type LimitKind, markAt, nextWorkingMoment, type Pause } from '@app/working-time';
import { type ClockRules, hoursOf } from './clock-rules.js';
import type { Mark, Warning } from './whistle.words.js';

export interface MarkedMoment {
  readonly mark: Mark;
  readonly at: Instant;
}

/** A stretch of a clock: its whole limit, or the extension that was granted last. */
export interface Stretch {
  readonly clock: ClockKind;
  readonly kind: LimitKind;
  readonly from: Instant;
  readonly limit: Limit;
  readonly pauses: readonly Pause[];
  readonly dueAt: Instant;
  /** When it is set: nobody is warned of what was. */
  readonly setAt: Instant;
}

/**
 * When who is reminded: amber and red (黄灯, 红灯) at shares of the limit, slips (督办单) so long after it ran out. Nobody is
 * reminded at night, unless the policy says so or the clock itself runs on through it for less than a day. A mark that would
 * come together with the next one gives way to it.
 */
export function marksFor(rules: ClockRules, stretch: Stretch): MarkedMoment[] {
  const { dueAt, setAt } = stretch;
  const before = apart(warnings(rules, stretch), dueAt).filter(({ at }) => at > setAt);
  return [...before, ...apart(slips(rules, stretch))];
}

const WARNINGS = [
  ['AMBER', 'amber'],
  ['RED', 'red'],
] as const satisfies readonly (readonly [Warning, string])[];

function warnings({ calendar, policy }: ClockRules, stretch: Stretch): MarkedMoment[] {
  const shares = marksOf(policy, stretch.clock);
  return WARNINGS.flatMap(([mark, name]) => {
    const share = shares[name];
    if (share === undefined) return [];
    const at = markAt(calendar, stretch.from, stretch.limit, policy.counting, share, stretch.pauses);
    return [{ mark, at: whenAwake({ calendar, policy }, stretch, at) }];
  });
}

function slips({ calendar, policy }: ClockRules, stretch: Stretch): MarkedMoment[] {
  const issued = policy.slips;
  if (!issued?.clocks.includes(stretch.clock)) return [];
  return SLIP_COLOURS.map((colour) => {
    const { dueAt: at } = dueOf(calendar, stretch.dueAt, issued[colour], policy.counting);
    return { mark: `${colour}_SLIP` as const, at: whenAwake({ calendar, policy }, stretch, at) };
  });
}

function whenAwake({ calendar, policy }: ClockRules, { kind, limit }: Stretch, at: Instant): Instant {
  const emergency = kind === 'CONTINUOUS' && hoursOf(limit) < 24;
  return policy.remindAtNight || emergency ? at : nextWorkingMoment(calendar, at);
}

/** From the last back, so that each comes before the one after it. */
const apart = (marks: readonly MarkedMoment[], end?: Instant): MarkedMoment[] =>
  marks.reduceRight<MarkedMoment[]>((later, one) => {
    const next = later[0]?.at ?? end;
    return next === undefined || one.at < next ? [one, ...later] : later;
  }, []);
