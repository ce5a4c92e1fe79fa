import { type Clock, plusMs } from '@app/kernel';
import type { DataSource } from 'typeorm';
import { alarmId, alarmJob } from './alarm.js';
import type { AlarmQueue } from './alarm-queue.js';
import { dueClocks } from './due-clocks.js';

/** Alarms are set so far ahead. Short, because everything in it is set again once in a while. */
const HORIZON_MS = 10 * 60_000;

/**
 * Sets the alarms of the clocks that run out soon. Between two full rounds it sets only those that it has not seen;
 * a full round sets all of them, and so brings back what the queue has lost.
 */
export class AlarmSetter {
  private readonly set = new Set<string>();
  private fullRoundAt = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly queue: Pick<AlarmQueue, 'addBulk'>,
    private readonly clock: Clock,
    private readonly fullRoundMs: number,
  ) {}

  /** @returns how many alarms were handed to the queue, which ignores those that it still has */
  async round(signal: AbortSignal): Promise<number> {
    if (performance.now() >= this.fullRoundAt) {
      this.set.clear();
      this.fullRoundAt = performance.now() + this.fullRoundMs;
    }
    const now = this.clock.now();
    let count = 0;
    for await (const due of dueClocks(this.dataSource, plusMs(now, HORIZON_MS))) {
      const unset = due.filter((alarm) => !this.set.has(alarmId(alarm)));
      if (unset.length > 0) await this.queue.addBulk(unset.map((alarm) => alarmJob(alarm, now)));
      for (const alarm of unset) this.set.add(alarmId(alarm));
      count += unset.length;
      if (signal.aborted) break;
    }
    return count;
  }
}
