import type { CivilDate } from '@app/kernel';
import type { CalendarContent, CalendarRevision, NoticedDay } from './calendar.types.js';
import { noticeOf, yearOf } from './holiday-notice.js';

/** Where the days of a year are from, by one calendar: a region's and its base's each have their own. */
export interface YearPapers {
  readonly year: number;
  /** The revision that brought the year's days as they were counted: `CN@3`. Absent: no notice covered the year. */
  readonly version?: string;
  /** Which notice or which package. */
  readonly source?: string;
  /** Those of the dates that lie in another year, of which this one's notice says how they are. */
  readonly dates?: readonly CivilDate[];
}

/**
 * Which notices say of some dates whether they are worked. A date belongs to the year in whose notice it stands: the 27th of
 * December may stand in the next year's.
 * @param version as a deadline names it: `CN@3`, `CN-XZ@2+CN@3`; of `none` there are no papers
 */
export function papersOf(
  version: string,
  dates: readonly CivilDate[],
  revisionsOf: (calendarId: string) => readonly CalendarRevision[],
): YearPapers[] {
  return version.split('+').flatMap((part) => {
    const [calendarId = '', number = '0'] = part.split('@');
    const known = revisionsOf(calendarId).slice(0, Number(number));
    const current = known.at(-1)?.content;
    if (!current) return [];
    const noticed = new Map(current.days.map((day) => [day.date, noticeOf(day)]));
    const yearFor = (date: CivilDate) => noticed.get(date) ?? yearOf(date);
    const elsewhere = (year: number) => dates.filter((date) => yearFor(date) === year && yearOf(date) !== year);
    const years = new Set(dates.map(yearFor));
    return [...years]
      .sort((a, b) => a - b)
      .map((year) => {
        const named = elsewhere(year);
        return { ...paperOf(year, calendarId, known), ...(named.length > 0 && { dates: named }) };
      });
  });
}

function paperOf(year: number, calendarId: string, known: readonly CalendarRevision[]): YearPapers {
  const latest = daysOf(year, known.at(-1)?.content);
  if (latest === undefined) return { year };
  const others = known.findLastIndex(({ content }) => daysOf(year, content) !== latest);
  const brought = known[others + 1];
  return brought ? { year, version: `${calendarId}@${others + 2}`, source: brought.content.source } : { year };
}

/** To compare: nothing while the year is not covered. */
function daysOf(year: number, content: CalendarContent | undefined): string | undefined {
  if (!content || content.coveredFrom > `${year}-12-31` || content.coveredThrough < `${year}-12-31`) return undefined;
  const ofYear = content.days.filter((day) => noticeOf(day) === year);
  return JSON.stringify(ofYear.map(({ date, working, slots, name }: NoticedDay) => [date, working, slots, name]));
}
