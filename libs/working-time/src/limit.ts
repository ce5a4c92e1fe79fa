import { DomainError } from '@app/kernel';
import { dayOfDate } from './instants.js';

/** UH continuous hours · WH working hours · WD working days · ND natural days · MIN continuous minutes. */
export const LIMIT_UNITS = ['MIN', 'UH', 'WH', 'WD', 'ND'] as const;
export type LimitUnit = (typeof LIMIT_UNITS)[number];

/** The part of a year in which a clock may start, both days included: 种植季节. `MM-DD`; it may go round the year's end. */
export interface Season {
  readonly from: string;
  readonly through: string;
}

export interface Limit {
  /** Above 0; days that are counted one by one (see `Counting`) are whole. */
  readonly amount: number;
  readonly unit: LimitUnit;
  readonly season?: Season;
}

/**
 * How a limit is counted (domain §2.8). `MANUAL_DATE` is a date that people agreed on: no limit leads to it.
 */
export const LIMIT_KINDS = [
  'CONTINUOUS',
  'WORKING_SECONDS',
  'WORKDAY_COUNT',
  'WORKDAY_SAME_TIME',
  'CALENDAR_DAYS_ROLL',
  'SEASONAL',
  'MANUAL_DATE',
] as const;
export type LimitKind = (typeof LIMIT_KINDS)[number];

/** How limits are counted where they do not say so themselves: part of a policy. */
export interface Counting {
  /** What n WD mean: the close of the n-th following working day, the same time n working days later, or n × a day's hours. */
  readonly workdays: 'WORKDAY_COUNT' | 'WORKDAY_SAME_TIME' | 'WORKING_SECONDS';
  /** What n ND mean: n × 24 h, or n days from the next one on, rolled off rest days (民法典 §§201, 203). */
  readonly days: 'CONTINUOUS' | 'CALENDAR_DAYS_ROLL';
  /** When a counted day is over: at its last slot's end, or at 24:00 (民法典 §203). */
  readonly dayEnds: 'CLOSE_OF_BUSINESS' | 'MIDNIGHT';
}

/** How a limit counts once it has started: what `SEASONAL` comes down to within its season. */
export type CountedKind = Exclude<LimitKind, 'SEASONAL' | 'MANUAL_DATE'>;

export const countedKindOf = ({ unit }: Limit, { workdays, days }: Counting): CountedKind => {
  if (unit === 'WH') return 'WORKING_SECONDS';
  if (unit === 'WD') return workdays;
  return unit === 'ND' ? days : 'CONTINUOUS';
};

export const kindOf = (limit: Limit, counting: Counting): Exclude<LimitKind, 'MANUAL_DATE'> =>
  limit.season ? 'SEASONAL' : countedKindOf(limit, counting);

/** A year that has all days. */
const LEAP_YEAR = '2000';
const isDayOfYear = (text: string): boolean => text.length === 5 && dayOfDate(`${LEAP_YEAR}-${text}`) !== undefined;

/**
 * For whoever takes limits in: what is refused here is refused again wherever it is counted.
 * @throws DomainError `working-time/uncountable-limit` with the `limit` and a `reason`: no amount above 0, more than ten
 *   years, part of a day where days are counted one by one, a season without dates
 */
export function refuseUncountable(limit: Limit, counting: Counting): void {
  const { amount, season } = limit;
  if (!(amount > 0)) throw uncountable(limit, 'the amount is not above 0');
  if (amount > MOST[limit.unit]) throw uncountable(limit, 'the amount is more than ten years');
  const kind = countedKindOf(limit, counting);
  if (kind !== 'CONTINUOUS' && kind !== 'WORKING_SECONDS' && !Number.isInteger(amount)) {
    throw uncountable(limit, 'days are counted one by one, and this is a part of one');
  }
  if (season && !(isDayOfYear(season.from) && isDayOfYear(season.through))) {
    throw uncountable(limit, 'the season has no dates');
  }
}

/** Ten years. */
const MOST: Readonly<Record<LimitUnit, number>> = { MIN: 5_259_600, UH: 87_660, WH: 87_660, WD: 3_652, ND: 3_652 };

const uncountable = (limit: Limit, reason: string): DomainError =>
  new DomainError('working-time/uncountable-limit', { limit, reason });

/** Whether two limits say the same, in the same words: 24 UH are not 1 WD. */
export const isSameLimit = (a: Limit, b: Limit): boolean =>
  a.amount === b.amount &&
  a.unit === b.unit &&
  a.season?.from === b.season?.from &&
  a.season?.through === b.season?.through;
