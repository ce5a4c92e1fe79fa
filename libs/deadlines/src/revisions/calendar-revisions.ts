import { Catalogue } from '@app/catalogue';
import { EventStore } from '@app/event-store';
import { Clock, type Position } from '@app/kernel';
import { Lease, viewStatus } from '@app/projections';
import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { recalculating } from '../channels.js';
import { type DeadlinesOptions, OPTIONS } from '../options.js';
import { outdatedClocks } from './outdated-clocks.js';
import { recalculateDeadlines } from './recalculations.js';

/** How often to look without a revision: a clock may have gone on after a pause by the calendar that it stopped by. */
const AGAIN_MS = 10 * 60_000;
const AT_ONCE = 32;
const RETRY_MS = 5_000;
const VIEW_POLL_MS = 50;
const SAY_EVERY = 1_000;

/**
 * When a working calendar is revised (国务院节假日安排, its correction, a region's own), the open deadlines that it concerns
 * are reckoned again, each by a command on its whistle. Nothing is remembered of how far this has come: what is left to do is
 * what the view still shows as set by an older calendar, so whoever comes after a killed worker goes on where it was. A
 * changed policy recalculates nothing by itself. Any number of processes run it, one of them works.
 */
@Injectable()
export class CalendarRevisions implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('CalendarRevisions');
  private readonly stop = new AbortController();
  private running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(OPTIONS) private readonly options: Pick<DeadlinesOptions, 'databaseUrl'>,
    private readonly dataSource: DataSource,
    private readonly store: EventStore,
    private readonly catalogue: Catalogue,
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    this.running = this.keepWorking(this.stop.signal);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.running;
  }

  private async keepWorking(signal: AbortSignal): Promise<void> {
    const lease = new Lease(this.options.databaseUrl);
    while (!signal.aborted) {
      try {
        await lease.hold('calendar-revisions', signal, (held) => this.follow(held));
      } catch (error) {
        if (signal.aborted) return;
        this.logger.error(`deadlines are not recalculated: ${String(error)}`);
        await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  }

  /** Looks once at the start, after each revision, and now and then. */
  private async follow(held: AbortSignal): Promise<void> {
    const one = new AbortController();
    const signal = AbortSignal.any([held, one.signal]);
    const bell = new EventEmitter();
    let revisedAt: Position | undefined = await this.store.head();
    const listening = this.listen(revisedAt, signal, (position) => {
      revisedAt = position;
      bell.emit('revised');
    });
    const looking = async (): Promise<void> => {
      while (!signal.aborted) {
        const position = revisedAt;
        revisedAt = undefined;
        await this.look(position, signal);
        if (revisedAt !== undefined) continue;
        const waiting = new AbortController();
        const waits = { signal: AbortSignal.any([signal, waiting.signal]) };
        await Promise.race([once(bell, 'revised', waits), sleep(AGAIN_MS, undefined, waits)]).catch(() => undefined);
        waiting.abort();
      }
    };
    const both = [listening, looking()];
    try {
      await Promise.all(both);
    } finally {
      one.abort();
      await Promise.allSettled(both);
    }
  }

  private async listen(after: Position, signal: AbortSignal, revised: (position: Position) => void): Promise<void> {
    for await (const { events } of this.store.subscribe(after, { limit: 100, categories: ['calendar'], signal })) {
      const last = events.at(-1);
      if (last) revised(last.position);
    }
  }

  /** @param revisedAt position of the revision; without one, clocks by the present version of any calendar are passed over */
  private async look(revisedAt: Position | undefined, signal: AbortSignal): Promise<void> {
    if (revisedAt !== undefined) {
      await this.catalogue.caughtUpTo(revisedAt);
      await this.viewAt(revisedAt, signal);
    }
    if (signal.aborted) return;
    const view = this.catalogue.view();
    const present = revisedAt === undefined ? view.calendars().map(({ version }) => version) : [];
    await this.recalculate(present, signal);
  }

  /** @returns how many whistles were asked */
  async recalculate(upToDate: readonly string[], signal: AbortSignal): Promise<number> {
    const at = this.clock.now();
    let asked = 0;
    let last: string | undefined;
    for await (const page of outdatedClocks(this.dataSource, this.catalogue.view(), at, upToDate)) {
      if (asked === 0) this.logger.log(`recalculating, from ${page[0]?.calendarVersion} to ${page[0]?.now}`);
      const whistles = [...new Set(page.map(({ whistleId }) => whistleId))].filter((id) => id !== last);
      last = page.at(-1)?.whistleId;
      await this.ask(whistles, signal);
      if (signal.aborted) return asked;
      const saidUpTo = Math.floor(asked / SAY_EVERY);
      asked += whistles.length;
      if (Math.floor(asked / SAY_EVERY) > saidUpTo) this.logger.log(`recalculating: ${asked} whistles so far`);
    }
    if (asked > 0) this.logger.log(`recalculated the clocks of ${asked} whistles`);
    return asked;
  }

  private async ask(whistleIds: string[], signal: AbortSignal): Promise<void> {
    const next = whistleIds.values();
    const worker = async (): Promise<void> => {
      for (const whistleId of next) {
        if (signal.aborted) return;
        await this.askOne(whistleId);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  }

  /** One that cannot be reckoned keeps none of the others; it is asked again at the next look. */
  private async askOne(whistleId: string): Promise<void> {
    const command = recalculateDeadlines(whistleId, 'CALENDAR', this.clock.now());
    const { commandId } = command.context;
    await recalculating
      .tracePromise(() => this.commands.execute(command), { whistleId, commandId })
      .catch((error: unknown) => this.logger.error(`whistle ${whistleId} keeps its deadlines: ${String(error)}`));
  }

  /** Until the clocks that were set before a position can be seen. */
  private async viewAt(position: Position, signal: AbortSignal): Promise<void> {
    for (;;) {
      const status = await viewStatus(this.dataSource, 'open-clocks');
      if (signal.aborted || (status && status.position >= position)) return;
      await sleep(VIEW_POLL_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}
