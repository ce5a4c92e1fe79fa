import type { Instant } from '@app/kernel';
import type { Calendar } from './calendar.js';
import type { Counting, Limit, LimitKind } from './limit.js';

/** A clock stood still from `from` to `to`: 挂账, 等待补正. */
export interface Pause {
  readonly from: Instant;
  readonly to: Instant;
}

export interface DueMoment {
  /** `t <= dueAt` is on time. */
  readonly dueAt: Instant;
  readonly kind: LimitKind;
  /** A date that the calendar does not cover took part. */
  readonly provisional: boolean;
  /** From when on it counts: in season, at the next opening. */
  readonly startsAt: Instant;
}

/** The functions of this library, as they will be; types only until they are filled in. */
export interface WorkingTime {
  dueOf(calendar: Calendar, start: Instant, limit: Limit, counting: Counting, pauses?: readonly Pause[]): DueMoment;
  markAt(
    calendar: Calendar,
    start: Instant,
    limit: Limit,
    counting: Counting,
    share: number,
    pauses?: readonly Pause[],
  ): Instant;
  workingMsBetween(calendar: Calendar, a: Instant, b: Instant): number;
  addWorkingMs(calendar: Calendar, start: Instant, ms: number): Instant;
  nextWorkingMoment(calendar: Calendar, at: Instant): Instant;
  differsBetween(a: Calendar, b: Calendar, from: Instant, to: Instant): boolean;
}
