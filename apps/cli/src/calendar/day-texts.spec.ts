import type { CalendarDefinition } from '@app/working-time';
import { describe, expect, it } from '@jest/globals';
import { changedDays, dayText } from './day-texts.js';

const day = [{ from: '08:00', to: '12:00' }];
const calendar: CalendarDefinition = {
  id: 'TST',
  version: 'TST@1',
  timeZone: 'Asia/Shanghai',
  week: [day, day, day, day, day, [], []],
  days: [
    { date: '2027-01-01', working: false, name: '元旦' },
    { date: '2027-02-06', working: false, name: '春节' },
    { date: '2027-03-01', working: true },
  ],
  coveredFrom: '2027-01-01',
  coveredThrough: '2027-12-31',
};

describe('days as operators read them', () => {
  it('have their weekday, whether they are worked, other hours and a name', () => {
    expect(calendar.days.map(dayText)).toEqual([
      '2027-01-01 Fri  off 元旦',
      '2027-02-06 Sat  off 春节',
      '2027-03-01 Mon  works',
    ]);
    expect(dayText({ date: '2027-02-05', working: true, slots: day, name: '除夕' })).toBe(
      '2027-02-05 Fri  works 08:00-12:00 除夕',
    );
  });

  it('are told where they change, in order, against the week where nothing was said', () => {
    const after = {
      ...calendar,
      days: [
        { date: '2027-01-01', working: false, name: '元旦' },
        { date: '2027-02-06', working: true, name: '春节' },
        { date: '2027-01-04', working: false },
        { date: '2027-01-03', working: true, name: '元旦' },
        { date: '2027-03-07', working: false },
      ],
    };
    expect(changedDays(calendar, after)).toEqual([
      '2027-01-03 Sun  off → works 元旦',
      '2027-01-04 Mon  works → off',
      '2027-02-06 Sat  off 春节 → works 春节',
    ]);
    expect(changedDays(after, after)).toEqual([]);
  });
});
