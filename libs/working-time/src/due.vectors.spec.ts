import { describe, expect, it, test } from '@jest/globals';
import { compileCalendar } from './calendar.js';
import type { CalendarDay, CalendarDefinition } from './definition.js';
import { dueOf } from './due.js';
import type { Counting, Limit } from './limit.js';

const day = [
  { from: '08:00', to: '12:00' },
  { from: '14:00', to: '18:00' },
];

/** Every date of a run, `02-15…02-23`. */
function run(year: number, from: string, through: string): string[] {
  const dates: string[] = [];
  const end = Date.parse(`${year}-${through}`);
  for (let at = Date.parse(`${year}-${from}`); at <= end; at += 86_400_000) {
    dates.push(new Date(at).toISOString().slice(0, 10));
  }
  return dates;
}
const off = (year: number, from: string, through = from): CalendarDay[] =>
  run(year, from, through).map((date) => ({ date, working: false }));
const works = (...dates: string[]): CalendarDay[] => dates.map((date) => ({ date, working: true }));

const china = (year: number, ...days: CalendarDay[][]) => {
  const definition: CalendarDefinition = {
    id: 'CN',
    version: '1',
    timeZone: 'Asia/Shanghai',
    week: [day, day, day, day, day, [], []],
    days: days.flat(),
    coveredFrom: `${year - 1}-12-01`,
    coveredThrough: `${year}-12-31`,
  };
  return compileCalendar(definition);
};

/** As the State Council's notices have them (国办发明电), typed by hand. */
const calendars = {
  2026: china(
    2026,
    off(2026, '01-01', '01-03'),
    works('2026-01-04'),
    off(2026, '02-15', '02-23'),
    works('2026-02-14', '2026-02-28'),
    off(2026, '04-04', '04-06'),
    off(2026, '05-01', '05-05'),
    works('2026-05-09'),
    off(2026, '06-19', '06-21'),
    off(2026, '09-25', '09-27'),
    off(2026, '10-01', '10-07'),
    works('2026-09-20', '2026-10-10'),
  ),
  /** Labour Day 2019: one day at first, four after the notice of 2019-03-22. */
  '2019 old': china(2019, off(2019, '05-01')),
  '2019 revised': china(2019, off(2019, '05-01', '05-04'), works('2019-04-28', '2019-05-05')),
  /** Spring Festival 2020: to 01-30 at first, to 02-02 after the notice of 2020-01-27; one data set forgot 01-31. */
  '2020 old': china(2020, off(2020, '01-24', '01-30'), works('2020-01-19', '2020-02-01')),
  '2020 revised': china(2020, off(2020, '01-24', '02-02'), works('2020-01-19')),
  '2020 wrong data': china(2020, off(2020, '01-24', '01-30'), off(2020, '02-01', '02-02'), works('2020-01-19')),
};

const counting: Counting = { workdays: 'WORKDAY_COUNT', days: 'CALENDAR_DAYS_ROLL', dayEnds: 'CLOSE_OF_BUSINESS' };
const inHours: Counting = { ...counting, workdays: 'WORKING_SECONDS' };

/** `2026-02-13 16:00` in Shanghai, which is 8 hours ahead all year. */
const at = (local: string): string => new Date(`${local.replace(' ', 'T')}:00.000+08:00`).toISOString();

const limit = (text: string): Limit => {
  const [amount, unit] = text.split(' ');
  return { amount: Number(amount), unit: unit as Limit['unit'] };
};

type Vector = [
  name: string,
  calendar: keyof typeof calendars,
  start: string,
  limit: string,
  workdayCount: string | undefined,
  workingSeconds: string | undefined,
];

describe('the vectors of domain §2.8', () => {
  const vectors: Vector[] = [
    ['V1', 2026, '2026-02-13 16:00', '5 WD', '2026-02-27', '2026-02-27 16:00'],
    ['V2', 2026, '2026-02-13 16:00', '1 WD', '2026-02-14', '2026-02-14 16:00'],
    ['V3', 2026, '2026-09-18 10:30', '3 WD', '2026-09-22', '2026-09-22 10:30'],
    ['V4', 2026, '2026-09-30 17:30', '1 WD', '2026-10-08', '2026-10-08 17:30'],
    ['V5', 2026, '2026-02-21 09:00', '1 WD', '2026-02-24', '2026-02-24 18:00'],
    ['V6', 2026, '2026-01-03 20:00', '1 WD', '2026-01-04', '2026-01-04 18:00'],
    ['V7', 2026, '2026-04-30 17:00', '3 WD', '2026-05-08', '2026-05-08 17:00'],
    ['V8', 2026, '2026-02-13 17:30', '2 WH', undefined, '2026-02-14 09:30'],
    ['V9', 2026, '2026-09-30 16:00', '4 WH', undefined, '2026-10-08 10:00'],
    ['V10', 2026, '2026-02-10 10:00', '7 ND', '2026-02-24', undefined],
    ['V11', 2026, '2026-09-21 10:00', '15 ND', '2026-10-08', undefined],
    ['V12', 2026, '2025-12-20 10:00', '60 ND', '2026-02-24', undefined],
    ['V13, before the revision', '2019 old', '2019-04-26 10:00', '3 WD', '2019-05-02', undefined],
    ['V13, revised: earlier', '2019 revised', '2019-04-26 10:00', '3 WD', '2019-04-30', undefined],
    ['V14, before the revision', '2019 old', '2019-04-30 10:00', '2 WD', '2019-05-03', undefined],
    ['V14, revised: later', '2019 revised', '2019-04-30 10:00', '2 WD', '2019-05-06', undefined],
    ['V15, notice of 2019-11-21', '2020 old', '2020-01-23 10:00', '3 WD', '2020-02-03', undefined],
    ['V15, notice of 2020-01-27', '2020 revised', '2020-01-23 10:00', '3 WD', '2020-02-05', undefined],
    ['V16, data without 01-31', '2020 wrong data', '2020-01-23 10:00', '3 WD', '2020-02-04', undefined],
  ];

  test.each(vectors)('%s', (_name, year, start, text, workdayCount, workingSeconds) => {
    const calendar = calendars[year];
    if (workdayCount) {
      const due = (dayEnds: Counting['dayEnds']) => dueOf(calendar, at(start), limit(text), { ...counting, dayEnds });
      expect(due('CLOSE_OF_BUSINESS')).toMatchObject({ dueAt: at(`${workdayCount} 18:00`), provisional: false });
      const midnight = Date.parse(at(`${workdayCount} 00:00`)) + 24 * 3_600_000;
      expect(due('MIDNIGHT')).toMatchObject({ dueAt: new Date(midnight).toISOString(), provisional: false });
    }
    if (workingSeconds) {
      expect(dueOf(calendar, at(start), limit(text), inHours)).toMatchObject({
        dueAt: at(workingSeconds),
        kind: 'WORKING_SECONDS',
        provisional: false,
      });
    }
  });

  it('V17: only the paused working time counts', () => {
    const pause = { from: at('2026-03-04 15:00'), to: at('2026-03-06 10:00') };
    const due = dueOf(calendars[2026], at('2026-03-02 09:00'), { amount: 24, unit: 'WH' }, counting, [pause]);
    expect(due.dueAt).toBe(at('2026-03-06 16:00'));
  });
});
