import { describe, expect, it, test } from '@jest/globals';
import { momentReader } from './local-time.js';

describe('times of a table', () => {
  const boston = momentReader('MM/dd/yyyy hh:mm:ss a', 'America/New_York');

  test.each([
    ['01/01/2015 12:20:09 AM', '2015-01-01T05:20:09.000Z', 'winter'],
    ['06/01/2015 12:28:00 PM', '2015-06-01T16:28:00.000Z', 'summer'],
    ['03/08/2015 01:59:59 AM', '2015-03-08T06:59:59.000Z', 'just before the clocks skip an hour'],
    ['03/08/2015 02:30:00 AM', '2015-03-08T07:30:00.000Z', 'skipped: read as 03:30'],
    ['03/08/2015 03:00:00 AM', '2015-03-08T07:00:00.000Z', 'just after'],
    ['11/01/2015 12:59:59 AM', '2015-11-01T04:59:59.000Z', 'before the hour that comes twice'],
    ['11/01/2015 01:30:00 AM', '2015-11-01T05:30:00.000Z', 'shown twice: the first'],
    ['11/01/2015 02:00:00 AM', '2015-11-01T07:00:00.000Z', 'after both'],
  ])('%s in New York is %s (%s)', (text, moment) => {
    expect(boston(text)).toBe(moment);
  });

  it('is the same whichever time was read before', () => {
    const times = ['11/01/2015 01:30:00 AM', '03/08/2015 02:30:00 AM', '11/01/2015 02:10:00 AM'];
    expect([...times, ...times.toReversed()].map(boston)).toEqual([
      '2015-11-01T05:30:00.000Z',
      '2015-03-08T07:30:00.000Z',
      '2015-11-01T07:10:00.000Z',
      '2015-11-01T07:10:00.000Z',
      '2015-03-08T07:30:00.000Z',
      '2015-11-01T05:30:00.000Z',
    ]);
  });

  it('knows changes by half an hour', () => {
    const lordHowe = momentReader('yyyy-MM-dd HH:mm', 'Australia/Lord_Howe');
    expect(lordHowe('2015-10-04 02:15')).toBe('2015-10-03T15:45:00.000Z');
    expect(lordHowe('2015-04-05 01:45')).toBe('2015-04-04T14:45:00.000Z');
  });

  it('believes an offset that stands in the text', () => {
    const iso = momentReader('ISO', 'America/New_York');
    expect(iso('2015-11-01T01:30:00-05:00')).toBe('2015-11-01T06:30:00.000Z');
    expect(iso('2015-11-01T01:30:00')).toBe('2015-11-01T05:30:00.000Z');
    expect(momentReader('yyyy-MM-dd HH:mm ZZZ', 'America/New_York')('2015-11-01 01:30 -0500')).toBe(
      '2015-11-01T06:30:00.000Z',
    );
  });

  test.each(['02/29/2015 01:00:00 AM', '13/01/2015 01:00:00 AM', '06/01/2015', 'yesterday'])(
    '%s is no time',
    (text) => {
      expect(boston(text)).toBeUndefined();
    },
  );

  it('has one summer in Shanghai that lasted until 1991', () => {
    const shanghai = momentReader('yyyy/M/d H:mm', 'Asia/Shanghai');
    expect(shanghai('1991/7/1 8:00')).toBe('1991-06-30T23:00:00.000Z');
    expect(shanghai('2026/7/1 8:00')).toBe('2026-07-01T00:00:00.000Z');
  });
});
