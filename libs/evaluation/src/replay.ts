import type { EventStore } from '@app/event-store';
import { DomainError, type Position } from '@app/kernel';
import { viewAsOf } from '@app/projections';
import type { DataSource } from 'typeorm';
import {
  type ClosedPeriod,
  EVALUATION_CATEGORY,
  evolveEvaluation,
  noEvaluation,
  type OpenedPeriod,
} from './domain/index.js';
import { evaluationCodec } from './evaluation.codec.js';
import { factsAreKept, keepFacts } from './published-facts.js';
import { canonicalOf, publishedTable } from './published.js';
import { referenceAt } from './reference.js';
import { evaluationFacts } from './views/evaluation-facts/evaluation-facts.projector.js';

export interface Replayed {
  readonly published: ClosedPeriod;
  /** Made again from nothing but the log up to the watermark. */
  readonly replayed: ClosedPeriod;
  /** Whether it came to the same, byte for byte. */
  readonly same: boolean;
}

/**
 * Makes the table of a closed period again from the log up to its watermark. What stays of it are the facts behind the table,
 * if they were not there.
 * @throws DomainError period/not-found, period/not-closed
 */
export async function replayPeriod(
  { store, dataSource }: { readonly store: EventStore; readonly dataSource: DataSource },
  periodId: string,
  told?: (position: Position, until: Position) => void,
): Promise<Replayed> {
  const published = await closedPeriod(store, periodId);
  const until = BigInt(published.watermark);
  const reference = await referenceAt(store, until);
  const period: OpenedPeriod | undefined = reference.evaluation.periods.get(periodId);
  if (!period) throw new Error(`period ${periodId} was closed before it was opened`);
  const replayed = await viewAsOf(
    { projection: evaluationFacts, store, dataSource, until },
    async (db) => {
      const table = await publishedTable({ db, reference }, period, until, published.measures);
      if (!(await factsAreKept(db, published))) await keepFacts(db, published);
      return table;
    },
    (position) => told?.(position, until),
  );
  const same = replayed.sha256 === published.sha256 && canonicalOf(replayed) === canonicalOf(published);
  return { published, replayed, same };
}

/** Makes the facts behind closed periods again where they are missing: after a restore, or of the time before they were kept. */
export async function replayMissing(
  sources: { readonly store: EventStore; readonly dataSource: DataSource },
  told?: (periodId: string) => void,
): Promise<void> {
  const { evaluation } = await referenceAt(sources.store, await sources.store.head());
  for (const { closed } of evaluation.periods.values()) {
    if (!closed || (await factsAreKept(sources.dataSource, closed))) continue;
    told?.(closed.periodId);
    await replayPeriod(sources, closed.periodId);
  }
}

async function closedPeriod(store: EventStore, periodId: string): Promise<ClosedPeriod> {
  const history = await store.readStream(`${EVALUATION_CATEGORY}-period-${periodId}`);
  const events = history.map((event) => evaluationCodec.parse(event));
  const period = events.reduce(evolveEvaluation, noEvaluation).periods.get(periodId);
  if (!period) throw new DomainError('period/not-found', { periodId });
  if (!period.closed) throw new DomainError('period/not-closed', { periodId });
  return period.closed;
}
