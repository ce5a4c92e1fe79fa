import type { CivilDate, Instant } from '@app/kernel';
import type { Calendar } from './calendar.js';
import type { CalendarDay } from './definition.js';
import { isProvisional } from './due.js';
import { dateOf, instantOf, msOf, weekdayOf } from './instants.js';
import { type CountedKind, type Counting, kindOf, type Limit, type LimitKind } from './limit.js';
import { type Pause, pausedBetween, type Span, toPause, unionOf } from './pauses.js';
import { type Reckoning, reckon, wall } from './reckon.js';

/**
 * What a day was for a clock: the start day, which does not count · a working day · a working day on what the week has as a
 * rest day (调休) · the week's rest day · a holiday · a day all of whose time was paused · any day, where all are counted.
 */
export type DayReason = 'START_DAY' | 'WORKDAY' | 'MAKE_UP_DAY' | 'REST_DAY' | 'HOLIDAY' | 'PAUSED' | 'NATURAL_DAY';

export interface ExplainedDay {
  readonly date: CivilDate;
  /** Whether it is one of the days that make up the limit. */
  readonly counted: boolean;
  readonly why: DayReason;
  /** As the calendar names it: 春节. */
  readonly name?: string;
  /** Working time of the whole day. */
  readonly workingMs: number;
  /** Time of the limit that passed on it, without pauses: working time, or all of it where all days count. */
  readonly usedMs: number;
}

export interface Explanation {
  readonly calendar: { readonly id: string; readonly version: string; readonly timeZone: string };
  readonly limit: Limit;
  readonly start: Instant;
  readonly startsAt: Instant;
  readonly dueAt: Instant;
  readonly kind: LimitKind;
  /** How it is counted; for a seasonal limit, within the season. */
  readonly counted: CountedKind;
  readonly provisional: boolean;
  /** From the day of `startsAt` to the day of `dueAt`. */
  readonly days: readonly ExplainedDay[];
  /** As they were taken: their union. */
  readonly pauses: readonly Pause[];
  /** Days by which pauses have lengthened a limit whose days are counted one by one. */
  readonly addedDays: number;
}

/** Why a limit runs out when it does, day by day. Throws what `dueOf` throws. */
export function explain(
  calendar: Calendar,
  start: Instant,
  limit: Limit,
  counting: Counting,
  pauses: readonly Pause[] = [],
): Explanation {
  const union = unionOf(pauses);
  const reckoning = reckon(calendar, msOf(start), limit, counting, union);
  const { kind: counted, startsAt, due, addedDays } = reckoning;
  const { id, version, timeZone } = calendar;
  return {
    calendar: { id, version, timeZone },
    limit,
    start,
    startsAt: instantOf(startsAt),
    dueAt: instantOf(due),
    kind: kindOf(limit, counting),
    counted,
    provisional: isProvisional(calendar, reckoning),
    days: explainedDays(calendar, reckoning, union),
    pauses: union.map(toPause),
    addedDays,
  };
}

function explainedDays(calendar: Calendar, reckoning: Reckoning, pauses: readonly Span[]): ExplainedDay[] {
  const first = calendar.dayOf(reckoning.startsAt);
  const last = Math.max(first, reckoning.through ?? calendar.dayOf(reckoning.due - 1));
  const special = new Map(calendar.definition.days.map((day) => [day.date, day]));
  return Array.from({ length: last - first + 1 }, (_, index) => {
    const day = first + index;
    const { usedMs, allPaused } = timeUsedOn(calendar, reckoning, pauses, day);
    const date = dateOf(day);
    const name = special.get(date)?.name;
    const why = reasonOf(calendar, reckoning, day, special.get(date), allPaused);
    const workingMs = calendar.workingMsBetween(calendar.beginOf(day), calendar.beginOf(day + 1));
    return {
      date,
      counted: COUNTED.has(why),
      why,
      ...(name === undefined ? {} : { name }),
      workingMs,
      usedMs: IDLE.has(why) ? 0 : usedMs,
    };
  });
}

/** The days that make up the limit; a start day may use up time of it without being one of them. */
const COUNTED: ReadonlySet<DayReason> = new Set(['WORKDAY', 'MAKE_UP_DAY', 'NATURAL_DAY']);

/** A rest day uses up nothing, also one that the end of a limit was rolled over. */
const IDLE: ReadonlySet<DayReason> = new Set(['REST_DAY', 'HOLIDAY']);

function timeUsedOn(calendar: Calendar, { kind, countsFrom, due }: Reckoning, pauses: readonly Span[], day: number) {
  const from = Math.max(calendar.beginOf(day), countsFrom);
  const to = Math.min(calendar.beginOf(day + 1), due);
  if (from >= to) return { usedMs: 0, allPaused: false };
  const measure = countsAllDays(kind) ? wall : calendar.workingTime;
  const time = measure.between(from, to);
  const usedMs = time - pausedBetween(measure, pauses, from, to);
  return { usedMs, allPaused: time > 0 && usedMs === 0 };
}

const countsAllDays = (kind: CountedKind): boolean => kind === 'CONTINUOUS' || kind === 'CALENDAR_DAYS_ROLL';

function reasonOf(
  calendar: Calendar,
  { kind, startsAt, from = Infinity }: Reckoning,
  day: number,
  special: CalendarDay | undefined,
  allPaused: boolean,
): DayReason {
  if (day === calendar.dayOf(startsAt) && START_DAY_APART.has(kind)) return 'START_DAY';
  const rolledOver = kind === 'CALENDAR_DAYS_ROLL' && day >= from && !calendar.isWorkday(day);
  if (countsAllDays(kind) && !rolledOver) return allPaused ? 'PAUSED' : 'NATURAL_DAY';
  if (!calendar.isWorkday(day)) return special ? 'HOLIDAY' : 'REST_DAY';
  if (allPaused) return 'PAUSED';
  return calendar.definition.week[weekdayOf(day)]?.length ? 'WORKDAY' : 'MAKE_UP_DAY';
}

const START_DAY_APART: ReadonlySet<CountedKind> = new Set(['WORKDAY_COUNT', 'WORKDAY_SAME_TIME', 'CALENDAR_DAYS_ROLL']);
