import type { CalendarContent, HolidayNotice, NoticedDay } from './calendar.types.js';

export interface NoticeProblem {
  /** `days[3]`, or `year`. */
  readonly place: string;
  readonly reason: string;
}

/**
 * What is wrong with a year's notice, each with its place. An empty one is refused, for a year without holidays would be
 * believed; so is one that leaves a year uncovered between it and what the calendar knows.
 */
export function problemsOfNotice(
  { year, days }: HolidayNotice,
  current: Pick<CalendarContent, 'coveredFrom' | 'coveredThrough'>,
): NoticeProblem[] {
  const problems: NoticeProblem[] = [];
  const [first, last] = [yearOf(current.coveredFrom) - 1, yearOf(current.coveredThrough) + 1];
  if (year < first || year > last) {
    const known = `${current.coveredFrom} … ${current.coveredThrough}`;
    problems.push({ place: 'year', reason: `${year} does not join on to the years covered, ${known}` });
  }
  const seen = new Set<string>();
  days.forEach(({ date }, index) => {
    const place = `days[${index}]`;
    if (seen.has(date)) problems.push({ place, reason: `${date} is named twice` });
    seen.add(date);
    if (date < `${year - 1}-12-01` || date > `${year + 1}-01-31`) {
      problems.push({ place, reason: `${date} is not of ${year} nor next to it` });
    }
  });
  if (!days.some(({ date, working }) => !working && yearOf(date) === year)) {
    problems.push({ place: 'days', reason: `no day off in ${year}: it is not published yet` });
  }
  return problems;
}

/** The calendar with a year's notice in place of what an earlier notice of that year said. Other years' days stay. */
export function withNotice(current: CalendarContent, { year, days, source }: HolidayNotice): CalendarContent {
  const dates = new Set(days.map(({ date }) => date));
  const others = current.days.filter((day) => noticeOf(day) !== year && !dates.has(day.date));
  const own = days.map((day): NoticedDay => ({ ...day, ...(yearOf(day.date) !== year && { notice: year }) }));
  const [begins, ends] = [`${year}-01-01`, `${year}-12-31`];
  return {
    ...current,
    days: inOrder([...others, ...own]),
    coveredFrom: begins < current.coveredFrom ? begins : current.coveredFrom,
    coveredThrough: ends > current.coveredThrough ? ends : current.coveredThrough,
    source,
  };
}

export const yearOf = (date: string): number => Number(date.slice(0, 4));
export const noticeOf = ({ date, notice }: NoticedDay): number => notice ?? yearOf(date);
export const inOrder = (days: readonly NoticedDay[]): readonly NoticedDay[] =>
  days.toSorted((a, b) => (a.date < b.date ? -1 : 1));
