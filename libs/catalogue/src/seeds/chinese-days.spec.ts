import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { chineseDays } from './chinese-days.js';

const { days, coveredFrom, coveredThrough, source } = chineseDays();
const dayOf = (date: string) => days.find((day) => day.date === date);

describe('the days of China', () => {
  it('cover the years that the package has data of, and say where they are from', () => {
    expect([coveredFrom, coveredThrough, source]).toEqual(['2004-01-01', '2026-12-31', 'chinese-days 1.5.7']);
  });

  /** Notices of 2018-12-06, 2019-11-21 with 2020-01-27, and 2025-11-04. */
  it.each([
    ['2026-02-14', true, '春节'],
    ['2026-02-15', false, '春节'],
    ['2026-02-17', false, '春节'],
    ['2026-02-23', false, '春节'],
    ['2026-02-24', undefined, undefined],
    ['2026-02-28', true, '春节'],
    ['2026-01-04', true, '元旦'],
    ['2026-05-05', false, '劳动节'],
    ['2026-05-09', true, '劳动节'],
    ['2026-09-20', true, '国庆节'],
    ['2026-10-07', false, '国庆节'],
    ['2026-10-08', undefined, undefined],
    ['2026-10-10', true, '国庆节'],
    ['2020-01-31', false, '春节'],
    ['2020-02-01', false, '春节'],
    ['2020-02-03', undefined, undefined],
    ['2019-04-28', true, '劳动节'],
    ['2019-05-02', false, '劳动节'],
    ['2018-12-29', true, '元旦'],
    ['2018-12-31', false, '元旦'],
    ['2027-01-01', undefined, undefined],
  ])('%s: works %p, %p', (date, working, name) => {
    expect([dayOf(date)?.working, dayOf(date)?.name]).toEqual([working, name]);
  });

  it('of December that belong to the next New Year stand in the next year’s notice', () => {
    const noticed = days.filter(({ notice }) => notice !== undefined).map(({ date, notice }) => [date, notice]);
    expect(noticed).toEqual([
      ['2006-12-30', 2007],
      ['2006-12-31', 2007],
      ['2007-12-29', 2008],
      ['2007-12-30', 2008],
      ['2007-12-31', 2008],
      ['2011-12-31', 2012],
      ['2018-12-29', 2019],
      ['2018-12-30', 2019],
      ['2018-12-31', 2019],
      ['2022-12-31', 2023],
    ]);
  });

  it('are in order, each once', () => {
    const dates = days.map(({ date }) => date);
    expect(dates).toEqual([...new Set(dates)].sort());
    expect(dates).toHaveLength(769);
  });

  it('are not asked of the package itself, which takes a holiday that it does not know for a working day', () => {
    const { isWorkday } = createRequire(import.meta.url)('chinese-days') as { isWorkday: (date: string) => boolean };
    expect(isWorkday('2027-02-08')).toBe(true); // the third day of the new year, a holiday by law
  });
});
