import { type Clock, plusMs } from '@app/kernel';
import type { DataSource } from 'typeorm';
import { type Alarm, alarmId } from './alarm.js';
import { passedMoments } from './coming-moments.js';

/** So many at a time: the log takes what is asked of it at one time in one batch. */
const AT_ONCE = 128;
/** The view needs a moment to learn what was recorded; a clock that is still there after that is asked again. */
const AGAIN_MS = 60_000;

/**
 * Records what should have rung a while ago without asking the queue: after an outage thousands have, and a queue that is
 * away or has failed must not keep them.
 */
export class OverdueClocks {
  /** When each may be asked again, by `performance.now()`. */
  private readonly asked = new Map<string, number>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly graceMs: number,
    private readonly ring: (alarm: Alarm) => Promise<void>,
  ) {}

  /**
   * One look at the view, and a command for each whistle that it finds.
   * @returns how many were sent; those that failed are asked again later
   */
  async record(signal: AbortSignal): Promise<number> {
    this.forget();
    let count = 0;
    for await (const page of passedMoments(this.dataSource, plusMs(this.clock.now(), -this.graceMs))) {
      if (signal.aborted) break;
      const asking = this.firstOfEach(page);
      count += asking.length;
      await this.askAll(asking, signal);
    }
    return count;
  }

  private async askAll(alarms: Alarm[], signal: AbortSignal): Promise<void> {
    const next = alarms.values();
    const worker = async (): Promise<void> => {
      for (const alarm of next) {
        if (signal.aborted) return;
        await this.ring(alarm).catch(() => undefined); // whoever rings says so
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  /** One for each whistle: it records all that its clocks have brought about. */
  private firstOfEach(page: readonly Alarm[]): Alarm[] {
    const again = performance.now() + AGAIN_MS;
    const first = new Map<string, Alarm>();
    for (const alarm of page) {
      const id = alarmId(alarm);
      if (this.asked.has(id)) continue;
      this.asked.set(id, again);
      if (!first.has(alarm.whistleId)) first.set(alarm.whistleId, alarm);
    }
    return [...first.values()];
  }

  private forget(): void {
    const now = performance.now();
    for (const [id, again] of this.asked) {
      if (again > now) break; // in the order in which they were asked
      this.asked.delete(id);
    }
  }
}
