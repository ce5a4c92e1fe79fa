import { describe, expect, it } from '@jest/globals';
import { type Alarm, alarmId, ringsAt, runClocks } from './alarm.js';
import { type AlarmJob, alarmJobs } from './alarm-job.js';

const alarm: Alarm = {
  whistleId: '11111111-1111-4111-8111-111111111111',
  clockId: 'ACCEPT-1',
  at: '2026-03-02T04:00:00.000Z',
};
const moved: Alarm = { ...alarm, at: '2026-03-02T03:00:00.000Z' };
const BEFORE = '2026-03-02T03:59:00.000Z';

describe('an alarm', () => {
  it('rings in the millisecond after its moment, up to which a clock is on time', () => {
    expect(ringsAt(alarm)).toBe('2026-03-02T04:00:00.001Z');
  });

  it('is another one once its clock was moved', () => {
    expect(alarmId(alarm)).toBe('11111111-1111-4111-8111-111111111111-ACCEPT-1-1772424000000');
    expect(alarmId(moved)).not.toBe(alarmId(alarm));
  });

  it('runs the clocks of its whistle, each time by a command of its own', () => {
    const { whistleId, context } = runClocks(alarm, '2026-03-02T10:00:00.000Z', 'c1');
    expect(whistleId).toBe(alarm.whistleId);
    expect(context).toMatchObject({ at: '2026-03-02T10:00:00.000Z', commandId: 'c1', correlationId: 'c1' });
    expect(context.actor).toEqual({ id: 'deadlines', role: 'SYSTEM', channel: 'timer' });
  });
});

describe('the jobs of alarms', () => {
  const one = (alarms: readonly Alarm[], now = BEFORE): AlarmJob => {
    const jobs = alarmJobs(alarms, now);
    expect(jobs).toHaveLength(1);
    return jobs[0]!;
  };
  /** The nth whistle's. */
  const of = (n: number, clockId = 'ACCEPT-1', at = alarm.at): Alarm => ({
    whistleId: `11111111-1111-4111-8111-${String(n).padStart(12, '0')}`,
    clockId,
    at,
  });

  it('wait for their moment, and leave nothing behind that would keep them from being set again', () => {
    const { opts, data } = one([alarm]);
    expect(opts).toMatchObject({ timestamp: 1772423940000, delay: 60_001, removeOnComplete: true, removeOnFail: true });
    expect(opts.jobId).toBe(alarmId(alarm));
    expect(data).toEqual({ at: alarm.at, alarms: [{ whistleId: alarm.whistleId, clockId: 'ACCEPT-1' }] });
  });

  it('ring at once when their moment has passed', () => {
    expect(one([alarm], '2026-03-02T10:00:00.000Z').opts.delay).toBe(0);
  });

  it('are one for all clocks of a whistle that come to the same moment', () => {
    expect(one([of(1, 'SIGN-5'), of(1, 'SIGN-6'), of(1, 'SIGN-7')]).data.alarms).toEqual([
      { whistleId: of(1).whistleId, clockId: 'SIGN-5' },
    ]);
    expect(alarmJobs([of(1, 'SIGN-5'), of(1, 'SIGN-5', moved.at)], BEFORE)).toHaveLength(2);
  });

  it('wake at most fifty whistles of one moment together, the same ones in whatever order they are found', () => {
    const all = Array.from({ length: 120 }, (_, n) => of(n));
    const jobs = alarmJobs(all, BEFORE);
    expect(jobs.map(({ data }) => data.alarms.length)).toEqual([50, 50, 20]);
    const ids = jobs.map(({ opts }) => opts.jobId);
    expect(new Set(ids).size).toBe(3);
    expect(alarmJobs(all.toReversed(), BEFORE).map(({ opts }) => opts.jobId)).toEqual(ids);
    expect(one(all.slice(0, 2)).opts.jobId).not.toBe(one(all.slice(1, 3)).opts.jobId);
  });
});
