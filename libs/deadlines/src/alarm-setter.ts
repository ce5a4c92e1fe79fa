import { type Clock, type Instant, plusMs } from '@app/kernel';
import type { DataSource } from 'typeorm';
import { type Alarm, alarmId, alarmJob, ringsAt } from './alarm.js';
import type { AlarmQueue } from './alarm-queue.js';
import { dueClocks } from './due-clocks.js';

export interface AlarmSetterOptions {
  /** Alarms are set so far ahead. */
  readonly horizonMs: number;
  readonly fullRoundMs: number;
}

/**
 * Sets the alarms of the clocks that run out soon. Between two full rounds it sets only those that it has not seen;
 * a full round sets all of them, and so brings back what the queue has lost. It comes early when the farthest alarm is
 * gone: then the queue was emptied, or has come back as it was a while ago.
 */
export class AlarmSetter {
  private readonly set = new Set<string>();
  private farthest: Alarm | undefined;
  private fullRoundAt = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly queue: Pick<AlarmQueue, 'addBulk' | 'getJob'>,
    private readonly clock: Clock,
    private readonly options: AlarmSetterOptions,
  ) {}

  /** @returns how many alarms were handed to the queue, which ignores those that it still has */
  async round(signal: AbortSignal): Promise<number> {
    const now = this.clock.now();
    if (performance.now() >= this.fullRoundAt || (await this.hasLost(now))) {
      this.set.clear();
      this.farthest = undefined;
      this.fullRoundAt = performance.now() + this.options.fullRoundMs;
    }
    let count = 0;
    for await (const due of dueClocks(this.dataSource, now, plusMs(now, this.options.horizonMs))) {
      if (signal.aborted) break;
      const unset = due.filter((alarm) => !this.set.has(alarmId(alarm)));
      if (unset.length > 0) await this.queue.addBulk(unset.map((alarm) => alarmJob(alarm, now)));
      for (const alarm of unset) this.set.add(alarmId(alarm));
      const last = unset.at(-1);
      if (last && (!this.farthest || last.dueAt > this.farthest.dueAt)) this.farthest = last;
      count += unset.length;
    }
    return count;
  }

  private async hasLost(now: Instant): Promise<boolean> {
    const { farthest } = this;
    if (!farthest || ringsAt(farthest) <= now) return false;
    return (await this.queue.getJob(alarmId(farthest))) === undefined;
  }
}
