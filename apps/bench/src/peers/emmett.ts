import { projectRoot } from '@app/runtime';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import pg from 'pg';
import { type Appender, sampleEvent } from '../sample-event.js';

const folder = join(projectRoot, 'apps/bench/peers');

/** The part of emmett's event store that is measured. */
interface EmmettStore {
  appendToStream(
    streamId: string,
    events: readonly unknown[],
    options: { readonly expectedStreamVersion: bigint | string },
  ): Promise<unknown>;
  readonly schema: { migrate(): Promise<unknown> };
  close(): Promise<void>;
}

/** The event store of emmett on PostgreSQL, on a database of its own; installed when it is first measured. */
export async function emmett(url: string): Promise<Appender> {
  if (!existsSync(join(folder, 'node_modules'))) {
    console.error('Installing what is measured beside …');
    const { status } = spawnSync('npm', ['install', '--no-save'], { cwd: folder, stdio: ['ignore', 2, 2] });
    if (status !== 0) throw new Error('the peers could not be installed, see above');
  }
  const load = createRequire(join(folder, 'package.json')) as (name: string) => {
    getPostgreSQLEventStore(connectionString: string, options: object): EmmettStore;
  };
  // its own pool outlives `close`
  const pool = new pg.Pool({ connectionString: url });
  pool.on('error', () => undefined);
  const options = { connectionOptions: { pooled: true, pool } };
  const store = load('@event-driven-io/emmett-postgresql').getPostgreSQLEventStore(url, options);
  await store.schema.migrate();
  return {
    async append(streamId, revision) {
      const { type, data, metadata } = sampleEvent();
      const expectedStreamVersion = revision < 0 ? 'STREAM_DOES_NOT_EXIST' : BigInt(revision + 1);
      await store.appendToStream(streamId, [{ type, data, metadata }], { expectedStreamVersion });
    },
    async close() {
      await store.close();
      if (!pool.ended) await pool.end();
    },
  };
}
