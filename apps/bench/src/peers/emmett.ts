import pg from 'pg';
import { type Appender, sampleEvent } from '../sample-event.js';
import { peer } from './peer.js';

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
  const { getPostgreSQLEventStore } = peer('@event-driven-io/emmett-postgresql') as {
    getPostgreSQLEventStore(this: void, connectionString: string, options: object): EmmettStore;
  };
  // its own pool outlives `close`
  const pool = new pg.Pool({ connectionString: url });
  pool.on('error', () => undefined);
  const options = { connectionOptions: { pooled: true, pool } };
  const store = getPostgreSQLEventStore(url, options);
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
