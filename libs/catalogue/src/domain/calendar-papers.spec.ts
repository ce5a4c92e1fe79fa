import { describe, expect, it } from '@jest/globals';
import { papersOf } from './calendar-papers.js';
import type { CalendarContent, CalendarRevision, NoticedDay } from './calendar.types.js';

const off = (date: string, notice?: number): NoticedDay => ({ date, working: false, ...(notice && { notice }) });
const revision = (source: string, coveredThrough: string, ...days: NoticedDay[]): CalendarRevision => {
  const content: CalendarContent = {
    calendarId: 'CN',
    timeZone: 'Asia/Shanghai',
    days,
    coveredFrom: '2026-01-01',
    coveredThrough,
    areaPaths: [],
    source,
  };
  return { content, definedAt: '' };
};
const NEW_YEAR = off('2026-01-01');
const CN = [
  revision('package 1', '2026-12-31', NEW_YEAR),
  revision('notice of 2027', '2027-12-31', NEW_YEAR, off('2026-12-27', 2027), off('2027-01-01')),
  revision('correction of 2026', '2027-12-31', NEW_YEAR, off('2026-12-27', 2027), off('2026-12-30'), off('2027-01-01')),
];
const REGION = [revision('the region’s own', '2027-12-31', off('2026-08-20'))];
const papers = (version: string, ...dates: string[]) =>
  papersOf(version, dates, (id) => (id === 'CN' ? CN : id === 'CN-XZ' ? REGION : []));

describe('the papers of counted days', () => {
  it('are those of their years, by the revision that brought the days', () => {
    expect(papers('CN@2', '2026-12-29', '2027-01-04')).toEqual([
      { year: 2026, version: 'CN@1', source: 'package 1' },
      { year: 2027, version: 'CN@2', source: 'notice of 2027' },
    ]);
  });

  it('are those of the correction, once there is one, and only for its year', () => {
    expect(papers('CN@3', '2026-12-29', '2027-01-04')).toEqual([
      { year: 2026, version: 'CN@3', source: 'correction of 2026' },
      { year: 2027, version: 'CN@2', source: 'notice of 2027' },
    ]);
  });

  it('of a December day may be the next year’s', () => {
    expect(papers('CN@2', '2026-12-27')).toEqual([
      { year: 2027, version: 'CN@2', source: 'notice of 2027', dates: ['2026-12-27'] },
    ]);
    expect(papers('CN@1', '2026-12-27')).toEqual([{ year: 2026, version: 'CN@1', source: 'package 1' }]);
  });

  it('are missing where no notice covers the year', () => {
    expect(papers('CN@1', '2027-01-04')).toEqual([{ year: 2027 }]);
  });

  it('of a region are its own and its base’s; without a calendar there are none', () => {
    expect(papers('CN-XZ@1+CN@1', '2026-08-20')).toEqual([
      { year: 2026, version: 'CN-XZ@1', source: 'the region’s own' },
      { year: 2026, version: 'CN@1', source: 'package 1' },
    ]);
    expect(papers('none', '2026-08-20')).toEqual([]);
  });
});
