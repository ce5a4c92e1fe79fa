import { type CatalogueView, PLAIN_RULES, type TimePolicy, type TimeRules } from '@app/catalogue/domain';
import { DomainError, type Instant } from '@app/kernel';
import type { Calendar, Limit } from '@app/working-time';
import type { Whistle } from './whistle.state.js';

/** What a clock is counted, chased and lengthened by. */
export interface ClockRules {
  readonly calendar: Calendar;
  readonly policy: TimeRules & Pick<TimePolicy, 'version'>;
}

/** Where a whistle is, and the zone that its days are in. */
export interface ClockPlace {
  readonly areaPath: string;
  readonly timeZone: string;
}

export const placeOfWhistle = ({ raised }: Whistle): ClockPlace => ({
  areaPath: raised.location.areaPath,
  timeZone: raised.timeZone,
});

/** Before there were calendars every limit ran on, a working day for 24 hours. */
const CONTINUOUS_1 = 'continuous-1';
/** Of an imported clock: the date is the source's. */
const SOURCE = 'source';
const HOURS = { MIN: 1 / 60, UH: 1, WH: 1, WD: 24, ND: 24 } as const;

interface Versions {
  readonly policyVersion: string;
  readonly calendarVersion: string;
}

/** As they stand: what a clock that starts at `at` is counted by. */
export const rulesInForce = (
  catalogue: CatalogueView,
  { areaPath, timeZone }: ClockPlace,
  at: Instant,
): ClockRules => ({
  calendar: catalogue.calendarFor(areaPath, timeZone, at),
  policy: catalogue.timePolicy(areaPath, at),
});

/**
 * What a clock was set by, however it was revised since.
 * @throws Error the catalogue does not know a version that the log names: it lags behind, and would count wrong
 */
export function rulesOf(
  catalogue: CatalogueView,
  { policyVersion, calendarVersion }: Versions,
  place: ClockPlace,
): ClockRules {
  const calendar =
    calendarVersion === 'none'
      ? catalogue.calendarFor('', place.timeZone)
      : catalogue.calendar(calendarVersion.slice(0, calendarVersion.indexOf('@')), calendarVersion);
  if (!calendar) throw notYet(calendarVersion);
  return { calendar, policy: policyOf(catalogue, policyVersion) };
}

function policyOf(catalogue: CatalogueView, version: string): ClockRules['policy'] {
  if ([CONTINUOUS_1, SOURCE, 'none'].includes(version)) return { ...PLAIN_RULES, version };
  const policy = catalogue.policy(version);
  if (!policy) throw notYet(version);
  return policy;
}

/** Every version that a history names is in the log: who does not know it yet has not read so far. */
const notYet = (version: string): DomainError => new DomainError('view/behind', { view: 'catalogue', after: version });

/** Whether a clock was set before there were calendars, or by another system: no calendar of ours concerns it. */
export const isOfBefore = ({ policyVersion }: Pick<Versions, 'policyVersion'>): boolean =>
  policyVersion === CONTINUOUS_1 || policyVersion === SOURCE;

/** The limit as it is counted by such rules. */
export const asCounted = (limit: Limit, { version }: ClockRules['policy']): Limit =>
  version === CONTINUOUS_1 ? { amount: limit.amount * HOURS[limit.unit], unit: 'UH' } : limit;

/** What a limit counts at least, in hours of the clock on the wall. */
export const hoursOf = ({ amount, unit }: Limit): number => amount * HOURS[unit];
