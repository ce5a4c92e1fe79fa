import { Clock } from '@app/kernel';
import { Lease, ViewMoved } from '@app/projections';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CommandBus, EventBus } from '@nestjs/cqrs';
import { DelayedError, type Job } from 'bullmq';
import { setTimeout as sleep } from 'node:timers/promises';
import { delay, exhaustMap, filter, firstValueFrom, from, fromEvent, merge, switchMap, timer } from 'rxjs';
import { DataSource } from 'typeorm';
import { type Alarm, recordMissed, ringsAt } from './alarm.js';
import {
  type AlarmPlace,
  type AlarmQueue,
  type AlarmWorker,
  migrateAlarmQueue,
  openAlarmQueue,
  openAlarmWorker,
} from './alarm-queue.js';
import { AlarmSetter } from './alarm-setter.js';
import { ringing } from './channels.js';

export const OPTIONS = Symbol('deadlines');

export interface DeadlinesOptions extends AlarmPlace {
  /** Milliseconds between two looks at the view, if nobody says that it has moved; 5,000 unless given. */
  readonly roundMs?: number;
  /** Alarms are set so many milliseconds ahead; ten minutes unless given. */
  readonly horizonMs?: number;
}

const ROUND_MS = 5_000;
const HORIZON_MS = 10 * 60_000;
/** Alarms are set again once in so many rounds' time: once a minute. */
const FULL_ROUND = 12;
/** The view moves with every page of the log: wait for company. */
const SETTLE_MS = 200;
const OVERDUE_MS = 5_000;
/** After a round, rest so many times as long as it took. */
const REST_FACTOR = 10;
/** How often to look whether the queue was emptied. */
const LOOK_MS = 1_000;
const RETRY_MS = 2_000;
/** Longer than a command outlasts a database that is away; then the queue itself must be away. */
const CLOSE_MS = 8_000;

/**
 * Rings when a clock has run out. The view `open-clocks` says which alarms to set, the log decides what a ring means:
 * an alarm may be lost, late, double or out of date, and a breach is still recorded once, dated at its due moment.
 * Any number of processes run it; one of them sets alarms, all of them ring.
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
    private readonly commands: CommandBus,
    private readonly events: EventBus,
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
    const worker = openAlarmWorker(this.options, (alarm, token) => this.ring(alarm, token));
    worker.on('error', (error) => this.tell(error));
    worker.on('failed', (alarm, error) => this.logger.error(`alarm ${alarm?.id} failed: ${error.message}`));
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

  /** A queue that is away says so with every attempt: tell it once. Its messages name no credentials. */
  private tell({ message, code }: NodeJS.ErrnoException): void {
    const trouble = message || String(code);
    if (trouble !== this.lastTrouble) this.logger.warn(`queue: ${trouble}`);
    this.lastTrouble = trouble;
  }

  private async ring(job: Job<Alarm, void, 'alarm'>, token?: string): Promise<void> {
    const now = this.clock.now();
    const due = ringsAt(job.data);
    if (now < due) {
      await job.moveToDelayed(Date.parse(due), token);
      throw new DelayedError();
    }
    const command = recordMissed(job.data, now);
    const { commandId } = command.context;
    const lateMs = Date.parse(now) - Date.parse(due);
    await ringing.tracePromise(() => this.commands.execute(command), { alarm: job.data, lateMs, commandId });
  }

  private async keepSetting(signal: AbortSignal): Promise<void> {
    const queue = openAlarmQueue(this.options);
    queue.on('error', (error) => this.tell(error));
    const lease = new Lease(this.options.databaseUrl);
    while (!signal.aborted) {
      try {
        await lease.hold('alarms', signal, (held) => this.setAlarms(queue, held));
      } catch (error) {
        if (signal.aborted) break;
        this.logger.error(`no alarms are being set: ${String(error)}`);
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
    await queue.getBackend().close(true);
  }

  private async setAlarms(queue: AlarmQueue, held: AbortSignal): Promise<void> {
    const { roundMs = ROUND_MS, horizonMs = HORIZON_MS } = this.options;
    const setter = new AlarmSetter(this.dataSource, queue, this.clock, {
      horizonMs,
      fullRoundMs: FULL_ROUND * roundMs,
      overdueMs: OVERDUE_MS,
    });
    const ended = fromEvent(held, 'abort');
    const moved = this.events.pipe(filter((event) => event instanceof ViewMoved && event.view === 'open-clocks'));
    const lost = timer(LOOK_MS, LOOK_MS).pipe(
      exhaustMap(() => setter.hasLost()),
      filter(Boolean),
    );
    while (!held.aborted) {
      const nextRound = firstValueFrom(merge(moved.pipe(delay(SETTLE_MS)), timer(roundMs), ended));
      const startedAt = performance.now();
      await firstValueFrom(merge(from(setter.round(held)), ended));
      this.lastTrouble = undefined;
      const rested = timer(REST_FACTOR * (performance.now() - startedAt)).pipe(switchMap(() => nextRound));
      await firstValueFrom(merge(rested, lost, ended));
    }
  }
}
