import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MS = 1_000;

/**
 * At most one holder of a name in the whole installation: a session lock in Postgres. It ends with the session,
 * so when a process dies another one takes over within a second or so.
 */
export class Lease {
  constructor(private readonly url: string) {}

  /** Waits for the lease, then works until the work ends, the signal says stop, or the lease is lost (which throws). */
  async hold(name: string, signal: AbortSignal, work: (held: AbortSignal) => Promise<void>): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, application_name: `chuishao lease ${name}` });
    const lost = new AbortController();
    client.on('error', (error) => lost.abort(error));
    try {
      await client.connect();
      while (!(await this.tryLock(client, name))) {
        await sleep(RETRY_MS, undefined, { signal });
      }
      await work(AbortSignal.any([signal, lost.signal]));
      if (lost.signal.aborted) throw new Error(`lease ${name} was lost: ${String(lost.signal.reason)}`);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private async tryLock(client: pg.Client, name: string): Promise<boolean> {
    const { rows } = await client.query<{ held: boolean }>(
      'SELECT pg_try_advisory_lock(hashtextextended($1, 0)) AS held',
      [`chuishao lease ${name}`],
    );
    return rows[0]?.held === true;
  }
}
