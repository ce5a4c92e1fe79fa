import { type Clock, plusMs } from '@app/kernel';
import type { DataSource } from 'typeorm';
import { type Alarm, alarmId, alarmJob, ringsAt } from './alarm.js';
import type { AlarmQueue } from './alarm-queue.js';
import { dueClocks } from './due-clocks.js';

export interface AlarmSetterOptions {
  /** Alarms are set so far ahead. */
  readonly horizonMs: number;
  readonly fullRoundMs: number;
  /** A ring that is late by so much is set again: whoever had it in hand may be gone, or the queue that held it. */
  readonly overdueMs: number;
}

/**
 * Sets the alarms of the clocks that run out soon. Between two full rounds it sets only those that it has not set yet, and
 * those that should have rung; a full round sets those again that ring before the one after the next, and so brings back
 * what the queue has lost.
 */
export class AlarmSetter {
  private set = new Set<string>();
  private farthest: Alarm | undefined;
  private fullRoundAt = 0;
  private overdueAt = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly queue: Pick<AlarmQueue, 'addBulk' | 'getJob'>,
    private readonly clock: Clock,
    private readonly options: AlarmSetterOptions,
  ) {}

  /** @returns how many alarms were handed to the queue, which ignores those that it still has */
  async round(signal: AbortSignal): Promise<number> {
    const { horizonMs, fullRoundMs, overdueMs } = this.options;
    const now = this.clock.now();
    const before = this.set;
    let again = '';
    if (performance.now() >= this.overdueAt) {
      again = plusMs(now, -overdueMs);
      this.overdueAt = performance.now() + overdueMs;
    }
    if (performance.now() >= this.fullRoundAt) {
      again = plusMs(now, 2 * fullRoundMs);
      this.set = new Set();
      this.fullRoundAt = performance.now() + fullRoundMs;
    }
    let count = 0;
    for await (const due of dueClocks(this.dataSource, now, plusMs(now, horizonMs))) {
      if (signal.aborted) break;
      const unset = due.filter((alarm) => alarm.dueAt <= again || !before.has(alarmId(alarm)));
      if (unset.length > 0) await this.queue.addBulk(unset.map((alarm) => alarmJob(alarm, now)));
      for (const alarm of due) this.set.add(alarmId(alarm));
      const last = due.at(-1);
      if (last && (!this.farthest || last.dueAt > this.farthest.dueAt)) this.farthest = last;
      count += unset.length;
    }
    return count;
  }

  /**
   * Whether the farthest alarm is gone, though its moment has not come: then the queue was emptied, or has come back as
   * it was a while ago, and the next round sets everything again.
   */
  async hasLost(): Promise<boolean> {
    const { farthest } = this;
    if (!farthest || ringsAt(farthest) <= this.clock.now()) return false;
    if (await this.queue.getJob(alarmId(farthest))) return false;
    this.set = new Set();
    this.farthest = undefined;
    this.fullRoundAt = 0;
    return true;
  }
}
