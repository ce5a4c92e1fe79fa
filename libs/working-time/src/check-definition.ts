import { DomainError } from '@app/kernel';
import type { CalendarDefinition, CalendarDay, Slot } from './definition.js';
import { dayOfDate } from './instants.js';
import { isZone, msOfTime } from './zone.js';

/** @throws DomainError `working-time/impossible-calendar` with `id` and all `problems`, each with its place */
export function checkDefinition(definition: CalendarDefinition): void {
  const { id, timeZone, week, days } = definition;
  const problems = [
    ...(isZone(timeZone) ? [] : [`timeZone: no zone ${timeZone}`]),
    ...(week.length === 7 ? [] : [`week: ${week.length} days instead of 7`]),
    ...week.flatMap((slots, day) => slotProblems(slots, `week[${day}]`)),
    ...(week.some((slots) => slots.length > 0) ? [] : ['week: no working time at all']),
    ...days.flatMap(dayProblems),
    ...datesTwice(days),
    ...coverageProblems(definition),
  ];
  if (problems.length > 0) throw new DomainError('working-time/impossible-calendar', { id, problems });
}

function slotProblems(slots: readonly Slot[], place: string): string[] {
  let end = 0;
  return slots.flatMap(({ from, to }, index) => {
    const [opens, closes] = [msOfTime(from), msOfTime(to)];
    const slot = `${place}[${index}]: ${from}–${to}`;
    if (opens === undefined || closes === undefined) return [`${slot} are no times from 00:00 to 24:00`];
    if (opens >= closes) return [`${slot} ends before it begins`];
    const overlaps = opens < end;
    end = Math.max(end, closes);
    return overlaps ? [`${slot} begins before the slot before it has ended`] : [];
  });
}

function dayProblems({ date, working, slots }: CalendarDay, index: number): string[] {
  const place = `days[${index}]`;
  if (dayOfDate(date) === undefined) return [`${place}: no date ${date}`];
  if (slots && !working) return [`${place}: ${date} is a rest day with slots`];
  if (slots?.length === 0) return [`${place}: ${date} is a working day without a slot`];
  return slotProblems(slots ?? [], `${place} ${date}`);
}

function datesTwice(days: readonly CalendarDay[]): string[] {
  const seen = new Set<string>();
  return days.flatMap(({ date }, index) => {
    if (seen.has(date)) return [`days[${index}]: ${date} is there twice`];
    seen.add(date);
    return [];
  });
}

function coverageProblems({ coveredFrom, coveredThrough }: CalendarDefinition): string[] {
  const [from, through] = [dayOfDate(coveredFrom), dayOfDate(coveredThrough)];
  if (from === undefined) return [`coveredFrom: no date ${coveredFrom}`];
  if (through === undefined) return [`coveredThrough: no date ${coveredThrough}`];
  if (from > through) return [`coveredFrom: ${coveredFrom} is after ${coveredThrough}`];
  const outside = [from, through].some((day) => day < FIRST_DAY || day >= LAST_DAY);
  return outside ? ['coveredFrom, coveredThrough: outside of 1900–2199'] : [];
}

/** Calendars reach so far and no farther: nobody means a deadline outside of it. Day numbers, the last one exclusive. */
export const FIRST_DAY = dayOfDate('1900-01-01') ?? 0;
export const LAST_DAY = dayOfDate('2200-01-01') ?? 0;
