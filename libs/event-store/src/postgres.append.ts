import type { Outcome } from './append-batcher.js';
import { CommandIdReused, UnstorableAppend, WrongExpectedRevision } from './event-store.js';
import { isContentRefused, patiently } from './postgres.patience.js';
import type { Storable } from './storable.js';

/** Whatever runs SQL in a session of its own choosing: a `pg` client or pool, or a TypeORM query runner. */
export interface SqlSession {
  query(sql: string, parameters: unknown[]): Promise<unknown>;
}

interface Verdict {
  readonly outcome: 'appended' | 'repeated' | 'conflict' | 'reused';
  readonly revision: number;
  readonly position: string;
  readonly recorded_at: Date;
}

/** One call, one round trip: the batch is written and committed by it, unless the session is inside a transaction. */
export async function appendBatch(session: SqlSession, batch: readonly Storable[]): Promise<Outcome[]> {
  const json = `[${batch.map((storable) => storable.json).join(',')}]`;
  const verdicts = rowsOf(await session.query('SELECT * FROM log.append($1)', [json]));
  if (verdicts.length !== batch.length)
    throw new Error(`log.append answered ${verdicts.length} of ${batch.length} requests`);
  return batch.map((storable, index) => outcomeOf(storable, verdicts[index] as Verdict));
}

/** `pg` answers with a result that has rows, TypeORM with the rows. */
const rowsOf = (result: unknown): unknown[] =>
  Array.isArray(result) ? result : (result as { readonly rows: unknown[] }).rows;

function outcomeOf({ request }: Storable, { outcome, revision, position, recorded_at }: Verdict): Outcome {
  const { streamId, expected, commandId } = request;
  if (outcome === 'conflict') return { refused: new WrongExpectedRevision(streamId, expected, revision) };
  if (outcome === 'reused') return { refused: new CommandIdReused(streamId, commandId) };
  const repeated = outcome === 'repeated';
  return { appended: { revision, position: BigInt(position), recordedAt: recorded_at.toISOString(), repeated } };
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
