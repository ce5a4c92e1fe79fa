import { describe, expect, it, test } from '@jest/globals';
import { compileCalendar } from './calendar.js';
import { dueOf, workingMsBetween } from './due.js';
import { instantOf, msOf } from './instants.js';
import { civilTimeIn, instantIn, isZone } from './zone.js';

describe('local times', () => {
  test.each([
    ['Asia/Shanghai', '2026-02-13', '16:00', '2026-02-13T08:00:00.000Z', 'no daylight saving'],
    ['Asia/Shanghai', '2026-02-13', '24:00', '2026-02-13T16:00:00.000Z', 'the end of a day'],
    ['America/New_York', '2025-03-09', '01:59', '2025-03-09T06:59:00.000Z', 'before the clocks skip an hour'],
    ['America/New_York', '2025-03-09', '02:30', '2025-03-09T07:00:00.000Z', 'skipped: the moment at which they do'],
    ['America/New_York', '2025-03-09', '03:00', '2025-03-09T07:00:00.000Z', 'after it'],
    ['America/New_York', '2025-11-02', '01:30', '2025-11-02T05:30:00.000Z', 'shown twice: the first'],
    ['America/New_York', '2025-11-02', '02:00', '2025-11-02T07:00:00.000Z', 'after both'],
    ['Australia/Lord_Howe', '2025-10-05', '02:15', '2025-10-04T15:30:00.000Z', 'half an hour is skipped'],
    ['Australia/Lord_Howe', '2025-04-06', '01:45', '2025-04-05T14:45:00.000Z', 'half an hour comes twice'],
    ['America/Sao_Paulo', '2018-11-04', '00:00', '2018-11-04T03:00:00.000Z', 'a day that begins at 01:00'],
    ['Pacific/Apia', '2011-12-30', '12:00', '2011-12-30T10:00:00.000Z', 'a day that never was'],
    [
      'America/Argentina/Tucuman',
      '2004-05-30',
      '12:00',
      '2004-05-30T15:00:00.000Z',
      'before twelve days of other time',
    ],
    ['America/Argentina/Tucuman', '2004-06-05', '12:00', '2004-06-05T16:00:00.000Z', 'within them'],
    ['America/Argentina/Tucuman', '2004-06-20', '12:00', '2004-06-20T15:00:00.000Z', 'after them'],
    ['Asia/Kathmandu', '2026-01-01', '00:00', '2025-12-31T18:15:00.000Z', 'a quarter of an hour off'],
  ])('%s %s %s is %s (%s)', (zone, date, time, instant) => {
    expect(instantIn(zone, date, time)).toBe(instant);
  });

  it('are shown as dates and times', () => {
    expect(civilTimeIn('Asia/Shanghai', '2026-02-13T16:00:00.001Z')).toEqual({
      date: '2026-02-14',
      time: '00:00:00.001',
    });
    expect(civilTimeIn('America/New_York', '2025-11-02T06:30:00.000Z')).toEqual({
      date: '2025-11-02',
      time: '01:30:00.000',
    });
  });

  it.each([
    ['2026-02-30', '10:00'],
    ['2026-02-13', '24:01'],
    ['2026-02-13', '9:00'],
  ])('%s %s is none', (date, time) => {
    expect(() => instantIn('Asia/Shanghai', date, time)).toThrow(RangeError);
  });

  it('know their zones', () => {
    expect(['Asia/Shanghai', 'Asia/Jiujiang', ''].map(isZone)).toEqual([true, false, false]);
  });

  it('EC-32: a day is a civil date of the calendar, whatever day it is in UTC', () => {
    const shift = [{ from: '08:00', to: '18:00' }];
    const calendar = compileCalendar({
      id: 'CN',
      version: '1',
      timeZone: 'Asia/Shanghai',
      week: [shift, shift, shift, shift, shift, [], []],
      days: [],
      coveredFrom: '2026-01-01',
      coveredThrough: '2026-12-31',
    });
    const counting = { workdays: 'WORKDAY_COUNT', days: 'CONTINUOUS', dayEnds: 'CLOSE_OF_BUSINESS' } as const;
    const due = (start: string) => dueOf(calendar, start, { amount: 1, unit: 'WD' }, counting).dueAt;
    // Monday 23:59 and Tuesday 00:00 in Shanghai are both Monday in UTC
    expect(due('2026-03-02T15:59:59.999Z')).toBe('2026-03-03T10:00:00.000Z');
    expect(due('2026-03-02T16:00:00.000Z')).toBe('2026-03-04T10:00:00.000Z');
  });

  it('EC-32: a day on which the clocks change has an hour less or more, and its hours stay where they are', () => {
    const round = [{ from: '00:00', to: '24:00' }];
    const office = [{ from: '08:30', to: '17:00' }];
    const definition = {
      id: 'BOS',
      version: '1',
      timeZone: 'America/New_York',
      days: [],
      coveredFrom: '2025-01-01',
      coveredThrough: '2025-12-31',
    };
    const [fire, hall] = [round, office].map((day) =>
      compileCalendar({ ...definition, week: [day, day, day, day, day, day, day] }),
    );
    const hours = (date: string, next: string) => {
      const [from, to] = [instantIn('America/New_York', date), instantIn('America/New_York', next)];
      return [fire!, hall!].map((calendar) => workingMsBetween(calendar, from, to) / 3_600_000);
    };
    expect(hours('2025-03-09', '2025-03-10')).toEqual([23, 8.5]);
    expect(hours('2025-11-02', '2025-11-03')).toEqual([25, 8.5]);
    const counting = { workdays: 'WORKDAY_SAME_TIME', days: 'CONTINUOUS', dayEnds: 'MIDNIGHT' } as const;
    // Saturday 10:00 is 15:00 UTC, Sunday 10:00 is 14:00 UTC
    expect(dueOf(hall!, '2025-03-08T15:00:00.000Z', { amount: 1, unit: 'WD' }, counting).dueAt).toBe(
      '2025-03-09T14:00:00.000Z',
    );
    expect(dueOf(fire!, '2025-03-08T07:30:00.000Z', { amount: 1, unit: 'WD' }, counting).dueAt).toBe(
      '2025-03-09T07:00:00.000Z',
    );
  });
});

describe('instants', () => {
  test.each([
    '2026-02-13T08:00:00.123Z',
    '1969-12-31T23:59:59.999Z',
    '2024-02-29T00:00:00.000Z',
    '1900-03-01T12:34:56.789Z',
    '2199-12-31T23:59:59.999Z',
  ])('%s is read and written as JavaScript does', (instant) => {
    expect(msOf(instant)).toBe(Date.parse(instant));
    expect(instantOf(Date.parse(instant))).toBe(instant);
  });

  it('are every fifth day of four centuries', () => {
    const wrong: string[] = [];
    for (let ms = Date.UTC(1900, 0, 1, 11, 59, 59, 7); ms < Date.UTC(2300, 0, 1); ms += 86_400_000 * 5) {
      const instant = new Date(ms).toISOString();
      if (instantOf(ms) !== instant || msOf(instant) !== ms) wrong.push(instant);
    }
    expect(wrong).toEqual([]);
  });

  test.each([
    '2026-02-13T08:00:00Z',
    '2026-02-13T08:00:00.000+08:00',
    '2026-02-13T08:00:00.000',
    '2026-02-30T08:00:00.000Z',
    '2026-13-01T08:00:00.000Z',
    '2026-02-13T24:00:00.000Z',
    '2026-02-13T08:60:00.000Z',
    '2026-02-13T08:00:61.000Z',
    '2026-02-1:T08:00:00.000Z',
    '',
  ])('%p is none', (text) => {
    expect(() => msOf(text)).toThrow(RangeError);
  });
});
