import type { Instant } from '@app/kernel';
import type { Calendar } from './calendar.js';
import { msOf } from './instants.js';

/**
 * Whether two calendars differ on any day between two moments, those of the moments included: in its hours, in when it begins,
 * or in whether it is covered. If not, every clock that started at `from` and is due at `to` by the one is so by the other;
 * if so, it must be reckoned again (EC-08, EC-31).
 * @throws RangeError no instant; DomainError `working-time/out-of-range`
 */
export function differsBetween(a: Calendar, b: Calendar, from: Instant, to: Instant): boolean {
  if (a === b) return false;
  if (a.timeZone !== b.timeZone || a.ordinaryDayMs !== b.ordinaryDayMs) return true;
  const last = a.dayOf(msOf(to));
  for (let day = a.dayOf(msOf(from)); day <= last; day++) if (!sameDay(a, b, day)) return true;
  return false;
}

function sameDay(a: Calendar, b: Calendar, day: number): boolean {
  if (a.covers(day, day) !== b.covers(day, day)) return false;
  const [slots, others] = [a.slotsOf(day), b.slotsOf(day)];
  return (
    slots.length === others.length &&
    slots.every(({ opens, closes }, slot) => opens === others[slot]?.opens && closes === others[slot]?.closes)
  );
}
