import { type CommandContext, type Instant, plusMs, systemActor } from '@app/kernel';
import { RunClocks } from '@app/whistles';
import type { BulkJobOptions } from 'bullmq';
import { v5 as uuidV5 } from 'uuid';

/** What an alarm carries: the clock, and the due moment that it was set for, which the clock may have lost since. */
export interface Alarm {
  readonly whistleId: string;
  readonly clockId: string;
  readonly dueAt: Instant;
}

/** Up to and including its due moment a clock is on time (EC-05), so the alarm rings in the millisecond after. */
export const ringsAt = ({ dueAt }: Alarm): Instant => plusMs(dueAt, 1);

/** One alarm per clock and due moment: a clock that is moved gets another alarm. */
export const alarmId = ({ whistleId, clockId, dueAt }: Alarm): string => `${whistleId}-${clockId}-${Date.parse(dueAt)}`;

export interface AlarmJob {
  readonly name: 'alarm';
  readonly data: Alarm;
  readonly opts: BulkJobOptions;
}

/** The delayed job of an alarm. It leaves no trace in the queue, done or failed, so that it can be set again. */
export const alarmJob = (alarm: Alarm, now: Instant): AlarmJob => ({
  name: 'alarm',
  data: alarm,
  opts: {
    jobId: alarmId(alarm),
    timestamp: Date.parse(now),
    delay: Math.max(0, Date.parse(ringsAt(alarm)) - Date.parse(now)),
    attempts: 5,
    backoff: { type: 'exponential', delay: 1_000 },
    removeOnComplete: true,
    removeOnFail: true,
  },
});

/** Names the ids of this process's commands; never changes. */
const COMMANDS = 'b5f0a9b4-5d0e-4f2e-9a52-0b8f7a1f0c3d';

/** What a ringing alarm sends. The rules answer with what has run out by `at`, or with nothing. */
export function recordMissed(alarm: Alarm, at: Instant): RunClocks {
  const commandId = uuidV5(alarmId(alarm), COMMANDS);
  const context: CommandContext = {
    actor: { ...systemActor('deadlines'), channel: 'timer' },
    at,
    commandId,
    correlationId: commandId,
    commandHash: 'record-missed-deadlines',
  };
  return new RunClocks(alarm.whistleId, {}, context);
}
