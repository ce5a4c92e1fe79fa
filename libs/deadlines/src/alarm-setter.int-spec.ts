import { Clock, type Instant, plusMs } from '@app/kernel';
import { type TestDatabase, testDatabase } from '@app/testing';
import { OpenClockRow } from '@app/whistles';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Job } from 'bullmq';
import type { DataSource } from 'typeorm';
import type { Alarm } from './alarm.js';
import type { AlarmJob, Ring } from './alarm-job.js';
import { AlarmSetter } from './alarm-setter.js';
import { OverdueClocks } from './overdue-clocks.js';

const NOON = '2026-03-02T04:00:00.000Z';
const GRACE_MS = 2_000;
class SetClock extends Clock {
  at: Instant = NOON;
  now(): Instant {
    return this.at;
  }
}

let database: TestDatabase;
let dataSource: DataSource;
const clock = new SetClock();
const { signal } = new AbortController();

/** `count` clocks, the nth of them coming to something n milliseconds after `from`; or to nothing any more. */
const clocks = (count: number, from: Instant, { next = true } = {}) =>
  dataSource.query(
    `INSERT INTO open_clocks (whistle_id, clock_id, ${COMMON}, due_at, next_alarm_at, marks)
     SELECT gen_random_uuid(), 'ACCEPT-1', ${COMMON_VALUES}, $2::timestamptz + n * interval '1 ms',
            CASE WHEN $3 THEN $2::timestamptz + n * interval '1 ms' END, '[]'::jsonb
     FROM generate_series(1, $1::int) AS n`,
    [count, from, next],
  );
/** A clock of the nth whistle, its next moment the first of those given, its due moment the last. */
const clockOf = (n: number, clockId: string, ...moments: Instant[]) =>
  dataSource.query(
    `INSERT INTO open_clocks (whistle_id, clock_id, ${COMMON}, due_at, next_alarm_at, marks)
     SELECT lpad($1::text, 32, '0')::uuid, $2, ${COMMON_VALUES}, $3, $4, $5
     ON CONFLICT (whistle_id, clock_id) DO UPDATE SET next_alarm_at = excluded.next_alarm_at`,
    [n, clockId, moments.at(-1), moments[0], JSON.stringify(moments.slice(0, -1).map((at) => ({ mark: 'RED', at })))],
  );
const COMMON = `clock, started_at, missed, timer, kind, policy_version, calendar_version, provisional, cause, pauses,
  noticed, extensions, pending_extension`;
const COMMON_VALUES = `'ACCEPT', '2026-03-01T00:00Z'::timestamptz, false, true, 'CONTINUOUS', 'XY@1', 'CN@1', false, 'STARTED',
  '[]'::jsonb, '[]'::jsonb, 0, false`;

beforeAll(async () => {
  database = await testDatabase();
  dataSource = await database.dataSource([OpenClockRow]);
});
afterAll(() => database.drop());
beforeEach(async () => {
  clock.at = NOON;
  await dataSource.query('TRUNCATE open_clocks');
});

describe('setting alarms', () => {
  let batches: AlarmJob[][];
  let gone: Set<string>;
  const setter = (fullRoundMs = 60_000) => {
    const queue = {
      addBulk: async (jobs: AlarmJob[]) => (batches.push(jobs), []),
      getJob: async (id: string) => (gone.has(id) ? undefined : ({ id } as Job<Ring, void, 'alarm'>)),
    };
    return new AlarmSetter(dataSource, queue, clock, { horizonMs: 600_000, fullRoundMs, graceMs: GRACE_MS });
  };
  const jobs = () => batches.flat();
  beforeEach(() => {
    batches = [];
    gone = new Set();
  });

  it('sets those of the next ten minutes and those just past, some at a time, the next first', async () => {
    await clocks(1, '2026-03-02T03:59:57.999Z');
    await clocks(4_500, '2026-03-02T03:59:58.000Z');
    await clocks(1, '2026-03-02T04:09:59.999Z');
    await clocks(1, '2026-03-02T04:10:00.000Z');
    expect(await setter().round(signal)).toBe(4_501);
    expect(Math.max(...batches.map(({ length }) => length))).toBe(200);
    const moments = jobs().map(({ data }) => data.at);
    expect(moments).toEqual(moments.toSorted());
    expect(moments[0]).toBe('2026-03-02T03:59:58.001Z');
    expect(new Set(jobs().map(({ opts }) => opts.jobId)).size).toBe(4_501);
    expect(jobs().at(-1)?.opts.delay).toBe(600_001);
  });

  it('sets nothing for clocks that come to nothing any more', async () => {
    await clocks(1, NOON, { next: false });
    expect(await setter().round(signal)).toBe(0);
  });

  it('sets with the next moment of a clock those that follow it soon', async () => {
    const [amber, red, due] = [plusMs(NOON, 599_000), plusMs(NOON, 599_500), plusMs(NOON, 600_500)];
    const slip = plusMs(NOON, 1_200_000);
    await clockOf(1, 'SIGN-5', amber, red, slip, due);
    expect(await setter().round(signal)).toBe(3);
    expect(jobs().map(({ data }) => data.at)).toEqual([amber, red, due]);
  });

  it('looks only at what has come within the horizon since the last round', async () => {
    const one = setter();
    await clocks(3, plusMs(NOON, 60_000));
    await one.round(signal);
    await clocks(1, plusMs(NOON, 599_000));
    await clocks(2, plusMs(NOON, 601_000));
    clock.at = plusMs(NOON, 5_000);
    expect(await one.round(signal)).toBe(2);
    expect(jobs().at(-1)?.data.at).toBe('2026-03-02T04:10:01.002Z');
  });

  it('sets again in a full round what rings before the one after the next; all the rest has time', async () => {
    const always = setter(0);
    await clocks(1, plusMs(NOON, -1));
    await clocks(1, NOON);
    expect([await always.round(signal), await always.round(signal)]).toEqual([2, 1]);
  });

  it('sets at once what it is told of, if it rings within the horizon and is not long past', async () => {
    const told = (at: Instant): Alarm => ({ whistleId: `w ${at}`, clockId: 'SIGN-2', at });
    const [longPast, justPast] = [plusMs(NOON, -2_000), plusMs(NOON, -1_999)];
    const [last, tooFar] = [plusMs(NOON, 600_000), plusMs(NOON, 600_001)];
    expect(await setter().set([longPast, justPast, NOON, last, tooFar].map(told))).toBe(3);
    expect(jobs().map(({ data }) => data.at)).toEqual([justPast, NOON, last]);
    expect(batches).toHaveLength(1);
  });

  it('sets everything again when the farthest alarm is gone', async () => {
    await clocks(3, plusMs(NOON, 1_000));
    const one = setter();
    await one.round(signal);
    gone.add(jobs()[0]!.opts.jobId);
    expect([await one.hasLost(), await one.round(signal)]).toEqual([false, 0]);
    gone.add(jobs().at(-1)!.opts.jobId);
    expect([await one.hasLost(), await one.round(signal)]).toEqual([true, 3]);
  });

  it('does not look for an alarm whose moment has come: it may have rung', async () => {
    await clocks(3, plusMs(NOON, -4));
    const one = setter();
    await one.round(signal);
    gone.add(jobs().at(-1)!.opts.jobId);
    expect(await one.hasLost()).toBe(false);
  });

  it('sets those of one moment together, one for each whistle', async () => {
    for (const clockId of ['SIGN-5', 'SIGN-6', 'SIGN-7']) await clockOf(1, clockId, plusMs(NOON, 1_000));
    await clockOf(2, 'SIGN-5', plusMs(NOON, 1_000));
    await clockOf(2, 'CONTACT-5', plusMs(NOON, 1_001));
    await setter().round(signal);
    const names = jobs().map(({ data }) =>
      data.alarms.map((one) => `${Number(one.whistleId.slice(-2))} ${one.clockId}`),
    );
    expect(names).toEqual([['1 SIGN-5', '2 SIGN-5'], ['2 CONTACT-5']]);
  });
});

describe('recording what no alarm has rung for', () => {
  let rung: Alarm[];
  const overdue = (ring = async (_alarm: Alarm): Promise<void> => undefined) =>
    new OverdueClocks(dataSource, clock, GRACE_MS, async (alarm) => {
      rung.push(alarm);
      await ring(alarm);
    });
  beforeEach(() => {
    rung = [];
  });

  it('asks once for each whistle, and for none whose alarm may still ring', async () => {
    await clocks(2_500, plusMs(NOON, -10_000));
    await clocks(1, plusMs(NOON, -2_001));
    for (const clockId of ['SIGN-5', 'SIGN-6']) await clockOf(1, clockId, plusMs(NOON, -5_000));
    expect(await overdue().record(signal)).toBe(2_501);
    expect(new Set(rung.map(({ whistleId }) => whistleId)).size).toBe(2_501);
  });

  it('does not ask again until the view has had time to learn of it, but asks for a clock that is overdue since', async () => {
    const one = overdue();
    await clocks(3, plusMs(NOON, -10_000));
    await one.record(signal);
    await clockOf(7, 'SIGN-5', plusMs(NOON, -9_000));
    expect([await one.record(signal), await one.record(signal)]).toEqual([1, 0]);
    expect(rung.at(-1)?.clockId).toBe('SIGN-5');
  });

  it('goes on with the others when one fails', async () => {
    await clocks(300, plusMs(NOON, -10_000));
    expect(await overdue(() => Promise.reject(new Error('broken'))).record(signal)).toBe(300);
    expect(rung).toHaveLength(300);
  });
});
