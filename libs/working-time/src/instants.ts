import type { CivilDate, Instant } from '@app/kernel';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * Civil dates are counted in days from 1970-01-01 and moments in milliseconds, so that arithmetic is on numbers. Read and
 * written by hand: `Date.parse` and `toISOString` cost several times what the arithmetic between them does.
 * @throws RangeError it is no `Instant`
 */
export function msOf(instant: Instant): number {
  const year = two(instant, 0) * 100 + two(instant, 2);
  const month = two(instant, 5);
  const day = two(instant, 8);
  const hour = two(instant, 11);
  const minute = two(instant, 14);
  const second = two(instant, 17);
  // what is no digit is NaN, which is not even 0
  const exists = year >= 0 && day <= lengthOf(year, month) && day > 0 && hour < 24 && minute < 60 && second < 60;
  const tenths = two(instant, 20);
  const ms = tenths * 10 + digit(instant, 22);
  if (!exists || !(ms >= 0) || !isPunctuated(instant)) throw new RangeError(`no instant: ${instant}`);
  return dayNumber(year, month, day) * DAY + ((hour * 60 + minute) * 60 + second) * SECOND + ms;
}

const [HYPHEN, COLON, DOT, T, Z] = ['-', ':', '.', 'T', 'Z'].map((character) => character.charCodeAt(0));
const isPunctuated = (text: string): boolean =>
  text.length === 24 &&
  text.charCodeAt(4) === HYPHEN &&
  text.charCodeAt(7) === HYPHEN &&
  text.charCodeAt(10) === T &&
  text.charCodeAt(13) === COLON &&
  text.charCodeAt(16) === COLON &&
  text.charCodeAt(19) === DOT &&
  text.charCodeAt(23) === Z;

const ZERO = 48;

function digit(text: string, at: number): number {
  const value = text.charCodeAt(at) - ZERO;
  return value >= 0 && value <= 9 ? value : Number.NaN;
}
const two = (text: string, at: number): number => digit(text, at) * 10 + digit(text, at + 1);

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
const LENGTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const lengthOf = (year: number, month: number): number =>
  month === 2 && isLeap(year) ? 29 : (LENGTHS[month - 1] ?? 0);

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
  return day > 0 && day <= lengthOf(year, month) ? dayNumber(year, month, day) : undefined;
}

const texts = (length: number, digits: number, after: string): string[] =>
  Array.from({ length }, (_, value) => `${String(value).padStart(digits, '0')}${after}`);
const SECONDS = texts(60, 2, '.');
const MILLISECONDS = texts(1_000, 3, '');
/** `17:30:` */
const MINUTES = texts(24, 2, ':').flatMap((hour) => texts(60, 2, ':').map((minute) => hour + minute));

/** `17:30:00.000` */
export function timeText(ms: number): string {
  const seconds = Math.floor(ms / SECOND);
  const minutes = Math.floor(seconds / 60);
  return `${MINUTES[minutes]}${SECONDS[seconds - minutes * 60]}${MILLISECONDS[ms - seconds * SECOND]}`;
}

/** @param ms whole, from 1970-01-01T00:00Z */
export function instantOf(ms: number): Instant {
  const day = Math.floor(ms / DAY);
  return `${dateOf(day)}T${timeText(ms - day * DAY)}Z`;
}

/** Monday is 0. */
export const weekdayOf = (day: number): number => (((day + 3) % 7) + 7) % 7;
