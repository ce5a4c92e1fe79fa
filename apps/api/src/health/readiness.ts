import { Catalogue } from '@app/catalogue';
import { Directory } from '@app/directory';
import { pendingMigrations } from '@app/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Whether this process can serve, asked by load balancers and by `up`. */
@Injectable()
export class Readiness {
  constructor(
    private readonly database: DataSource,
    private readonly directory: Directory,
    private readonly catalogue: Catalogue,
  ) {}

  /** What stands in the way, a sentence each; empty if nothing does. */
  async reasons(): Promise<string[]> {
    try {
      const pending = await pendingMigrations(this.database);
      const failures = [this.directory.failure(), this.catalogue.failure()].flatMap((error) => (error ? [error] : []));
      return [
        ...(pending.length > 0 ? [`migrations not run: ${pending.join(', ')}`] : []),
        ...failures.map(({ message }) => `reference data: ${message}`),
      ];
    } catch {
      return ['database not reachable'];
    }
  }
}
