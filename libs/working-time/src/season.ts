import type { Calendar } from './calendar.js';
import { dateOf, dayOfDate } from './instants.js';
import type { Season } from './limit.js';

/** The moment itself in season; else the beginning of the season's first day. */
export function inSeason(calendar: Calendar, moment: number, { from, through }: Season): number {
  const date = dateOf(calendar.dayOf(moment));
  const today = date.slice(5);
  const [begun, notOver] = [today >= from, today <= through];
  if (from <= through ? begun && notOver : begun || notOver) return moment;
  const year = Number(date.slice(0, 4)) + (begun ? 1 : 0);
  // 02-29 is no date of most years: then the day after it
  const first = dayOfDate(`${year}-${from}`) ?? dayOfDate(`${year}-03-01`) ?? Number.NaN;
  return calendar.beginOf(first);
}
