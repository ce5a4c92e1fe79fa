import type { CatalogueView, ClockKind } from '@app/catalogue/domain';
import type { Instant } from '@app/kernel';
import type { Calendar, Limit } from '@app/working-time';
import { type ClockPlace, type ClockRules, isOfBefore, rulesInForce, rulesOf } from '../domain/clock-rules.js';
import { type ClockStart, limitFor } from '../domain/deadlines.js';

/** By what clocks would have been reckoned. */
export interface OtherRules {
  /** The catalogue as it was, and is. */
  readonly real: CatalogueView;
  /** The same with another policy or calendar, as if it had always been so. */
  readonly other: CatalogueView;
  /** Root area of the jurisdiction that has another policy. */
  readonly policyOf?: string | undefined;
  /** Id of the calendar that is another. */
  readonly calendarOf?: string | undefined;
}

interface Versions {
  readonly policyVersion: string;
  readonly calendarVersion: string;
}

/** What takes the place of the rules by which a clock was set at a moment: the same, as far as there are no others. */
export function rulesInstead(rules: OtherRules, stored: Versions, place: ClockPlace, at: Instant): ClockRules {
  const was = rulesOf(rules.real, stored, place);
  const anotherPolicy = hasOtherPolicy(rules, place);
  const policy = anotherPolicy ? rules.other.timePolicy(place.areaPath, at) : was.policy;
  const before = anotherPolicy && isOfBefore(stored);
  const own = before ? rules.real.calendarFor(place.areaPath, place.timeZone, at) : was.calendar;
  return { policy, calendar: otherCalendar(rules, place, at) ?? own };
}

/** Likewise for the rules in force at a moment. */
export function rulesThen(rules: OtherRules, place: ClockPlace, at: Instant): ClockRules {
  const was = rulesInForce(rules.real, place, at);
  const policy = hasOtherPolicy(rules, place) ? rules.other.timePolicy(place.areaPath, at) : was.policy;
  return { policy, calendar: otherCalendar(rules, place, at) ?? was.calendar };
}

/** The limit of a clock then; `stored` where the policy is the same. Absent if the other policy has none. */
export const limitInstead = (
  rules: OtherRules,
  clock: ClockKind,
  start: Omit<ClockStart, 'nextNumber'>,
  stored: Limit,
): Limit | undefined => (hasOtherPolicy(rules, start) ? limitFor(rules.other, clock, start) : stored);

export const limitThen = (
  rules: OtherRules,
  clock: ClockKind,
  start: Omit<ClockStart, 'nextNumber'>,
): Limit | undefined => limitFor(hasOtherPolicy(rules, start) ? rules.other : rules.real, clock, start);

export const hasOtherPolicy = ({ policyOf }: OtherRules, { areaPath }: Pick<ClockPlace, 'areaPath'>): boolean =>
  policyOf !== undefined && areaPath.split('/')[0] === policyOf;

/** The other calendar, or one that is based on it, if it holds there. */
export function otherCalendar(
  { other, calendarOf }: OtherRules,
  { areaPath, timeZone }: ClockPlace,
  at: Instant,
): Calendar | undefined {
  if (calendarOf === undefined) return undefined;
  const calendar = other.calendarFor(areaPath, timeZone, at);
  const ids = calendar.version.split('+').map((part) => part.slice(0, part.lastIndexOf('@')));
  return ids.includes(calendarOf) ? calendar : undefined;
}
