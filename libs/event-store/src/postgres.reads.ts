import { type EventMetadata, type Position, type RecordedEvent, START } from '@app/kernel';
import type pg from 'pg';
import type { Page, ReadAllOptions } from './event-store.js';

const COLUMNS = 'position, stream_id, revision, event_id, type, schema_version, data, metadata, recorded_at';
type Row = [string, string, number, string, string, number, unknown, EventMetadata, Date];

const eventOf = (row: Row): RecordedEvent => ({
  position: BigInt(row[0]),
  streamId: row[1],
  revision: row[2],
  eventId: row[3],
  type: row[4],
  schemaVersion: row[5],
  data: row[6],
  metadata: row[7],
  recordedAt: row[8].toISOString(),
});

async function rows<R extends unknown[]>(pool: pg.Pool, text: string, values: unknown[]): Promise<R[]> {
  return (await pool.query<R>({ text, values, rowMode: 'array' })).rows;
}

export async function readStream(pool: pg.Pool, streamId: string, fromRevision: number): Promise<RecordedEvent[]> {
  const text = `SELECT ${COLUMNS} FROM log.event WHERE stream_id = $1 AND revision >= $2 ORDER BY revision`;
  return (await rows<Row>(pool, text, [streamId, fromRevision])).map(eventOf);
}

export async function readHead(pool: pg.Pool): Promise<Position> {
  const [row] = await rows<[string]>(pool, 'SELECT position FROM log.event ORDER BY position DESC LIMIT 1', []);
  return row ? BigInt(row[0]) : START;
}

/** Positions are dense and in commit order, so whatever lies after the last one seen has not been seen. */
export async function readAll(pool: pg.Pool, after: Position, options: ReadAllOptions): Promise<Page> {
  if (options.categories) return readCategories(pool, after, options.limit, options.categories);
  const text = `SELECT ${COLUMNS} FROM log.event WHERE position > $1 ORDER BY position LIMIT $2`;
  const events = (await rows<Row>(pool, text, [after, options.limit])).map(eventOf);
  return { events, next: events.at(-1)?.position ?? after };
}

/**
 * One statement, hence one snapshot: with fewer events than asked for, everything up to that snapshot's head was looked at.
 * Each category reads its own stretch of the index, so that a rare one does not scan the log.
 */
const CATEGORIES = `
  SELECT head.position AS head, found.*
  FROM (SELECT max(position) AS position FROM log.event) AS head LEFT JOIN LATERAL (
    SELECT e.* FROM unnest($3::text[]) AS wanted (category) CROSS JOIN LATERAL (
      SELECT ${COLUMNS} FROM log.event
      WHERE event.category = wanted.category AND position > $1 ORDER BY position LIMIT $2
    ) AS e
    ORDER BY position LIMIT $2
  ) AS found ON true
  ORDER BY found.position`;

async function readCategories(
  pool: pg.Pool,
  after: Position,
  limit: number,
  categories: readonly string[],
): Promise<Page> {
  const found = await rows<[string, ...Row] | [string, null]>(pool, CATEGORIES, [
    after,
    limit,
    [...new Set(categories)],
  ]);
  const events = found.flatMap(([, ...row]) => (row[0] === null ? [] : [eventOf(row)]));
  const head = BigInt(found[0]?.[0] ?? 0);
  const last = events.at(-1)?.position ?? after;
  if (events.length === limit) return { events, next: last };
  return { events, next: head > last ? head : last };
}
