import type { Position } from '@app/kernel';
import { EventStore } from '@app/event-store';
import type { DataSource } from 'typeorm';
import { projecting } from './channels.js';
import { lockCheckpoint, moveCheckpoint, sayingWhyItStops, startView } from './checkpoint.js';
import type { LeasedWork } from './leased-work.js';
import { type Projection, readBy } from './projection.js';

const PAGE = 500;

/** Keeps one view up to date. Stops at the first event that it cannot handle, says so, and tries again. */
export class ProjectionRunner implements LeasedWork {
  constructor(
    private readonly projection: Projection,
    private readonly store: EventStore,
    private readonly dataSource: DataSource,
    /** Told after each committed page. Best effort: nothing may depend on it. */
    private readonly committed: (projection: Projection, position: Position) => void = () => undefined,
  ) {}

  get name(): string {
    return this.projection.name;
  }

  work(held: AbortSignal): Promise<void> {
    return sayingWhyItStops(this.dataSource, this.projection, () => this.follow(held));
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const { projection, store, dataSource } = this;
    let checkpoint = await startView(dataSource, projection);
    for await (const page of store.subscribe(checkpoint, { limit: PAGE, ...readBy(projection), signal })) {
      const commit = () =>
        dataSource.transaction(async (db) => {
          await lockCheckpoint(db, projection, checkpoint);
          if (page.events.length > 0) await projection.project(page.events, db);
          await moveCheckpoint(db, projection, page.next);
        });
      await projecting.tracePromise(commit, { view: projection.name, events: page.events });
      checkpoint = page.next;
      this.committed(projection, checkpoint);
    }
  }
}
