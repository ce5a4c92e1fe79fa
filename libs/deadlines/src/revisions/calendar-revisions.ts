import { Catalogue } from '@app/catalogue';
import { EventStore } from '@app/event-store';
import { Clock, type RecordedEvent } from '@app/kernel';
import { ProcessManager, viewReaches } from '@app/projections';
import { Injectable, Logger } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { recalculating } from '../channels.js';
import { type OutdatedWhistle, outdatedWhistles } from './outdated-clocks.js';
import { recalculateDeadlines } from './recalculations.js';

const AT_ONCE = 32;
const SAY_EVERY = 1_000;

/**
 * When a working calendar is revised (国务院节假日安排, its correction, a region's own), the open deadlines that it concerns
 * are reckoned again, each by a command on its whistle. What is left to do is what the view still shows as set by an older
 * calendar, so whoever comes after a killed worker goes on where it was. Without a revision it looks as well: a clock may
 * have gone on after a pause by the calendar that it stopped by. A changed policy recalculates nothing by itself.
 */
@Injectable()
export class CalendarRevisions extends ProcessManager {
  readonly name = 'calendar-revisions';
  protected readonly categories = ['calendar'];
  private readonly logger = new Logger('CalendarRevisions');

  constructor(
    store: EventStore,
    dataSource: DataSource,
    private readonly catalogue: Catalogue,
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {
    super(store, dataSource);
  }

  /** Without a revision, clocks by the present version of any calendar are passed over. */
  protected async follow(revisions: readonly RecordedEvent[], held: AbortSignal): Promise<void> {
    const last = revisions.at(-1);
    if (last) {
      await this.catalogue.caughtUpTo(last.position);
      await viewReaches(this.dataSource, 'open-clocks', last.position, held);
    }
    if (held.aborted) return;
    const calendars = last ? [] : this.catalogue.view().calendars();
    await this.recalculate(
      calendars.map(({ version }) => version),
      held,
    );
  }

  /** @returns how many whistles were asked */
  async recalculate(upToDate: readonly string[], signal: AbortSignal): Promise<number> {
    const at = this.clock.now();
    let asked = 0;
    for await (const page of outdatedWhistles(this.dataSource, this.catalogue.view(), at, upToDate)) {
      if (asked === 0) this.logger.log(`recalculating, from ${page[0]?.calendarVersion} to ${page[0]?.now}`);
      await this.ask(page, signal);
      if (signal.aborted) return asked;
      const saidUpTo = Math.floor(asked / SAY_EVERY);
      asked += page.length;
      if (Math.floor(asked / SAY_EVERY) > saidUpTo) this.logger.log(`recalculating: ${asked} whistles so far`);
    }
    if (asked > 0) this.logger.log(`recalculated the clocks of ${asked} whistles`);
    return asked;
  }

  private async ask(whistles: readonly OutdatedWhistle[], signal: AbortSignal): Promise<void> {
    const next = whistles.values();
    const worker = async (): Promise<void> => {
      for (const { whistleId } of next) {
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
}
