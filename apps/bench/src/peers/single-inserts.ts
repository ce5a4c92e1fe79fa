import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type Appender, sampleEvent } from '../sample-event.js';

/** What a team without an event store writes: a row and a commit for each event, over a pool of 32 connections. */
export async function singleInserts(url: string): Promise<Appender> {
  const pool = new pg.Pool({ connectionString: url, max: 32 });
  pool.on('error', () => undefined); // told by the next query
  await pool.query(`
    CREATE TABLE note (
      position    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
      event_id    uuid NOT NULL UNIQUE,
      stream_id   text NOT NULL,
      revision    integer NOT NULL,
      type        text NOT NULL,
      data        jsonb NOT NULL,
      metadata    jsonb NOT NULL,
      recorded_at timestamptz NOT NULL DEFAULT now(),
      UNIQUE (stream_id, revision)
    )`);
  return {
    async append(streamId, revision) {
      const { type, data, metadata } = sampleEvent();
      await pool.query({
        name: 'insert',
        text: 'INSERT INTO note (event_id, stream_id, revision, type, data, metadata) VALUES ($1, $2, $3, $4, $5, $6)',
        values: [randomUUID(), streamId, revision + 1, type, data, metadata],
      });
    },
    close: () => pool.end(),
  };
}
