import type { Calendar } from './calendar.js';
import { HOUR, MINUTE } from './instants.js';
import { type CountedKind, type Counting, countedKindOf, type Limit, refuseUncountable } from './limit.js';
import { type Measure, pausedBetween, type Span, spend } from './pauses.js';
import { inSeason } from './season.js';

/** How a due moment was found. Moments in ms UTC, days as numbers. */
export interface Reckoning {
  readonly kind: CountedKind;
  readonly startsAt: number;
  /** From here on the limit is used up: after the start day where that does not count. */
  readonly countsFrom: number;
  readonly due: number;
  /** In what the limit is used up. */
  readonly measure: Measure;
  /** The days whose hours mattered; none if no calendar was asked. */
  readonly from?: number;
  readonly through?: number;
  /** Days added for pauses, where days are counted one by one. */
  readonly addedDays: number;
}

type Reckon = (
  calendar: Calendar,
  start: number,
  limit: Limit,
  counting: Counting,
  pauses: readonly Span[],
) => Reckoning;

const MS = { MIN: MINUTE, UH: HOUR, WH: HOUR, ND: 24 * HOUR };

/** All time. */
export const wall: Measure = { between: (a, b) => b - a, add: (moment, ms) => moment + ms };

const continuous: Reckon = (_calendar, start, { amount, unit }, _counting, pauses) => ({
  kind: 'CONTINUOUS',
  startsAt: start,
  countsFrom: start,
  due: spend(wall, start, Math.round(amount * (unit === 'WD' ? MS.ND : MS[unit])), pauses),
  measure: wall,
  addedDays: 0,
});

const workingSeconds: Reckon = (calendar, start, { amount, unit }, _counting, pauses) => {
  const measure = calendar.workingTime;
  const startsAt = calendar.addWorkingMs(start, 0);
  const ms = Math.round(amount * (unit === 'WD' ? calendar.ordinaryDayMs : HOUR));
  const due = spend(measure, startsAt, ms, pauses);
  const [from, through] = [calendar.dayOf(start), calendar.dayOf(due - 1)];
  return { kind: 'WORKING_SECONDS', startsAt, countsFrom: startsAt, due, measure, from, through, addedDays: 0 };
};

/** The start day does not count; the n-th working day after it does, to its end (民法典 §201; 行政许可法 §82). */
const workdayCount: Reckon = (calendar, start, { amount }, { dayEnds }, pauses) => {
  const startDay = calendar.dayOf(start);
  const countsFrom = calendar.beginOf(startDay + 1);
  const measure = calendar.workdays;
  const lastDay = (days: number) => calendar.workdayAfter(startDay, days);
  const { days, due } = lengthened(
    amount,
    (days) => endOf(calendar, lastDay(days), dayEnds),
    (due) => pausedBetween(measure, pauses, countsFrom, due),
  );
  const [from, through] = [startDay + 1, lastDay(days)];
  return { kind: 'WORKDAY_COUNT', startsAt: start, countsFrom, due, measure, from, through, addedDays: days - amount };
};

/** The same time of day n working days later; a start outside of working hours is one at the next opening. */
const workdaySameTime: Reckon = (calendar, start, { amount }, _counting, pauses) => {
  const startsAt = calendar.addWorkingMs(start, 0);
  const measure = calendar.workdays;
  const [startDay, timeOfDay] = [calendar.dayOf(startsAt), calendar.timeOfDay(startsAt)];
  const lastDay = (days: number) => calendar.workdayAfter(startDay, days);
  const { days, due } = lengthened(
    amount,
    (days) => calendar.momentOn(lastDay(days), timeOfDay),
    (due) => pausedBetween(measure, pauses, startsAt, due),
  );
  const [from, through, addedDays] = [calendar.dayOf(start), lastDay(days), days - amount];
  return { kind: 'WORKDAY_SAME_TIME', startsAt, countsFrom: startsAt, due, measure, from, through, addedDays };
};

/** The start day does not count; a last day that is a rest day gives way to the next working day (民法典 §§201, 203). */
const calendarDaysRoll: Reckon = (calendar, start, { amount }, { dayEnds }, pauses) => {
  const startDay = calendar.dayOf(start);
  const countsFrom = calendar.beginOf(startDay + 1);
  const lastDay = (days: number) => calendar.workdayAfter(startDay + days - 1, 1);
  const { days, due } = lengthened(
    amount,
    (days) => endOf(calendar, lastDay(days), dayEnds),
    (due) => pausedBetween(naturalDays(calendar), pauses, countsFrom, due),
  );
  const [from, through, addedDays] = [startDay + days, lastDay(days), days - amount];
  return { kind: 'CALENDAR_DAYS_ROLL', startsAt: start, countsFrom, due, measure: wall, from, through, addedDays };
};

/** Days of 23 or 25 hours are days too. */
function naturalDays(calendar: Calendar): Measure {
  const position = (moment: number): number => {
    const day = calendar.dayOf(moment);
    const begin = calendar.beginOf(day);
    return day + (moment - begin) / (calendar.beginOf(day + 1) - begin);
  };
  return { between: (a, b) => position(b) - position(a), add: wall.add };
}

const endOf = (calendar: Calendar, day: number, dayEnds: Counting['dayEnds']): number =>
  dayEnds === 'MIDNIGHT' ? calendar.beginOf(day + 1) : calendar.closeOf(day);

/** So little of a day is an error of floating-point sums: less than 1 ms of any day. */
const NOTHING = 1e-9;

/**
 * A limit of whole days, longer by the days for which it was paused; a begun day is one. What is added may itself be paused:
 * it is the shortest lengthening that is long enough.
 */
function lengthened(
  amount: number,
  dueAfter: (days: number) => number,
  pausedDaysUntil: (due: number) => number,
): { readonly days: number; readonly due: number } {
  let days = amount;
  for (;;) {
    const due = dueAfter(days);
    const wanted = amount + Math.ceil(pausedDaysUntil(due) - NOTHING);
    if (wanted <= days) return { days, due };
    days = wanted;
  }
}

const RECKON: Readonly<Record<CountedKind, Reckon>> = {
  CONTINUOUS: continuous,
  WORKING_SECONDS: workingSeconds,
  WORKDAY_COUNT: workdayCount,
  WORKDAY_SAME_TIME: workdaySameTime,
  CALENDAR_DAYS_ROLL: calendarDaysRoll,
};

/** @throws DomainError `working-time/uncountable-limit`, `working-time/out-of-range` */
export const reckon: Reckon = (calendar, start, limit, counting, pauses) => {
  refuseUncountable(limit, counting);
  const from = limit.season ? inSeason(calendar, start, limit.season) : start;
  return RECKON[countedKindOf(limit, counting)](calendar, from, limit, counting, pauses);
};
