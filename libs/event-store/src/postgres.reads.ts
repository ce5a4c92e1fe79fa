import { type EventMetadata, type Position, type RecordedEvent, START } from '@app/kernel';
import type pg from 'pg';
import type { Page, ReadAllOptions } from './event-store.js';

const COLUMNS = `position, stream_id, revision, event_id, type, schema_version, data, metadata,
  floor(1000 * date_part('epoch', recorded_at)) AS recorded_ms`;
type Row = [string, string, string, string, string, string, string, string, string];

/** Every field as the text that Postgres sends: what we need of it is parsed here, in a third of the time. */
const AS_SENT: pg.CustomTypesConfig = { getTypeParser: () => (text: string) => text };

function eventsOf(rows: readonly Row[]): RecordedEvent[] {
  let [lastMs, lastMoment] = ['', ''];
  return rows.map((row) => {
    const [position, streamId, revision, eventId, type, schemaVersion, data, metadata, recordedMs] = row;
    if (recordedMs !== lastMs) [lastMs, lastMoment] = [recordedMs, new Date(Number(recordedMs)).toISOString()];
    return {
      position: BigInt(position),
      streamId,
      revision: Number(revision),
      eventId,
      type,
      schemaVersion: Number(schemaVersion),
      data: JSON.parse(data) as unknown,
      metadata: JSON.parse(metadata) as EventMetadata,
      recordedAt: lastMoment,
    };
  });
}

async function rows<R extends unknown[]>(pool: pg.Pool, text: string, values: unknown[]): Promise<R[]> {
  return (await pool.query<R>({ text, values, rowMode: 'array', types: AS_SENT })).rows;
}

export interface StreamFrom {
  readonly streamId: string;
  readonly fromRevision: number;
  readonly most: number | undefined;
}

const STREAMS = {
  name: 'streams',
  text: `
    SELECT wanted.n, ${COLUMNS}
    FROM unnest($1::text[], $2::integer[], $3::integer[]) WITH ORDINALITY AS wanted (id, from_revision, most, n)
    CROSS JOIN LATERAL (
      SELECT * FROM log.event WHERE stream_id = wanted.id AND event.revision >= wanted.from_revision
      ORDER BY event.revision LIMIT wanted.most
    ) AS e
    ORDER BY wanted.n, e.revision`,
};

/** The events of each, in the order in which they are asked for. */
export async function readStreams(pool: pg.Pool, wanted: readonly StreamFrom[]): Promise<RecordedEvent[][]> {
  const values = [
    wanted.map(({ streamId }) => streamId),
    wanted.map(({ fromRevision }) => fromRevision),
    wanted.map(({ most = null }) => most),
  ];
  const { rows: found } = await pool.query<[string, ...Row]>({ ...STREAMS, values, rowMode: 'array', types: AS_SENT });
  const streams: RecordedEvent[][] = wanted.map(() => []);
  const events = eventsOf(found.map(([, ...row]) => row));
  events.forEach((event, index) => streams[Number(found[index]?.[0]) - 1]?.push(event));
  return streams;
}

export async function readHead(pool: pg.Pool): Promise<Position> {
  const [row] = await rows<[string]>(pool, 'SELECT position FROM log.event ORDER BY position DESC LIMIT 1', []);
  return row ? BigInt(row[0]) : START;
}

/** Positions are dense and in commit order, so whatever lies after the last one seen has not been seen. */
export async function readAll(pool: pg.Pool, after: Position, options: ReadAllOptions): Promise<Page> {
  if (options.categories) return readCategories(pool, after, { ...options, categories: options.categories });
  const text = `SELECT ${COLUMNS} FROM log.event WHERE position > $1 ORDER BY position LIMIT $2`;
  const events = eventsOf(await rows<Row>(pool, text, [after, options.limit]));
  return { events, next: events.at(-1)?.position ?? after };
}

/**
 * One statement, hence one snapshot: with fewer events than asked for, everything up to that snapshot's head was looked at.
 * Each category reads its own stretch of the index, so that a rare one does not scan the log; it is compared with a value
 * of its own, because only of a value can the planner know how rare it is.
 */
export const categoriesSql = (categories: readonly string[]): string => `
  SELECT found.*, head.position AS head
  FROM (SELECT max(position) AS position FROM log.event) AS head LEFT JOIN LATERAL (
    SELECT * FROM (${categories
      .map(
        (_, index) => `
      (SELECT ${COLUMNS} FROM log.event
       WHERE category = $${index + 4} AND position > $1 AND type <> ALL ($3::text[]) ORDER BY position LIMIT $2)`,
      )
      .join(' UNION ALL ')}
    ) AS e
    ORDER BY position LIMIT $2
  ) AS found ON true
  ORDER BY found.position`;

async function readCategories(
  pool: pg.Pool,
  after: Position,
  { limit, categories, except = [] }: ReadAllOptions & { readonly categories: readonly string[] },
): Promise<Page> {
  const wanted = [...new Set(categories)];
  if (wanted.length === 0) {
    const head = await readHead(pool);
    return { events: [], next: head > after ? head : after };
  }
  const found = await rows<Row | [null]>(pool, categoriesSql(wanted), [after, limit, [...except], ...wanted]);
  const events = eventsOf(found.filter((row): row is Row => row[0] !== null));
  const head = BigInt(found[0]?.at(-1) ?? 0);
  const last = events.at(-1)?.position ?? after;
  if (events.length === limit) return { events, next: last };
  return { events, next: head > last ? head : last };
}
