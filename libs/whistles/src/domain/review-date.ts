import { type CivilDate, civilDateIn } from '@app/kernel';
import { instantIn, nextWorkingMoment, reachesBeyond } from '@app/working-time';
import type { ClockPlace, ClockRules } from './clock-rules.js';
import type { Reckoned } from './deadlines.js';
import type { RunningClock } from './running-clock.js';

/** 挂账复核 comes with the first working moment of its day; provisional while no notice covers that day (EC-31). */
export function reviewOn(
  date: CivilDate,
  { calendar }: Pick<ClockRules, 'calendar'>,
  { timeZone }: ClockPlace,
): Pick<Reckoned, 'dueAt' | 'provisional'> {
  const begin = instantIn(timeZone, date);
  const dueAt = nextWorkingMoment(calendar, begin);
  return { dueAt, provisional: reachesBeyond(calendar, begin, dueAt) };
}

/** The same by a revised calendar, from the day on for which it is set (EC-08). */
export function reviewAnew(clock: RunningClock, rules: ClockRules, place: ClockPlace): Reckoned {
  const { kind, pauses, marks, policyVersion } = clock;
  const date = civilDateIn(place.timeZone, clock.dueAt);
  const versions = { policyVersion, calendarVersion: rules.calendar.version };
  return { ...reviewOn(date, rules, place), kind, ...versions, pauses, marks };
}
