import { DateTime } from 'luxon';
import type { Random } from './random.js';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

const OPENS = 8;
const ENDS = 19;

/** Who is known for being late, and how often; everybody else is now and then. */
const OFTEN_LATE: Readonly<Record<string, number>> = { 'XY-SZ': 0.34, 'XY-S3-JD': 0.42, 'XY-PS': 0.14 };
const LATE = 0.035;

/** When people get round to things. Moments are epoch milliseconds. */
export class Pace {
  constructor(
    private readonly random: Random,
    private readonly zone: string,
  ) {}

  /** Between so many minutes later. */
  soon(now: number, from: number, to: number): number {
    return now + this.random.between(from, to) * MINUTE;
  }

  /** The same, but not before an office opens or after it has closed. */
  atWork(now: number, from: number, to: number): number {
    return this.daytime(this.soon(now, from, to));
  }

  /** In the other half of the day, or of the next: who does not answer in the morning is called in the afternoon. */
  nextHalfDay(now: number): number {
    const local = DateTime.fromMillis(now, { zone: this.zone });
    const next =
      local.hour < 12 ? local.set({ hour: 14, minute: 0 }) : local.plus({ days: 1 }).set({ hour: OPENS, minute: 0 });
    return this.soon(next.toMillis(), 2, 170);
  }

  /**
   * A step that has a limit: mostly well before it runs out, now and then after.
   * @param usual the longest that somebody punctual takes, in hours, whatever the limit
   */
  byDue(
    now: number,
    due: number,
    { unitId, usual, urgent }: { unitId: string; usual: number; urgent: boolean },
  ): number {
    const limit = due - now;
    if (this.random.chance(OFTEN_LATE[unitId] ?? LATE)) return now + limit * this.random.between(1.04, 1.7);
    const at = now + Math.min(limit, usual * HOUR) * this.random.between(0.12, 0.82);
    const shifted = urgent ? at : this.daytime(at);
    return shifted < due ? shifted : at;
  }

  private daytime(at: number): number {
    const local = DateTime.fromMillis(at, { zone: this.zone });
    if (local.hour >= OPENS && local.hour < ENDS) return at;
    const day = local.hour < OPENS ? local : local.plus({ days: 1 });
    return day.startOf('day').set({ hour: OPENS }).toMillis() + this.random.between(2, 75) * MINUTE;
  }
}
