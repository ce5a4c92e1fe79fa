import { Catalogue } from '@app/catalogue';
import { Directory } from '@app/directory';
import { EventStore } from '@app/event-store';
import { viewStatuses } from '@app/projections';
import { pendingMigrations } from '@app/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { soon } from './soon.js';

/** Whether this process can do its work, asked by load balancers, by orchestrators and by `up`. */
@Injectable()
export class Readiness {
  constructor(
    private readonly database: DataSource,
    private readonly store: EventStore,
    private readonly directory: Directory,
    private readonly catalogue: Catalogue,
  ) {}

  /** What stands in the way of serving requests, a sentence each; empty if nothing does. */
  async reasons(): Promise<string[]> {
    try {
      const pending = await soon(pendingMigrations(this.database));
      if (pending.length > 0) return [`migrations not run: ${pending.join(', ')}`];
    } catch {
      return ['database not reachable'];
    }
    const failures = [this.directory.failure(), this.catalogue.failure()].flatMap((error) => (error ? [error] : []));
    const reachable = await soon(this.store.head()).then(
      () => true,
      () => false,
    );
    return [
      ...(reachable ? [] : ['log not reachable']),
      ...failures.map(({ message }) => `reference data: ${message}`),
    ];
  }

  /** The same, and each view that stands still: why is in the log of the worker that holds it. */
  async reasonsOfWorker(): Promise<string[]> {
    const reasons = await this.reasons();
    if (reasons.length > 0) return reasons;
    const views = await soon(viewStatuses(this.database)).catch(() => []);
    return views.filter(({ error }) => error !== undefined).map(({ name }) => `view ${name} stands still, see the log`);
  }
}
