import { createRequire } from 'node:module';
import { z } from 'zod';
import type { CalendarContent, NoticedDay } from '../domain/index.js';

/** Date → English name, Chinese name, and how many of its days the law names. */
const named = z.record(z.iso.date(), z.string());
const holidays = z.object({ holidays: named, workdays: named });
const packageFile = z.object({ version: z.string() });

/**
 * The statutory days off of China and the working days in exchange (调休), as the package `chinese-days` has them: for the
 * years that it names days of, never beyond. It would answer for other years too, as if they had no holidays.
 */
export function chineseDays(): Pick<CalendarContent, 'days' | 'coveredFrom' | 'coveredThrough' | 'source'> {
  const require = createRequire(import.meta.url);
  const data = holidays.parse(require('chinese-days/dist/chinese-days.json'));
  const { version } = packageFile.parse(require('chinese-days/package.json'));
  const [first, last] = yearsWithoutGap(Object.keys(data.holidays));
  const days = [...daysOf(data.holidays, false), ...daysOf(data.workdays, true)];
  return {
    days: days.sort((a, b) => (a.date < b.date ? -1 : 1)),
    coveredFrom: `${first}-01-01`,
    coveredThrough: `${last}-12-31`,
    source: `chinese-days ${version}`,
  };
}

const daysOf = (dates: Readonly<Record<string, string>>, working: boolean): NoticedDay[] =>
  Object.entries(dates).map(([date, text]) => {
    const [, name = ''] = text.split(',');
    const year = Number(date.slice(0, 4));
    // New Year's days in December stand in the next year's notice
    const notice = name === '元旦' && date.slice(5, 7) === '12' ? { notice: year + 1 } : {};
    return { date, working, ...(name !== '' && { name }), ...notice };
  });

/** The latest run of years, each with a day of its own. */
function yearsWithoutGap(dates: readonly string[]): readonly [first: number, last: number] {
  const years = new Set(dates.filter((date) => !/-12-(2\d|3[01])$/.test(date)).map((date) => Number(date.slice(0, 4))));
  const last = Math.max(...years);
  let first = last;
  while (years.has(first - 1)) first--;
  return [first, last];
}
