import type { EventStore } from '@app/event-store';
import type { Clock } from '@app/kernel';
import { Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { alarmId } from './alarm.js';
import type { AlarmQueue } from './alarm-queue.js';
import { AlarmSetter } from './alarm-setter.js';
import { OverdueClocks } from './overdue-clocks.js';
import type { Ringer } from './ringer.js';
import { startedClocks } from './started-clocks.js';

interface Means {
  readonly dataSource: DataSource;
  readonly store: EventStore;
  readonly clock: Clock;
  readonly ringer: Ringer;
  readonly queue: AlarmQueue;
  /** Told when the queue has taken what it was given. */
  readonly settled: () => void;
}

/** Alarms are set again once in so many rounds' time: once a minute. */
const FULL_ROUND = 12;
/** Who is late by so much is recorded without the queue: whoever had it in hand may be gone, or the queue that held it. */
const GRACE_MS = 2_000;
/** How often to look for them, and whether the queue was emptied. */
const LOOK_MS = 1_000;
/** After a look that took long, rest so many times as long. */
const REST_FACTOR = 5;
/** How soon to listen to the log again that was away. */
const RETRY_MS = 2_000;

/** What one process does for all, under a lease: sets alarms, and records what no alarm has rung for. */
export class KeepsAlarms {
  private readonly logger = new Logger('Alarms');
  private readonly setter: AlarmSetter;
  private readonly overdue: OverdueClocks;

  constructor(
    private readonly means: Means,
    private readonly options: { readonly roundMs: number; readonly horizonMs: number },
  ) {
    const { dataSource, queue, clock, ringer } = means;
    const { roundMs, horizonMs } = options;
    this.setter = new AlarmSetter(dataSource, queue, clock, {
      horizonMs,
      fullRoundMs: FULL_ROUND * roundMs,
      graceMs: GRACE_MS,
    });
    this.overdue = new OverdueClocks(dataSource, clock, GRACE_MS, (alarm) =>
      ringer.ring(alarm).catch((error: unknown) => {
        this.logger.error(`alarm ${alarmId(alarm)} failed: ${String(error)}`);
        throw error;
      }),
    );
  }

  /** Until `held` ends, or the view cannot be read. */
  async run(held: AbortSignal): Promise<void> {
    const one = new AbortController();
    const signal = AbortSignal.any([held, one.signal]);
    const tasks = [this.followLog(signal), this.rounds(signal), this.watchQueue(signal), this.recordOverdue(signal)];
    try {
      await Promise.all(tasks);
    } finally {
      one.abort();
      await Promise.allSettled(tasks);
    }
  }

  /** A queue that is away never answers: whoever waits for it stops waiting when `signal` says so. */
  private async followLog(signal: AbortSignal): Promise<void> {
    const { store, dataSource } = this.means;
    while (!signal.aborted) {
      try {
        for await (const alarms of startedClocks(store, dataSource, signal)) {
          await orEnded(this.setter.set(alarms), signal);
        }
      } catch (error) {
        if (signal.aborted) return;
        this.logger.warn(`new clocks are seen late: ${String(error)}`);
        await pause(RETRY_MS, signal);
      }
    }
  }

  private async rounds(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await orEnded(this.setter.round(signal), signal);
      this.means.settled();
      await pause(this.options.roundMs, signal);
    }
  }

  private async watchQueue(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(LOOK_MS, signal);
      const lost = await orEnded(this.setter.hasLost(), signal);
      if (lost && !signal.aborted) await orEnded(this.setter.round(signal), signal);
    }
  }

  private async recordOverdue(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const startedAt = performance.now();
      const recorded = await this.overdue.record(signal);
      const tookMs = performance.now() - startedAt;
      await pause(recorded > 0 ? LOOK_MS : Math.max(LOOK_MS, REST_FACTOR * tookMs), signal);
    }
  }
}

const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  sleep(ms, undefined, { signal }).catch(() => undefined);

/** The answer, or nothing once the signal is aborted, whatever becomes of it then. */
async function orEnded<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const waited = new AbortController();
  const ended = new Promise<undefined>((resolve) => {
    if (signal.aborted) resolve(undefined);
    signal.addEventListener('abort', () => resolve(undefined), { signal: waited.signal });
  });
  try {
    return await Promise.race([promise, ended]);
  } finally {
    waited.abort();
    promise.catch(() => undefined);
  }
}
