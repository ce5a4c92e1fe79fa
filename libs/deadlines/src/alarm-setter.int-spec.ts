import { Clock, type Instant, plusMs } from '@app/kernel';
import { type TestDatabase, testDatabase } from '@app/testing';
import { OpenClockRow } from '@app/whistles';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Job } from 'bullmq';
import type { DataSource } from 'typeorm';
import type { Alarm, AlarmJob } from './alarm.js';
import { AlarmSetter } from './alarm-setter.js';

const NOON = '2026-03-02T04:00:00.000Z';
class FrozenClock extends Clock {
  now(): Instant {
    return NOON;
  }
}

describe('setting alarms', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let batches: AlarmJob[][];
  let gone: Set<string>;
  const setter = (fullRoundMs: number, overdueMs = 60_000) => {
    const queue = {
      addBulk: async (jobs: AlarmJob[]) => (batches.push(jobs), []),
      getJob: async (id: string) => (gone.has(id) ? undefined : ({ id } as Job<Alarm, void, 'alarm'>)),
    };
    return new AlarmSetter(dataSource, queue, new FrozenClock(), { horizonMs: 600_000, fullRoundMs, overdueMs });
  };
  const { signal } = new AbortController();

  /** `count` clocks, the nth of them due n milliseconds after `from`. */
  const clocks = (count: number, from: Instant, flags: { timer?: boolean; missed?: boolean } = {}) =>
    dataSource.query(
      `INSERT INTO open_clocks
       SELECT gen_random_uuid(), 'ACCEPT-1', 'ACCEPT', NULL, NULL, $2::timestamptz - interval '1 h',
              $2::timestamptz + n * interval '1 ms', $4, $3, 'CONTINUOUS', 'continuous-1', 'none', false
       FROM generate_series(1, $1::int) AS n`,
      [count, from, flags.timer ?? true, flags.missed ?? false],
    );

  beforeAll(async () => {
    database = await testDatabase();
    dataSource = await database.dataSource([OpenClockRow]);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    batches = [];
    gone = new Set();
    await dataSource.query('TRUNCATE open_clocks');
  });

  it('sets those overdue and those of the next ten minutes, a page at a time, the oldest first', async () => {
    await clocks(4_500, '2026-03-01T04:00:00.000Z');
    await clocks(1, '2026-03-02T04:09:59.999Z');
    await clocks(1, '2026-03-02T04:10:00.000Z');
    expect(await setter(60_000).round(signal)).toBe(4_501);
    expect(batches.map(({ length }) => length)).toEqual([2_000, 2_000, 501]);
    const dueAts = batches.flat().map(({ data }) => data.dueAt);
    expect(dueAts).toEqual(dueAts.toSorted());
    expect(new Set(batches.flat().map(({ opts }) => opts.jobId)).size).toBe(4_501);
    expect(batches.flat().at(-1)?.opts.delay).toBe(600_001);
  });

  it('sets nothing for clocks that wake nobody or were recorded as missed', async () => {
    await clocks(1, NOON, { timer: false });
    await clocks(1, NOON, { missed: true });
    expect(await setter(60_000).round(signal)).toBe(0);
  });

  it('sets only what is new, until the next full round sets everything again', async () => {
    const [seldom, always] = [setter(60_000), setter(0)];
    await clocks(3, plusMs(NOON, -10));
    for (const one of [seldom, always]) await one.round(signal);
    await clocks(1, plusMs(NOON, -5));
    expect([await seldom.round(signal), await always.round(signal)]).toEqual([1, 4]);
  });

  it('sets what should have rung by now again, with the moments that are still to come left alone', async () => {
    await clocks(2, plusMs(NOON, -10));
    await clocks(3, plusMs(NOON, 1_000));
    const one = setter(60_000, 0);
    expect([await one.round(signal), await one.round(signal)]).toEqual([5, 2]);
  });

  it('sets everything again when the farthest alarm is gone', async () => {
    await clocks(3, NOON);
    const one = setter(60_000);
    await one.round(signal);
    gone.add(batches[0]![0]!.opts.jobId!);
    expect([await one.hasLost(), await one.round(signal)]).toEqual([false, 0]);
    gone.add(batches[0]!.at(-1)!.opts.jobId!);
    expect([await one.hasLost(), await one.round(signal)]).toEqual([true, 3]);
  });

  it('does not look for an alarm whose moment has come: it may have rung', async () => {
    await clocks(3, plusMs(NOON, -4));
    const one = setter(60_000);
    await one.round(signal);
    gone.add(batches[0]!.at(-1)!.opts.jobId!);
    expect(await one.hasLost()).toBe(false);
  });

  it('sets one alarm for all clocks of a whistle that run out at one moment, and one for all that it has missed', async () => {
    const rows = (n: number, clockId: string, dueAt: Instant) =>
      dataSource.query(
        `INSERT INTO open_clocks SELECT lpad($1::text, 32, '0')::uuid, $2, 'ACCEPT', NULL, NULL, now(), $3, false, true,
                'CONTINUOUS', 'continuous-1', 'none', false`,
        [n, clockId, dueAt],
      );
    for (const clockId of ['SIGN-5', 'SIGN-6', 'SIGN-7']) await rows(1, clockId, plusMs(NOON, 1_000));
    await rows(2, 'SIGN-5', plusMs(NOON, 1_000));
    await rows(2, 'CONTACT-5', plusMs(NOON, 1_001));
    for (const [n, clockId] of ['ACCEPT-1', 'SIGN-2', 'SIGN-3'].entries()) await rows(3, clockId, plusMs(NOON, n - 9));
    await rows(3, 'HANDLE-4', NOON);
    await setter(60_000).round(signal);
    expect(batches.flat().map(({ data }) => `${Number(data.whistleId.slice(-2))} ${data.clockId}`)).toEqual([
      '3 ACCEPT-1',
      '3 HANDLE-4',
      '1 SIGN-5',
      '2 SIGN-5',
      '2 CONTACT-5',
    ]);
  });

  it('sets again in a full round what rings before the one after the next; all the rest has time', async () => {
    const always = setter(0);
    await clocks(1, plusMs(NOON, -2));
    await clocks(1, plusMs(NOON, 1));
    expect([await always.round(signal), await always.round(signal)]).toEqual([2, 1]);
  });

  it('sets a clock that was moved once more', async () => {
    await clocks(1, NOON);
    const seldom = setter(60_000);
    await seldom.round(signal);
    await dataSource.query(`UPDATE open_clocks SET due_at = due_at - interval '1 min'`);
    expect(await seldom.round(signal)).toBe(1);
  });
});
