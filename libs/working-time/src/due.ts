import type { Instant } from '@app/kernel';
import type { Calendar } from './calendar.js';
import { instantOf, msOf } from './instants.js';
import { type Counting, kindOf, type Limit, type LimitKind } from './limit.js';
import { type Pause, pausedBetween, spend, unionOf } from './pauses.js';
import { type Reckoning, reckon } from './reckon.js';

export interface DueMoment {
  /** `t <= dueAt` is on time. */
  readonly dueAt: Instant;
  readonly kind: LimitKind;
  /** A date that the calendar does not cover took part (EC-31). */
  readonly provisional: boolean;
  /** From when on it counts: in season, at the next opening. */
  readonly startsAt: Instant;
}

/**
 * When a limit that starts at `start` runs out, exact to the millisecond.
 * @throws DomainError `working-time/uncountable-limit` the limit cannot be counted so,
 *   `working-time/out-of-range` it runs out beyond 2199
 * @throws RangeError `start` is no instant, or a pause ends before it begins
 */
export function dueOf(
  calendar: Calendar,
  start: Instant,
  limit: Limit,
  counting: Counting,
  pauses: readonly Pause[] = [],
): DueMoment {
  const began = msOf(start);
  const reckoning = reckon(calendar, began, limit, counting, unionOf(pauses));
  const { startsAt, due } = reckoning;
  return {
    dueAt: instantOf(due),
    kind: kindOf(limit, counting),
    provisional: isProvisional(calendar, reckoning),
    startsAt: startsAt === began ? start : instantOf(startsAt),
  };
}

export const isProvisional = (calendar: Calendar, { from, through }: Reckoning): boolean =>
  from !== undefined && through !== undefined && !calendar.covers(from, through);

/**
 * The moment at which a share of the limit is used up, in the measure of its kind: amber and red marks. Days that are
 * counted one by one are used up by their working time, the start day and pauses by nothing.
 * @param share 0 is the effective start, 1 the due moment
 * @throws RangeError `share` is not from 0 to 1; and what `dueOf` throws
 */
export function markAt(
  calendar: Calendar,
  start: Instant,
  limit: Limit,
  counting: Counting,
  share: number,
  pauses: readonly Pause[] = [],
): Instant {
  if (!(share >= 0 && share <= 1)) throw new RangeError(`no share from 0 to 1: ${share}`);
  const union = unionOf(pauses);
  const { startsAt, countsFrom, due, measure } = reckon(calendar, msOf(start), limit, counting, union);
  if (share === 0) return instantOf(startsAt);
  const total = measure.between(countsFrom, due) - pausedBetween(measure, union, countsFrom, due);
  const mark = share === 1 ? due : Math.round(spend(measure, countsFrom, total * share, union));
  return instantOf(Math.min(mark, due));
}

/** Working time from `a` to `b` in ms; negative if `b` is before `a`. */
export const workingMsBetween = (calendar: Calendar, a: Instant, b: Instant): number =>
  calendar.workingMsBetween(msOf(a), msOf(b));

/**
 * When so much working time has passed since `start`: at the end of a slot rather than the beginning of the next.
 * Negative goes back, and then finds the beginning of a slot rather than the end of the one before; 0 is the next working moment.
 * @param ms whole
 */
export const addWorkingMs = (calendar: Calendar, start: Instant, ms: number): Instant =>
  instantOf(calendar.addWorkingMs(msOf(start), ms));

/** The next moment at or after `at` that is working time: nobody is reminded at night. */
export const nextWorkingMoment = (calendar: Calendar, at: Instant): Instant => addWorkingMs(calendar, at, 0);

/** Whether the calendar does not cover every date from that of `a` to that of `b` (EC-31). */
export const reachesBeyond = (calendar: Calendar, a: Instant, b: Instant): boolean =>
  !calendar.covers(calendar.dayOf(msOf(a)), calendar.dayOf(msOf(b)));
