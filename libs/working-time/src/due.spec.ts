import { DomainError } from '@app/kernel';
import { describe, expect, it, test } from '@jest/globals';
import { type Calendar, compileCalendar } from './calendar.js';
import { addWorkingMs, dueOf, markAt, nextWorkingMoment, workingMsBetween } from './due.js';
import { type Counting, kindOf, type Limit, refuseUncountable } from './limit.js';
import type { Pause } from './pauses.js';

const day = [
  { from: '08:00', to: '12:00' },
  { from: '14:00', to: '18:00' },
];
const HOUR = 3_600_000;

/** March 2026 has no holidays: the 2nd is a Monday. 04-04 to 04-06 are off; 04-11 is a Saturday that works until noon. */
const calendar: Calendar = compileCalendar({
  id: 'CN',
  version: '1',
  timeZone: 'Asia/Shanghai',
  week: [day, day, day, day, day, [], []],
  days: [
    { date: '2026-04-04', working: false },
    { date: '2026-04-05', working: false },
    { date: '2026-04-06', working: false },
    { date: '2026-04-11', working: true, slots: day.slice(0, 1) },
  ],
  coveredFrom: '2026-01-01',
  coveredThrough: '2026-12-31',
});

/** `03-02 09:00` of 2026 in Shanghai, which is 8 hours ahead all year; or with a year of its own. */
const at = (local: string): string => {
  const written = /^\d{4}-/.test(local) ? local : `2026-${local}`;
  return new Date(`${written.replace(' ', 'T')}+08:00`).toISOString();
};
const pausing = (...pauses: [string, string][]): Pause[] =>
  pauses.map(([from, to]) => ({ from: at(from), to: at(to) }));

const counting: Counting = { workdays: 'WORKDAY_COUNT', days: 'CALENDAR_DAYS_ROLL', dayEnds: 'CLOSE_OF_BUSINESS' };
const sameTime: Counting = { ...counting, workdays: 'WORKDAY_SAME_TIME' };
const inHours: Counting = { ...counting, workdays: 'WORKING_SECONDS', days: 'CONTINUOUS' };
const midnight: Counting = { ...counting, dayEnds: 'MIDNIGHT' };

const limit = (text: string): Limit => {
  const [amount, unit] = text.split(' ');
  return { amount: Number(amount), unit: unit as Limit['unit'] };
};
const due = (start: string, text: string, by: Counting, pauses: Pause[] = []) =>
  dueOf(calendar, at(start), limit(text), by, pauses);

describe('the kind of a limit', () => {
  test.each([
    ['15 MIN', counting, 'CONTINUOUS'],
    ['2 UH', counting, 'CONTINUOUS'],
    ['4 WH', counting, 'WORKING_SECONDS'],
    ['3 WD', counting, 'WORKDAY_COUNT'],
    ['3 WD', sameTime, 'WORKDAY_SAME_TIME'],
    ['3 WD', inHours, 'WORKING_SECONDS'],
    ['7 ND', counting, 'CALENDAR_DAYS_ROLL'],
    ['7 ND', inHours, 'CONTINUOUS'],
  ] as const)('of %s', (text, by, kind) => {
    expect(kindOf(limit(text), by)).toBe(kind);
    expect(due('03-02 09:00', text, by).kind).toBe(kind);
    const seasonal = { ...limit(text), season: { from: '03-01', through: '05-31' } };
    expect(kindOf(seasonal, by)).toBe('SEASONAL');
  });
});

describe('when a limit runs out', () => {
  test.each([
    ['continuous, at night too', '03-06 23:50', '15 MIN', counting, '03-07 00:05'],
    ['24 h each', '04-03 10:00', '2 ND', inHours, '04-05 10:00'],
    ['inside slots', '03-02 11:00', '2 WH', counting, '03-02 15:00'],
    ['from the next opening', '03-02 12:30', '2 WH', counting, '03-02 16:00'],
    ['at the end of a slot, not at the beginning of the next', '03-02 10:00', '2 WH', counting, '03-02 12:00'],
    ['at the end of a slot far away', '03-02 08:00', '48 WH', counting, '03-09 18:00'],
    ['from the end of a slot: the next opening', '03-02 12:00', '4 WH', counting, '03-02 18:00'],
    ['a quarter of an hour of it', '03-02 17:55', '0.25 WH', counting, '03-03 08:10'],
    ['over the shorter Saturday', '04-10 16:00', '1 WD', inHours, '04-13 10:00'],
    ['the close of the shorter Saturday', '04-10 16:00', '1 WD', counting, '04-11 12:00'],
    ['the end of that day', '04-10 16:00', '1 WD', midnight, '04-12 00:00'],
    ['the start day does not count, however early', '03-02 00:00', '1 WD', counting, '03-03 18:00'],
    ['the same time', '03-02 16:12:13.014', '3 WD', sameTime, '03-05 16:12:13.014'],
    ['the same time, over a weekend and holidays', '04-03 09:00', '2 WD', sameTime, '04-08 09:00'],
    ['from the next opening, in the midday break', '03-02 13:00', '1 WD', sameTime, '03-03 14:00'],
    ['from the next opening, at night', '03-02 18:00', '1 WD', sameTime, '03-04 08:00'],
    ['from the next opening, on a rest day', '03-07 11:00', '1 WD', sameTime, '03-10 08:00'],
    ['rolled off holidays', '03-30 10:00', '6 ND', counting, '04-07 18:00'],
    ['rolled onto a Saturday that works', '04-10 10:00', '1 ND', counting, '04-11 12:00'],
    ['to the end of the day', '03-30 10:00', '6 ND', midnight, '04-08 00:00'],
    ['not rolled', '03-02 10:00', '3 ND', counting, '03-05 18:00'],
  ] as const)('%s', (_name, start, text, by, dueAt) => {
    expect(due(start, text, by).dueAt).toBe(at(dueAt));
  });

  it('says from when on it counts', () => {
    expect(due('03-07 11:00', '1 WD', sameTime).startsAt).toBe(at('03-09 08:00'));
    expect(due('03-07 11:00', '1 WH', counting).startsAt).toBe(at('03-09 08:00'));
    expect(due('03-07 11:00', '1 WD', counting).startsAt).toBe(at('03-07 11:00'));
    expect(due('03-07 11:00', '1 UH', counting).startsAt).toBe(at('03-07 11:00'));
  });

  it('EC-31: is provisional as soon as a date takes part that the calendar does not cover', () => {
    const of = (start: string, text: string, by: Counting) => due(start, text, by).provisional;
    expect(of('12-30 10:00', '1 WD', counting)).toBe(false);
    expect(of('12-30 10:00', '1 WD', midnight)).toBe(false);
    expect(of('12-31 10:00', '1 WD', counting)).toBe(true);
    expect(of('12-31 10:00', '8 WH', counting)).toBe(true);
    expect(of('12-31 10:00', '6 WH', counting)).toBe(false);
    expect(of('12-30 18:00', '1 WD', sameTime)).toBe(true);
    expect(of('12-25 10:00', '6 ND', counting)).toBe(false);
    expect(of('12-25 10:00', '7 ND', counting)).toBe(true);
    expect(of('12-31 10:00', '240 UH', counting)).toBe(false);
    expect(of('12-31 10:00', '10 ND', inHours)).toBe(false);
    expect(of('2025-12-31 10:00', '1 WH', counting)).toBe(true);
    // the start day does not count, so nobody asks what it is
    expect(of('2025-12-31 10:00', '1 WD', counting)).toBe(false);
  });

  test.each([
    ['0 WD', counting],
    ['-1 UH', counting],
    ['NaN UH', counting],
    ['Infinity UH', counting],
    ['3653 WD', counting],
    ['5259601 MIN', counting],
    ['1.5 WD', counting],
    ['1.5 WD', sameTime],
    ['0.5 ND', counting],
  ])('%s cannot be counted', (text, by) => {
    expect(() => due('03-02 10:00', text, by)).toThrow(DomainError);
    expect(() => refuseUncountable(limit(text), by)).toThrow('working-time/uncountable-limit');
  });

  test.each([
    ['1.5 WD', inHours],
    ['0.5 ND', inHours],
    ['1.5 WH', counting],
  ])('%s can be counted in hours', (text, by) => {
    expect(() => refuseUncountable(limit(text), by)).not.toThrow();
  });
});

describe('EC-07: pauses', () => {
  it('are one where they overlap or touch, and take working time only', () => {
    const suspended: [string, string] = ['03-02 16:00', '03-03 10:00'];
    const waiting: [string, string] = ['03-03 09:00', '03-03 11:00'];
    // Monday 09–12, 14–16 are 5 WH; paused until Tuesday 11:00; 11–12 the 6th, 14–16 the rest
    expect(due('03-02 09:00', '8 WH', counting, pausing(suspended, waiting)).dueAt).toBe(at('03-03 16:00'));
    expect(due('03-02 09:00', '8 WH', counting, pausing(waiting, suspended)).dueAt).toBe(at('03-03 16:00'));
  });

  it('at night, at noon and on rest days take nothing', () => {
    const idle = pausing(['03-02 12:00', '03-02 14:00'], ['03-06 18:00', '03-09 08:00']);
    for (const [text, by] of [
      ['48 WH', counting],
      ['6 WD', counting],
      ['6 WD', sameTime],
    ] as const) {
      expect(due('03-02 09:00', text, by, idle)).toEqual(due('03-02 09:00', text, by));
    }
  });

  it('take all time where all time counts', () => {
    expect(due('03-06 17:00', '2 UH', counting, pausing(['03-06 18:00', '03-09 08:00'])).dueAt).toBe(at('03-09 09:00'));
  });

  it('count also where an earlier pause has moved the end', () => {
    const pauses = pausing(['03-02 10:00', '03-02 12:00'], ['03-02 15:00', '03-02 17:00']);
    expect(due('03-02 09:00', '3 WH', counting, pauses).dueAt).toBe(at('03-02 18:00'));
  });

  it('that begin when the limit is used up change nothing', () => {
    expect(due('03-02 09:00', '3 WH', counting, pausing(['03-02 12:00', '03-05 12:00'])).dueAt).toBe(at('03-02 12:00'));
  });

  it('in force from the start let it begin at their end', () => {
    expect(due('03-02 09:00', '1 WH', counting, pausing(['03-01 00:00', '03-02 11:30'])).dueAt).toBe(at('03-02 14:30'));
  });

  test.each([
    ['an hour is a day', '3 WD', [['03-04 10:00', '03-04 11:00']], '03-06 18:00'],
    ['a day is a day', '3 WD', [['03-04 08:00', '03-04 18:00']], '03-06 18:00'],
    ['a day and an hour are two', '3 WD', [['03-04 08:00', '03-05 09:00']], '03-09 18:00'],
    ['two halves are one', '3 WD', [['03-03 08:00', '03-03 12:00'], ['03-04 14:00', '03-04 18:00']], '03-06 18:00'], // prettier-ignore
    ['on the start day it takes nothing', '3 WD', [['03-02 10:00', '03-03 08:00']], '03-05 18:00'],
    ['after the close of the last day it takes nothing', '3 WD', [['03-05 18:00', '03-20 08:00']], '03-05 18:00'],
    ['on a day that was added, one more', '3 WD', [['03-04 08:00', '03-04 18:00'], ['03-06 08:00', '03-06 18:00']], '03-09 18:00'], // prettier-ignore
    ['of a half day is a day', '1 WD', [['04-11 08:00', '04-11 12:00']], '04-13 18:00', '04-10 10:00'],
    ['over rest days takes natural days', '7 ND', [['03-07 00:00', '03-09 00:00']], '03-11 18:00'],
    ['into a natural day is a day', '7 ND', [['03-06 23:00', '03-06 23:30']], '03-10 18:00'],
  ] as [string, string, [string, string][], string, string?][])(
    'of counted days: %s',
    (_name, text, pauses, dueAt, start = '03-02 09:00') => {
      expect(due(start, text, counting, pausing(...pauses)).dueAt).toBe(at(dueAt));
    },
  );

  it('keep the time of day', () => {
    expect(due('03-02 09:30', '3 WD', sameTime, pausing(['03-02 10:00', '03-02 11:00'])).dueAt).toBe(at('03-06 09:30'));
    expect(due('03-02 09:30', '3 WD', sameTime, pausing(['03-05 09:30', '03-05 11:00'])).dueAt).toBe(at('03-05 09:30'));
  });

  it('do not run backwards', () => {
    expect(() => due('03-02 09:30', '3 WD', counting, pausing(['03-05 09:30', '03-04 11:00']))).toThrow(RangeError);
  });
});

describe('EC-25: a limit whose clock may start in season only', () => {
  const spring = { from: '03-01', through: '05-31' };
  const winter = { from: '11-15', through: '03-15' };
  const seasonal = (start: string, text: string, season = spring, by = counting) =>
    dueOf(calendar, at(start), { ...limit(text), season }, by);

  test.each([
    ['in season, at once', '03-02 09:00', '3 WD', spring, '03-02 09:00', '03-05 18:00'],
    ['on the last day, at once', '05-31 23:59', '3 WD', spring, '05-31 23:59', '06-03 18:00'],
    ['before it, on its first day, which does not count', '02-03 09:00', '3 WD', spring, '03-01 00:00', '03-04 18:00'],
    ['after it, next year', '06-01 00:00', '3 WD', spring, '2027-03-01 00:00:00', '2027-03-04 18:00:00'],
    ['round the year’s end', '01-20 09:00', '1 WD', winter, '01-20 09:00', '01-21 18:00'],
    ['round the year’s end, before it', '03-16 00:00', '1 WD', winter, '11-15 00:00', '11-16 18:00'],
    ['in hours', '02-03 09:00', '2 WH', spring, '03-02 08:00', '03-02 10:00'],
    ['from a day that most years lack', '01-20 09:00', '1 UH', { from: '02-29', through: '04-30' }, '03-01 00:00', '03-01 01:00'], // prettier-ignore
  ])('%s', (_name, start, text, season, startsAt, dueAt) => {
    expect(seasonal(start, text, season)).toMatchObject({ startsAt: at(startsAt), dueAt: at(dueAt), kind: 'SEASONAL' });
  });

  it('is refused without dates', () => {
    expect(() => seasonal('03-02 09:00', '1 UH', { from: '02-30', through: '04-30' })).toThrow(DomainError);
    expect(() => seasonal('03-02 09:00', '1 UH', { from: '3-1', through: '04-30' })).toThrow(DomainError);
  });
});

describe('marks', () => {
  test.each([
    ['of hours', '03-02 09:00', '8 WH', counting, 0.5, '03-02 15:00'],
    ['of real time', '03-02 09:00', '24 UH', counting, 0.75, '03-03 03:00'],
    ['of working days, from the first that counts', '03-02 09:00', '4 WD', counting, 0.5, '03-04 18:00'],
    ['of part of a working day', '03-02 09:00', '1 WD', counting, 0.75, '03-03 16:00'],
    ['of a shorter day', '04-10 09:00', '1 WD', counting, 0.5, '04-11 10:00'],
    ['of days at the same time', '03-02 10:00', '2 WD', sameTime, 0.5, '03-03 10:00'],
    ['of days to midnight: their working time', '03-02 09:00', '2 WD', midnight, 0.5, '03-03 18:00'],
    ['of natural days', '03-02 09:00', '4 ND', midnight, 0.5, '03-05 00:00'],
    ['the start', '03-07 09:00', '8 WH', counting, 0, '03-09 08:00'],
    ['the end', '03-02 09:00', '2 WD', midnight, 1, '03-05 00:00'],
  ] as const)('%s', (_name, start, text, by, share, mark) => {
    expect(markAt(calendar, at(start), limit(text), by, share)).toBe(at(mark));
  });

  it('wait for the end of a pause', () => {
    const pauses = pausing(['03-02 10:00', '03-03 10:00']);
    expect(markAt(calendar, at('03-02 09:00'), limit('8 WH'), counting, 0.5, pauses)).toBe(at('03-03 15:00'));
    // Tuesday is paused: Wednesday to Friday are the three days
    const tuesday = pausing(['03-03 08:00', '03-03 18:00']);
    expect(markAt(calendar, at('03-02 09:00'), limit('3 WD'), counting, 1 / 3, tuesday)).toBe(at('03-04 18:00'));
  });

  it.each([-0.1, 1.1, Number.NaN])('have no share %d', (share) => {
    expect(() => markAt(calendar, at('03-02 09:00'), limit('8 WH'), counting, share)).toThrow(RangeError);
  });
});

describe('working time', () => {
  test.each([
    ['03-02 09:00', '03-02 09:00'],
    ['03-02 12:00', '03-02 14:00'],
    ['03-02 18:00', '03-03 08:00'],
    ['03-02 03:00', '03-02 08:00'],
    ['04-03 20:00', '04-07 08:00'],
    ['04-11 13:00', '04-13 08:00'],
  ])('the next moment of it from %s on is %s', (from, to) => {
    expect(nextWorkingMoment(calendar, at(from))).toBe(at(to));
  });

  test.each([
    ['03-02 17:00', 2, '03-03 09:00'],
    ['03-02 17:00', 1, '03-02 18:00'],
    ['03-03 09:00', -2, '03-02 17:00'],
    ['03-03 09:00', -1, '03-03 08:00'],
    ['03-02 18:00', 0, '03-03 08:00'],
  ])('%s and %d h are %s', (from, hours, to) => {
    expect(addWorkingMs(calendar, at(from), hours * HOUR)).toBe(at(to));
  });

  it('passes between two moments', () => {
    expect(workingMsBetween(calendar, at('04-03 17:00'), at('04-07 09:00'))).toBe(2 * HOUR);
    expect(workingMsBetween(calendar, at('04-07 09:00'), at('04-03 17:00'))).toBe(-2 * HOUR);
  });
});
