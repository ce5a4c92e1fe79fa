import { DomainError } from '@app/kernel';
import { describe, expect, it, test } from '@jest/globals';
import { compileCalendar } from './calendar.js';
import { type CalendarDefinition, overlay } from './definition.js';
import { addWorkingMs, dueOf, nextWorkingMoment, workingMsBetween } from './due.js';
import type { Counting } from './limit.js';

const day = [
  { from: '08:00', to: '12:00' },
  { from: '14:00', to: '18:00' },
];
const HOUR = 3_600_000;

const china: CalendarDefinition = {
  id: 'CN',
  version: '7',
  timeZone: 'Asia/Shanghai',
  week: [day, day, day, day, day, [], []],
  days: [
    { date: '2026-02-14', working: true, name: '春节' },
    { date: '2026-02-16', working: false, name: '春节' },
    { date: '2026-03-07', working: true, slots: [{ from: '09:00', to: '11:30' }] },
  ],
  coveredFrom: '2026-01-01',
  coveredThrough: '2026-12-31',
};

/** Shanghai is 8 hours ahead all year. */
const at = (local: string): string => new Date(`${local.replace(' ', 'T')}:00.000+08:00`).toISOString();
const hoursOn = (definition: CalendarDefinition, date: string): number =>
  workingMsBetween(compileCalendar(definition), at(`${date} 00:00`), at(`${date} 23:59`)) / HOUR;

describe('a calendar', () => {
  it('carries the name and version under which it is stored', () => {
    expect(compileCalendar(china)).toMatchObject({
      id: 'CN',
      version: '7',
      timeZone: 'Asia/Shanghai',
      definition: china,
    });
  });

  it.each([
    ['2026-02-12', 8, 'a plain Thursday'],
    ['2026-02-14', 8, 'a Saturday that works: the hours of the first working day'],
    ['2026-02-15', 0, 'a plain Sunday'],
    ['2026-02-16', 0, 'a Monday off'],
    ['2026-03-07', 2.5, 'a half day with hours of its own'],
  ])('%s has %d working hours (%s)', (date, hours) => {
    expect(hoursOn(china, date)).toBe(hours);
  });

  it('gives a working day without hours those of the first day of the week that has any', () => {
    const shortMondays = { ...china, week: [[], day.slice(0, 1), day, day, day, day, []] };
    expect(hoursOn(shortMondays, '2026-02-14')).toBe(4);
  });

  it('reaches as far as it is asked, in both directions', () => {
    const calendar = compileCalendar(china);
    expect(nextWorkingMoment(calendar, at('1999-05-01 10:00'))).toBe(at('1999-05-03 08:00'));
    expect(nextWorkingMoment(calendar, at('2051-07-01 13:00'))).toBe(at('2051-07-03 08:00'));
    // 417 weeks from Sunday on, then a Sunday, a Monday and a Tuesday
    expect(workingMsBetween(compileCalendar(china), at('2040-01-01 00:00'), at('2048-01-01 00:00'))).toBe(
      (417 * 5 + 2) * 8 * HOUR,
    );
  });

  it('ends at 1900 and 2199', () => {
    const [early, late] = ['1905', '2195'].map((year) =>
      compileCalendar({ ...china, days: [], coveredFrom: `${year}-01-01`, coveredThrough: `${year}-12-31` }),
    );
    const outOfRange = new DomainError('working-time/out-of-range', { id: 'CN' });
    expect(() => nextWorkingMoment(early!, '1899-12-31T00:00:00.000Z')).toThrow(outOfRange);
    expect(() => addWorkingMs(early!, at('1905-01-02 00:00'), -1e15)).toThrow(outOfRange);
    expect(() => addWorkingMs(late!, at('2195-01-02 00:00'), 1e15)).toThrow(outOfRange);
    const counting: Counting = { workdays: 'WORKDAY_COUNT', days: 'CONTINUOUS', dayEnds: 'MIDNIGHT' };
    expect(() => dueOf(late!, at('2199-12-01 00:00'), { amount: 100, unit: 'WD' }, counting)).toThrow(outOfRange);
  });
});

describe('what cannot be a calendar', () => {
  test.each<[string, Partial<CalendarDefinition>]>([
    ['timeZone: no zone Asia/Jiujiang', { timeZone: 'Asia/Jiujiang' }],
    ['week: 6 days instead of 7', { week: [day, day, day, day, day, []] }],
    ['week: no working time at all', { week: [[], [], [], [], [], [], []] }],
    ['week[2][0]: 8:00–12:00 are no times from 00:00 to 24:00', { week: [day, day, [{ from: '8:00', to: '12:00' }], [], [], [], []] }], // prettier-ignore
    ['week[0][0]: 08:00–24:30 are no times from 00:00 to 24:00', { week: [[{ from: '08:00', to: '24:30' }], day, day, day, day, [], []] }], // prettier-ignore
    ['week[0][0]: 12:00–12:00 ends before it begins', { week: [[{ from: '12:00', to: '12:00' }], day, day, day, day, [], []] }], // prettier-ignore
    ['week[4][1]: 11:59–18:00 begins before the slot before it has ended', { week: [day, day, day, day, [day[0]!, { from: '11:59', to: '18:00' }], [], []] }], // prettier-ignore
    ['days[0]: no date 2026-02-30', { days: [{ date: '2026-02-30', working: false }] }],
    ['days[0]: no date 2026-2-3', { days: [{ date: '2026-2-3', working: false }] }],
    ['days[1]: 2026-05-01 is there twice', { days: [{ date: '2026-05-01', working: false }, { date: '2026-05-01', working: true }] }], // prettier-ignore
    ['days[0]: 2026-05-01 is a rest day with slots', { days: [{ date: '2026-05-01', working: false, slots: day }] }],
    [
      'days[0]: 2026-05-01 is a working day without a slot',
      { days: [{ date: '2026-05-01', working: true, slots: [] }] },
    ],
    ['days[0] 2026-05-01[0]: 18:00–08:00 ends before it begins', { days: [{ date: '2026-05-01', working: true, slots: [{ from: '18:00', to: '08:00' }] }] }], // prettier-ignore
    ['coveredFrom: no date 2026', { coveredFrom: '2026' }],
    ['coveredThrough: no date 2026-13-01', { coveredThrough: '2026-13-01' }],
    ['coveredFrom: 2027-01-01 is after 2026-12-31', { coveredFrom: '2027-01-01' }],
    ['coveredFrom, coveredThrough: outside of 1900–2199', { coveredFrom: '1899-12-31' }],
  ])('%s', (problem, wrong) => {
    expect(() => compileCalendar({ ...china, ...wrong })).toThrow(
      new DomainError('working-time/impossible-calendar', { id: 'CN', problems: [problem] }),
    );
  });

  it('is told all at once', () => {
    const wrong = { ...china, timeZone: 'Mars', coveredThrough: '2025-12-31' };
    expect(() => compileCalendar(wrong)).toThrow(
      new DomainError('working-time/impossible-calendar', {
        id: 'CN',
        problems: ['timeZone: no zone Mars', 'coveredFrom: 2026-01-01 is after 2025-12-31'],
      }),
    );
  });

  it('may have slots that touch, and one to midnight', () => {
    const night = [
      { from: '00:00', to: '06:00' },
      { from: '06:00', to: '24:00' },
    ];
    expect(hoursOn({ ...china, week: [night, ...china.week.slice(1)] }, '2026-03-02')).toBeCloseTo(24 - 1 / 60);
  });
});

describe('the calendar of a region', () => {
  const tibet = overlay(china, {
    id: 'CN-XZ',
    version: 'CN-XZ@2+CN@7',
    days: [
      { date: '2026-02-18', working: false, name: '藏历新年' },
      { date: '2026-02-16', working: true },
    ],
  });

  it('has its own days before those of the whole country, and the rest from there', () => {
    const hours = ['2026-02-14', '2026-02-16', '2026-02-17', '2026-02-18', '2026-03-07'].map((date) =>
      hoursOn(tibet, date),
    );
    expect(hours).toEqual([8, 8, 8, 0, 2.5]);
    expect(tibet).toMatchObject({ id: 'CN-XZ', version: 'CN-XZ@2+CN@7', coveredThrough: '2026-12-31' });
  });

  it('may have a week of its own, whose hours the days then have', () => {
    const later = { from: '09:30', to: '13:00' };
    const west = overlay(china, {
      id: 'CN-XJ',
      version: '1',
      week: [[later], [later], [later], [later], [later], [], []],
    });
    expect(['2026-02-12', '2026-02-14', '2026-03-07'].map((date) => hoursOn(west, date))).toEqual([3.5, 3.5, 2.5]);
  });
});
