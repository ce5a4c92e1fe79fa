import { type Clock, type Instant, plusMs } from '@app/kernel';
import type { DataSource } from 'typeorm';
import { type Alarm, ringsAt } from './alarm.js';
import { type AlarmJob, alarmJobs } from './alarm-job.js';
import type { AlarmQueue } from './alarm-queue.js';
import { comingMoments } from './coming-moments.js';

/** Handed to the queue at once: what rings meanwhile waits for as long as that takes. */
const AT_ONCE = 200;

export interface AlarmSetterOptions {
  /** Alarms are set so far ahead. */
  readonly horizonMs: number;
  readonly fullRoundMs: number;
  /** What should have rung so long ago is not set any more: it is recorded straight away. */
  readonly graceMs: number;
}

/**
 * Sets the alarms of the moments that come soon. A clock that starts now is told by the log, and set at once; a round looks
 * only at what has come within the horizon since the last one. A full round, now and then, sets those again that ring before
 * the one after the next, and so brings back what the queue has lost; the queue ignores those that it still has.
 */
export class AlarmSetter {
  private setThrough: Instant | undefined;
  private farthest: AlarmJob | undefined;
  private fullRoundAt = 0;

  constructor(
    private readonly dataSource: DataSource,
    private readonly queue: Pick<AlarmQueue, 'addBulk' | 'getJob'>,
    private readonly clock: Clock,
    private readonly options: AlarmSetterOptions,
  ) {}

  /** @returns how many jobs were handed to the queue */
  async round(signal: AbortSignal): Promise<number> {
    const { horizonMs, fullRoundMs, graceMs } = this.options;
    const now = this.clock.now();
    const [from, until] = [plusMs(now, -graceMs), plusMs(now, horizonMs)];
    const { setThrough = from } = this;
    let count = 0;
    if (performance.now() >= this.fullRoundAt) {
      const soon = plusMs(now, 2 * fullRoundMs);
      count += await this.setBetween(from, soon < setThrough ? soon : setThrough, signal);
      this.fullRoundAt = performance.now() + fullRoundMs;
    }
    count += await this.setBetween(setThrough, until, signal);
    if (!signal.aborted && until > setThrough) this.setThrough = until;
    return count;
  }

  /** Sets those of the alarms that ring within the horizon and are not long past. */
  async set(alarms: readonly Alarm[]): Promise<number> {
    const { horizonMs, graceMs } = this.options;
    const now = this.clock.now();
    const [from, until] = [plusMs(now, -graceMs), plusMs(now, horizonMs)];
    return this.handOver(alarms.filter(({ at }) => at > from && at <= until));
  }

  /**
   * Whether the farthest alarm is gone, though its moment has not come: then the queue was emptied, or has come back as
   * it was a while ago, and the next round sets everything again.
   */
  async hasLost(): Promise<boolean> {
    const { farthest } = this;
    if (!farthest || ringsAt(farthest.data) <= this.clock.now()) return false;
    if (await this.queue.getJob(farthest.opts.jobId)) return false;
    this.farthest = undefined;
    this.setThrough = undefined;
    return true;
  }

  private async setBetween(after: Instant, until: Instant, signal: AbortSignal): Promise<number> {
    let count = 0;
    if (after >= until) return count;
    for await (const page of comingMoments(this.dataSource, after, until, this.options.horizonMs)) {
      if (signal.aborted) break;
      count += await this.handOver(page);
    }
    return count;
  }

  private async handOver(alarms: readonly Alarm[]): Promise<number> {
    const jobs = alarmJobs(alarms, this.clock.now());
    for (let first = 0; first < jobs.length; first += AT_ONCE) {
      await this.queue.addBulk(jobs.slice(first, first + AT_ONCE));
    }
    for (const job of jobs) if (!this.farthest || job.data.at > this.farthest.data.at) this.farthest = job;
    return jobs.length;
  }
}
