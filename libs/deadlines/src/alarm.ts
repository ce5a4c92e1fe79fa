import { type CommandContext, type Instant, plusMs, systemActor } from '@app/kernel';
import { RunClocks } from '@app/whistles';

/** A moment of a clock at which somebody is to be woken: a mark, its due moment, a slip. It may have lost it since. */
export interface Alarm {
  readonly whistleId: string;
  readonly clockId: string;
  readonly at: Instant;
}

/** Up to and including its due moment a clock is on time (EC-05), so the alarm rings in the millisecond after. */
export const ringsAt = ({ at }: Pick<Alarm, 'at'>): Instant => plusMs(at, 1);

/** One alarm per clock and moment: a clock that is moved gets another alarm. */
export const alarmId = ({ whistleId, clockId, at }: Alarm): string => `${whistleId}-${clockId}-${Date.parse(at)}`;

/**
 * The alarms without those for which another stands: a ring records all that its whistle's clocks have brought about, so
 * one is enough for all clocks of a whistle that come to the same moment.
 */
export function standingForAll(alarms: readonly Alarm[]): Alarm[] {
  const first = new Map<string, Alarm>();
  for (const alarm of alarms) {
    const group = `${alarm.whistleId} ${alarm.at}`;
    if (!first.has(group)) first.set(group, alarm);
  }
  return [...first.values()];
}

/**
 * What a ringing alarm sends. The rules answer with what the clocks have brought about by `at`, or with nothing. Each ring
 * is a command of its own: that nothing is recorded twice follows from the whistle's history, and an id that is made of the
 * alarm would hush a clock that comes to the same moment once more.
 */
export function runClocks({ whistleId }: Pick<Alarm, 'whistleId'>, at: Instant, commandId: string): RunClocks {
  const context: CommandContext = {
    actor: { ...systemActor('deadlines'), channel: 'timer' },
    at,
    commandId,
    correlationId: commandId,
    commandHash: 'run-clocks',
  };
  return new RunClocks(whistleId, {}, context);
}
