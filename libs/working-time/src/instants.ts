import type { CivilDate, Instant } from '@app/kernel';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * Civil dates are counted in days from 1970-01-01 and moments in milliseconds, so that arithmetic is on numbers. Read and
 * written by hand: `Date.parse` and `toISOString` cost several times what the arithmetic between them does.
 */
const SHAPE = 'dddd-dd-ddTdd:dd:dd.dddZ';

/** @throws RangeError it is no `Instant` */
export function msOf(instant: Instant): number {
  if (!isInstant(instant)) throw new RangeError(`no instant: ${instant}`);
  const day = dayNumber(two(instant, 0) * 100 + two(instant, 2), two(instant, 5), two(instant, 8));
  const seconds = (two(instant, 11) * 60 + two(instant, 14)) * 60 + two(instant, 17);
  return day * DAY + seconds * SECOND + (two(instant, 20) * 10 + digit(instant, 22));
}

function isInstant(text: string): boolean {
  if (text.length !== SHAPE.length) return false;
  for (let at = 0; at < SHAPE.length; at++) {
    const wanted = SHAPE.charCodeAt(at);
    const code = text.charCodeAt(at);
    if (wanted === D ? code < ZERO || code > ZERO + 9 : code !== wanted) return false;
  }
  if (two(text, 11) > 23 || two(text, 14) > 59 || two(text, 17) > 59) return false;
  return isDate(two(text, 0) * 100 + two(text, 2), two(text, 5), two(text, 8));
}

const ZERO = 48;
const D = SHAPE.charCodeAt(0);
const digit = (text: string, at: number): number => text.charCodeAt(at) - ZERO;
const two = (text: string, at: number): number => digit(text, at) * 10 + digit(text, at + 1);

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const lengthOf = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (LENGTHS[month - 1] ?? 0);
const isDate = (year: number, month: number, day: number): boolean => day >= 1 && day <= lengthOf(year, month);

/** Days before each month of a common year. */
const BEFORE = LENGTHS.map((_, month) => LENGTHS.slice(0, month).reduce((sum, days) => sum + days, 0));
const leapYearsThrough = (year: number): number =>
  Math.floor(year / 4) - Math.floor(year / 100) + Math.floor(year / 400);
const LEAP_YEARS_BEFORE_1970 = leapYearsThrough(1969);

function dayNumber(year: number, month: number, day: number): number {
  const ofYear = (BEFORE[month - 1] ?? 0) + (month > 2 && isLeap(year) ? 1 : 0) + day - 1;
  return (year - 1970) * 365 + leapYearsThrough(year - 1) - LEAP_YEARS_BEFORE_1970 + ofYear;
}

const dates = new Map<number, CivilDate>();
const MOST_DATES = 100_000;

/** The date of a day number, `2026-02-13`. */
export function dateOf(day: number): CivilDate {
  let date = dates.get(day);
  if (date === undefined) {
    if (dates.size >= MOST_DATES) dates.clear();
    date = new Date(day * DAY).toISOString().slice(0, -'T00:00:00.000Z'.length);
    dates.set(day, date);
  }
  return date;
}

/** The number of a date; `undefined` if the text is none. */
export function dayOfDate(date: CivilDate): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return undefined;
  const [year, month, day] = [Number(date.slice(0, 4)), two(date, 5), two(date, 8)];
  return isDate(year, month, day) ? dayNumber(year, month, day) : undefined;
}

const padded = (length: number, digits: number): string[] =>
  Array.from({ length }, (_, value) => String(value).padStart(digits, '0'));
const TWO = padded(60, 2);
const THREE = padded(1_000, 3);

/** `17:30:00.000` */
export function timeText(ms: number): string {
  const seconds = Math.floor(ms / SECOND);
  const minutes = Math.floor(seconds / 60);
  const hour = TWO[Math.floor(minutes / 60)];
  return `${hour}:${TWO[minutes % 60]}:${TWO[seconds % 60]}.${THREE[ms % SECOND]}`;
}

/** @param ms whole, from 1970-01-01T00:00Z */
export function instantOf(ms: number): Instant {
  const day = Math.floor(ms / DAY);
  return `${dateOf(day)}T${timeText(ms - day * DAY)}Z`;
}

/** Monday is 0. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;
