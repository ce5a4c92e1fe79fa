import { pendingMigrations } from '@app/runtime';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** Whether this process can serve, asked by load balancers and by `up`. */
@Injectable()
export class Readiness {
  constructor(private readonly database: DataSource) {}

  /** What stands in the way, a sentence each; empty if nothing does. */
  async reasons(): Promise<string[]> {
    try {
      const pending = await pendingMigrations(this.database);
      return pending.length > 0 ? [`migrations not run: ${pending.join(', ')}`] : [];
    } catch {
      return ['database not reachable'];
    }
  }
}
