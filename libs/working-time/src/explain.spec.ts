import { describe, expect, it } from '@jest/globals';
import { compileCalendar } from './calendar.js';
import type { CalendarDefinition } from './definition.js';
import { differsBetween } from './changed.js';
import { explain } from './explain.js';
import type { Counting } from './limit.js';

const day = [
  { from: '08:00', to: '12:00' },
  { from: '14:00', to: '18:00' },
];
const china: CalendarDefinition = {
  id: 'CN',
  version: '7',
  timeZone: 'Asia/Shanghai',
  week: [day, day, day, day, day, [], []],
  days: [
    { date: '2026-02-14', working: true, name: '春节' },
    ...['15', '16', '17', '18', '19', '20', '21', '22', '23'].map((date) => ({
      date: `2026-02-${date}`,
      working: false,
      name: '春节',
    })),
    { date: '2026-02-28', working: true },
  ],
  coveredFrom: '2026-01-01',
  coveredThrough: '2026-12-31',
};
const calendar = compileCalendar(china);
const counting: Counting = { workdays: 'WORKDAY_COUNT', days: 'CALENDAR_DAYS_ROLL', dayEnds: 'CLOSE_OF_BUSINESS' };
const HOUR = 3_600_000;
const at = (local: string): string => new Date(`2026-${local.replace(' ', 'T')}:00.000+08:00`).toISOString();

describe('an explanation', () => {
  it('says of each day whether and why it counted, and by which calendar', () => {
    const pause = { from: at('02-24 00:00'), to: at('02-24 23:00') };
    const also = { from: at('02-24 10:00'), to: at('02-25 00:00') };
    const limit = { amount: 3, unit: 'WD' } as const;
    const explained = explain(calendar, at('02-13 16:00'), limit, counting, [also, pause]);
    const full = { workingMs: 8 * HOUR, usedMs: 8 * HOUR };
    const rest = { workingMs: 0, usedMs: 0, counted: false };
    const off = { ...rest, why: 'HOLIDAY', name: '春节' };
    expect(explained).toEqual({
      calendar: { id: 'CN', version: '7', timeZone: 'Asia/Shanghai' },
      limit,
      start: at('02-13 16:00'),
      startsAt: at('02-13 16:00'),
      dueAt: at('02-26 18:00'),
      kind: 'WORKDAY_COUNT',
      counted: 'WORKDAY_COUNT',
      provisional: false,
      days: [
        { date: '2026-02-13', counted: false, why: 'START_DAY', workingMs: 8 * HOUR, usedMs: 0 },
        { date: '2026-02-14', counted: true, why: 'MAKE_UP_DAY', name: '春节', ...full },
        ...['15', '16', '17', '18', '19', '20', '21', '22', '23'].map((date) => ({ date: `2026-02-${date}`, ...off })),
        { date: '2026-02-24', counted: false, why: 'PAUSED', workingMs: 8 * HOUR, usedMs: 0 },
        { date: '2026-02-25', counted: true, why: 'WORKDAY', ...full },
        { date: '2026-02-26', counted: true, why: 'WORKDAY', ...full },
      ],
      pauses: [{ from: at('02-24 00:00'), to: at('02-25 00:00') }],
      addedDays: 1,
    });
  });

  const whys = (...args: Parameters<typeof explain>) =>
    explain(...args).days.map(({ date, why, counted, usedMs }) => [date.slice(5), why, counted, usedMs / HOUR]);

  it('tells working hours day by day', () => {
    expect(whys(calendar, at('03-06 16:00'), { amount: 5, unit: 'WH' }, counting)).toEqual([
      ['03-06', 'WORKDAY', true, 2],
      ['03-07', 'REST_DAY', false, 0],
      ['03-08', 'REST_DAY', false, 0],
      ['03-09', 'WORKDAY', true, 3],
    ]);
  });

  it('tells real time day by day', () => {
    expect(whys(calendar, at('03-06 16:00'), { amount: 34, unit: 'UH' }, counting)).toEqual([
      ['03-06', 'NATURAL_DAY', true, 8],
      ['03-07', 'NATURAL_DAY', true, 24],
      ['03-08', 'NATURAL_DAY', true, 2],
    ]);
  });

  it('tells natural days from those that the end was rolled over', () => {
    expect(whys(calendar, at('02-20 10:00'), { amount: 2, unit: 'ND' }, counting)).toEqual([
      ['02-20', 'START_DAY', false, 0],
      ['02-21', 'NATURAL_DAY', true, 24],
      ['02-22', 'HOLIDAY', false, 0],
      ['02-23', 'HOLIDAY', false, 0],
      ['02-24', 'NATURAL_DAY', true, 18],
    ]);
  });

  it('tells the start day apart where the time of day is kept, though its hours are used', () => {
    const sameTime: Counting = { ...counting, workdays: 'WORKDAY_SAME_TIME' };
    expect(whys(calendar, at('03-05 16:00'), { amount: 2, unit: 'WD' }, sameTime)).toEqual([
      ['03-05', 'START_DAY', false, 2],
      ['03-06', 'WORKDAY', true, 8],
      ['03-07', 'REST_DAY', false, 0],
      ['03-08', 'REST_DAY', false, 0],
      ['03-09', 'WORKDAY', true, 6],
    ]);
  });

  it('takes pauses that touch for one, and none of no length', () => {
    const [nine, ten, eleven] = [at('03-02 09:00'), at('03-02 10:00'), at('03-02 11:00')];
    const pauses = [
      { from: ten, to: eleven },
      { from: nine, to: ten },
      { from: eleven, to: eleven },
      { from: at('03-03 09:00'), to: at('03-03 09:00') },
    ];
    const explained = explain(calendar, at('03-02 08:00'), { amount: 2, unit: 'WH' }, counting, pauses);
    expect(explained.pauses).toEqual([{ from: nine, to: eleven }]);
  });

  it('begins with the season', () => {
    const limit = { amount: 1, unit: 'WD', season: { from: '03-01', through: '05-31' } } as const;
    const explained = explain(calendar, at('01-20 16:00'), limit, counting);
    expect(explained).toMatchObject({ kind: 'SEASONAL', counted: 'WORKDAY_COUNT', startsAt: at('03-01 00:00') });
    expect(explained.days.map(({ date }) => date)).toEqual(['2026-03-01', '2026-03-02']);
  });
});

describe('whether calendars differ between two moments', () => {
  const [from, to] = [at('03-02 09:00'), at('03-06 18:00')];
  const changed = (change: Partial<CalendarDefinition>) =>
    differsBetween(calendar, compileCalendar({ ...china, version: '8', ...change }), from, to);
  const withDay = (date: string, working: boolean) => ({ days: [...china.days, { date, working }] });

  it.each<[string, boolean, Partial<CalendarDefinition>]>([
    ['nothing', false, {}],
    ['a day before', false, withDay('2026-03-01', true)],
    ['a day after', false, withDay('2026-03-07', true)],
    ['the first day', true, withDay('2026-03-02', false)],
    ['the last day', true, withDay('2026-03-06', false)],
    ['hours of the last day after the due moment, for the day then ends later', true, { days: [...china.days, { date: '2026-03-06', working: true, slots: [...day, { from: '19:00', to: '20:00' }] }] }], // prettier-ignore
    ['a day that is named now', false, withDay('2026-03-04', true)],
    ['hours of the week', true, { week: [...china.week.slice(0, 4), day.slice(0, 1), [], []] }],
    ['the zone', true, { timeZone: 'Asia/Urumqi' }],
    ['what is covered beyond', false, { coveredThrough: '2027-12-31' }],
    ['what is covered in between', true, { coveredThrough: '2026-03-05' }],
  ])('%s: %s', (_name, differs, change) => {
    expect(changed(change)).toBe(differs);
  });

  it('is asked of the calendar itself too', () => {
    expect(differsBetween(calendar, calendar, from, to)).toBe(false);
  });
});
