import { EventStore } from '@app/event-store';
import { Clock } from '@app/kernel';
import { keepAtWork, Lease } from '@app/projections';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { DelayedError, type Job } from 'bullmq';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { ringsAt } from './alarm.js';
import type { Ring } from './alarm-job.js';
import { type AlarmWorker, migrateAlarmQueue, openAlarmQueue, openAlarmWorker } from './alarm-queue.js';
import { KeepsAlarms } from './keeps-alarms.js';
import { type DeadlinesOptions, OPTIONS } from './options.js';
import { Ringer } from './ringer.js';

const ROUND_MS = 5_000;
const HORIZON_MS = 10 * 60_000;
/** Longer than a command outlasts a database that is away; then the queue itself must be away. */
const CLOSE_MS = 8_000;

/**
 * Rings when a clock comes to a moment at which somebody is to be woken. The view `open-clocks` and the log say which alarms
 * to set, the log decides what a ring means: an alarm may be lost, late, double or out of date, and a breach is still
 * recorded once, dated at its due moment. Any number of processes run it; one of them sets alarms, all of them ring.
 */
@Injectable()
export class Alarms implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Alarms');
  private running:
    { readonly stop: AbortController; readonly setting: Promise<void>; readonly worker: AlarmWorker } | undefined;
  private lastTrouble: string | undefined;

  constructor(
    @Inject(OPTIONS) private readonly options: DeadlinesOptions,
    private readonly dataSource: DataSource,
    private readonly store: EventStore,
    private readonly ringer: Ringer,
    private readonly clock: Clock,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    await migrateAlarmQueue(this.options);
    this.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.stop();
  }

  /** Sets alarms and lets them ring from now on. */
  start(): void {
    if (this.running) return;
    const stop = new AbortController();
    const worker = openAlarmWorker(this.options, (job, token) => this.ring(job, token));
    worker.on('error', (error) => this.tell(error));
    worker.on('failed', (job, error) => this.logger.error(`alarm ${job?.id} failed: ${error.message}`));
    this.running = { stop, worker, setting: this.keepSetting(stop.signal) };
  }

  /** Nothing rings here any more; the rings in hand are finished. What was set stays in the queue. */
  async stop(): Promise<void> {
    const { running } = this;
    this.running = undefined;
    running?.stop.abort();
    await Promise.all([running?.setting, running && this.close(running.worker)]);
  }

  /** A queue that is away would keep its worker waiting for ever. */
  private async close(worker: AlarmWorker): Promise<void> {
    const inTime = new AbortController();
    const cut = sleep(CLOSE_MS, undefined, { signal: inTime.signal }).then(
      () => worker.getBackend().close(true),
      () => undefined,
    );
    await Promise.race([worker.close(), cut]);
    inTime.abort();
  }

  /** A queue that is away says so with every attempt: tell it once, and nothing once it is needed no more. Names no credentials. */
  private tell({ message, code }: NodeJS.ErrnoException): void {
    if (!this.running) return;
    const trouble = message || String(code);
    const place = this.options.redisUrl ? 'REDIS_URL' : 'PostgreSQL';
    if (trouble !== this.lastTrouble) this.logger.warn(`alarm queue (${place}): ${trouble}`);
    this.lastTrouble = trouble;
  }

  private async ring(job: Job<Ring, void, 'alarm'>, token?: string): Promise<void> {
    const due = ringsAt(job.data);
    if (this.clock.now() < due) {
      await job.moveToDelayed(Date.parse(due), token);
      throw new DelayedError();
    }
    await this.ringer.ringAll(job.data);
  }

  private async keepSetting(signal: AbortSignal): Promise<void> {
    const queue = openAlarmQueue(this.options);
    queue.on('error', (error) => this.tell(error));
    const { roundMs = ROUND_MS, horizonMs = HORIZON_MS, databaseUrl } = this.options;
    const { dataSource, store, clock, ringer } = this;
    const settled = () => (this.lastTrouble = undefined);
    const means = { dataSource, store, clock, ringer, queue, settled };
    const setting = {
      name: 'alarms',
      work: (held: AbortSignal) => new KeepsAlarms(means, { roundMs, horizonMs }).run(held),
    };
    await keepAtWork(setting, new Lease(databaseUrl), signal);
    await queue.getBackend().close(true);
  }
}
