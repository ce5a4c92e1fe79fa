import type { EventStore, Page } from '@app/event-store';
import type { Position, RecordedEvent } from '@app/kernel';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { projecting } from './channels.js';
import { lockCheckpoint, moveCheckpoint, sayingWhyItStops, startView } from './checkpoint.js';
import type { LeasedWork } from './leased-work.js';

const PAGE = 100;
/** After a page that held nothing for it: a place is not written down for every event of others. */
const REST_MS = 200;
/** How often it looks without an event. */
const AGAIN_MS = 10 * 60_000;

/**
 * What follows from events of one stream for other streams (流程管理): events in, commands out. Its place in the log is kept like
 * that of a view, and moves on when all that follows from a page has been done; a page that was cut short is handled again.
 * So its commands have ids made of what they follow from, or come to nothing when they are given twice.
 */
export abstract class ProcessManager implements LeasedWork {
  abstract readonly name: string;
  readonly version = 1;
  /** Of the streams whose events it hears. */
  protected abstract readonly categories: readonly string[];
  /** Types of these events that it has no use for; it must bear them all the same. */
  protected readonly ignores: readonly string[] = [];

  constructor(
    protected readonly store: EventStore,
    protected readonly dataSource: DataSource,
  ) {}

  /**
   * Does what follows from these events. Called with none at the start and every ten minutes, for what follows from time alone.
   * One that returns because `held` was aborted is called again with the same.
   */
  protected abstract follow(events: readonly RecordedEvent[], held: AbortSignal): Promise<void>;

  work(held: AbortSignal): Promise<void> {
    return sayingWhyItStops(this.dataSource, this, () => this.goAlong(held));
  }

  private async goAlong(held: AbortSignal): Promise<void> {
    let place = await startView(this.dataSource, this);
    while (!held.aborted) {
      await this.take({ events: [], next: place }, place, held);
      const look = new AbortController();
      const timer = setTimeout(() => look.abort(), AGAIN_MS);
      try {
        place = await this.hear(place, held, AbortSignal.any([held, look.signal]));
      } finally {
        clearTimeout(timer);
      }
    }
  }

  /** @param signal ends the hearing, between two pages @returns how far it has come */
  private async hear(from: Position, held: AbortSignal, signal: AbortSignal): Promise<Position> {
    let place = from;
    const options = { limit: PAGE, categories: this.categories, except: this.ignores, signal };
    for await (const page of this.store.subscribe(place, options)) {
      await this.take(page, place, held);
      place = page.next;
      if (page.events.length === 0) await sleep(REST_MS, undefined, { signal }).catch(() => undefined);
    }
    return place;
  }

  private async take({ events, next }: Page, from: Position, held: AbortSignal): Promise<void> {
    const follow = (): Promise<void> => this.follow(events, held);
    await (events.length > 0 ? projecting.tracePromise(follow, { view: this.name, events }) : follow());
    if (held.aborted) return;
    await this.dataSource.transaction(async (db) => {
      await lockCheckpoint(db, this, from);
      await moveCheckpoint(db, this, next);
    });
  }
}
