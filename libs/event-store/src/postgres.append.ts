import type { Outcome } from './append-batcher.js';
import { CommandIdReused, UnstorableAppend, WrongExpectedRevision } from './event-store.js';
import { isContentRefused, patiently } from './postgres.patience.js';
import { expectedAsNumber, type Storable } from './storable.js';

/** Whatever runs SQL in a session of its own choosing: a `pg` client or pool, or a TypeORM query runner. */
export interface SqlSession {
  query(sql: string, parameters: unknown[]): Promise<unknown>;
}

interface Verdict {
  readonly outcome: 'appended' | 'repeated' | 'conflict' | 'reused';
  readonly revision: number;
  readonly position: string;
  readonly recorded_ms: number;
}

const APPEND = `SELECT * FROM log.append(
  $1::text[], $2::integer[], $3::text[], $4::text[], $5::integer[],
  $6::integer[], $7::integer[], $8::uuid[], $9::text[], $10::smallint[], $11::text[], $12::text[])`;

/** One call, one round trip: the batch is written and committed by it, unless the session is inside a transaction. */
export async function appendBatch(session: SqlSession, batch: readonly Storable[]): Promise<Outcome[]> {
  const verdicts = rowsOf(await session.query(APPEND, argumentsOf(batch)));
  if (verdicts.length !== batch.length)
    throw new Error(`log.append answered ${verdicts.length} of ${batch.length} requests`);
  return batch.map((storable, index) => outcomeOf(storable, verdicts[index] as Verdict));
}

function argumentsOf(batch: readonly Storable[]): unknown[] {
  const requests = batch.map(({ request }) => request);
  const events = batch.flatMap((storable) => storable.events);
  return [
    textArray(requests.map(({ streamId }) => streamId)),
    list(requests.map(({ expected }) => expectedAsNumber(expected))),
    textArray(requests.map(({ commandId }) => commandId)),
    textArray(requests.map(({ commandHash }) => commandHash)),
    list(batch.map((storable) => storable.events.length)),
    list(batch.flatMap((storable, index) => storable.events.map(() => index + 1))),
    list(batch.flatMap((storable) => storable.events.map((_, index) => index + 1))),
    list(events.map(({ eventId }) => eventId)),
    textArray(events.map(({ type }) => type)),
    list(events.map(({ schemaVersion }) => schemaVersion)),
    textArray(events.map(({ data }) => data)),
    textArray(events.map(({ metadata }) => metadata)),
  ];
}

/** A Postgres array of items that need no quotes. */
const list = (items: readonly (number | string)[]): string => `{${items.join(',')}}`;

const TEXT_OID = 25;

/** A `text[]` as Postgres receives it in binary: long JSON would cost more to quote than to store. */
function textArray(items: readonly string[]): Buffer {
  const lengths = items.map((item) => Buffer.byteLength(item));
  const buffer = Buffer.allocUnsafe(20 + lengths.reduce((sum, length) => sum + 4 + length, 0));
  const header = [1, 0, TEXT_OID, items.length, 1]; // one dimension, no nulls, of texts, so many, counted from 1
  let at = 0;
  for (const word of header) at = buffer.writeInt32BE(word, at);
  items.forEach((item, index) => {
    at = buffer.writeInt32BE(lengths[index] ?? 0, at);
    at += buffer.write(item, at);
  });
  return buffer;
}

/** `pg` answers with a result that has rows, TypeORM with the rows. */
const rowsOf = (result: unknown): unknown[] =>
  Array.isArray(result) ? result : (result as { readonly rows: unknown[] }).rows;

function outcomeOf({ request }: Storable, { outcome, revision, position, recorded_ms }: Verdict): Outcome {
  const { streamId, expected, commandId } = request;
  if (outcome === 'conflict') return { refused: new WrongExpectedRevision(streamId, expected, revision) };
  if (outcome === 'reused') return { refused: new CommandIdReused(streamId, commandId) };
  const recordedAt = new Date(recorded_ms).toISOString();
  return { appended: { revision, position: BigInt(position), recordedAt, repeated: outcome === 'repeated' } };
}

/**
 * Writes a batch and stays with it until its fate is known: a cut connection leaves that open, so the batch is sent again
 * with the same command ids, and what was written already answers as it did. If Postgres refuses the content of some
 * request, each is sent on its own, so that it fails alone.
 * @throws EventStoreUnavailable after `patienceMs` without an answer
 */
export async function appendPatiently(
  session: SqlSession,
  batch: readonly Storable[],
  patienceMs: number,
): Promise<readonly Outcome[]> {
  try {
    return await patiently(() => appendBatch(session, batch), patienceMs);
  } catch (error) {
    if (!isContentRefused(error)) throw error;
    const [only, ...others] = batch;
    if (only && others.length === 0) return [{ refused: new UnstorableAppend(only.request.streamId, error.message) }];
  }
  const outcomes: Outcome[] = [];
  for (const storable of batch) outcomes.push(...(await appendPatiently(session, [storable], patienceMs)));
  return outcomes;
}
