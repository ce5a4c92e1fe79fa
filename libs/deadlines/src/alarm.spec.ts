import { describe, expect, it } from '@jest/globals';
import { type Alarm, alarmId, alarmJob, recordMissed, ringsAt } from './alarm.js';

const alarm: Alarm = {
  whistleId: '11111111-1111-4111-8111-111111111111',
  clockId: 'ACCEPT-1',
  dueAt: '2026-03-02T04:00:00.000Z',
};
const moved: Alarm = { ...alarm, dueAt: '2026-03-02T03:00:00.000Z' };

describe('an alarm', () => {
  it('rings in the millisecond after the due moment, which is still on time', () => {
    expect(ringsAt(alarm)).toBe('2026-03-02T04:00:00.001Z');
  });

  it('is another one once its clock was moved', () => {
    expect(alarmId(alarm)).toBe('11111111-1111-4111-8111-111111111111-ACCEPT-1-1772424000000');
    expect(alarmId(moved)).not.toBe(alarmId(alarm));
  });

  it('waits for its moment, and leaves nothing behind that would keep it from being set again', () => {
    const { opts } = alarmJob(alarm, '2026-03-02T03:59:00.000Z');
    expect(opts).toMatchObject({ timestamp: 1772423940000, delay: 60_001, removeOnComplete: true, removeOnFail: true });
  });

  it('rings at once when its moment has passed', () => {
    expect(alarmJob(alarm, '2026-03-02T10:00:00.000Z').opts.delay).toBe(0);
  });

  it('sends the same command however often it rings, and another one for another due moment', () => {
    const [first, again] = ['2026-03-02T04:00:00.001Z', '2026-03-02T10:00:00.000Z'].map((at) =>
      recordMissed(alarm, at),
    );
    expect(first!.context).toEqual({ ...again!.context, at: '2026-03-02T04:00:00.001Z' });
    expect(first!.context.actor).toEqual({ id: 'deadlines', role: 'SYSTEM', channel: 'timer' });
    expect(recordMissed(moved, again!.context.at).context.commandId).not.toBe(again!.context.commandId);
  });
});
