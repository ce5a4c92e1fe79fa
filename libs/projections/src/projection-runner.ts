import type { Position } from '@app/kernel';
import { EventStore } from '@app/event-store';
import { Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { projecting } from './channels.js';
import { CheckpointMoved, lockCheckpoint, moveCheckpoint, recordFailure, startView } from './checkpoint.js';
import type { Lease } from './lease.js';
import { type Projection, readBy } from './projection.js';

const PAGE = 500;
const RETRY_MS = { first: 500, most: 5_000 };

/** Keeps one view up to date while it holds the view's lease. Stops at the first event it cannot handle, says so, and tries again. */
export class ProjectionRunner {
  private readonly logger = new Logger('Projection');
  private retryMs = RETRY_MS.first;

  constructor(
    private readonly projection: Projection,
    private readonly store: EventStore,
    private readonly dataSource: DataSource,
    private readonly lease: Lease,
    /** Told after each committed page. Best effort: nothing may depend on it. */
    private readonly committed: (projection: Projection, position: Position) => void,
  ) {}

  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.lease.hold(this.projection.name, signal, (held) => this.followOrSayWhy(held));
      } catch (error) {
        if (signal.aborted) return;
        this.logger.error(`${this.projection.name} starts again: ${String(error)}`);
        await sleep(this.retryMs, undefined, { signal }).catch(() => undefined);
        this.retryMs = Math.min(this.retryMs * 2, RETRY_MS.most);
      }
    }
  }

  /** Only what the holder of the lease fails at is a failure of the view: not a lost session, not a rebuild. */
  private async followOrSayWhy(signal: AbortSignal): Promise<void> {
    try {
      await this.follow(signal);
    } catch (error) {
      if (!(error instanceof CheckpointMoved)) {
        await recordFailure(this.dataSource, this.projection, error).catch(() => undefined);
      }
      throw error;
    }
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
      this.retryMs = RETRY_MS.first;
      this.committed(projection, checkpoint);
    }
  }
}
