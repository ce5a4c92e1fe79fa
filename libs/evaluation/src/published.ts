import { directoryView } from '@app/directory/domain';
import type { Position } from '@app/kernel';
import { createHash } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { cellsOf } from './cells.js';
import {
  canonicalJson,
  type ClosedPeriod,
  type Correction,
  correctionsTo,
  MEASURE_CODES,
  type OpenedPeriod,
  peerGroupOf,
  type Period,
  periodsOf,
  policyNamed,
  policyOf,
  type Published,
  type ResultRow,
  tally,
  type VersionedPolicy,
} from './domain/index.js';
import type { Reference } from './reference.js';

type Span = Pick<OpenedPeriod, 'areaPath' | 'from' | 'to'> & Partial<Pick<OpenedPeriod, 'beginsAt' | 'endsAt'>>;

/** Everything that a table is made of: the sums as `db` shows them, and who is who by the same position of the log. */
export interface Sources {
  readonly db: Pick<EntityManager, 'query'>;
  readonly reference: Reference;
}

/** The figures of some days as they stand, by a policy; units with the peer group that they had at the end. */
export async function rowsOf(
  { db, reference }: Sources,
  { areaPath, from, to, beginsAt, endsAt }: Span,
  { policy }: Pick<VersionedPolicy, 'policy'>,
  codes: readonly string[] = MEASURE_CODES,
): Promise<ResultRow[]> {
  const directory = directoryView(reference.directory);
  const moments = [beginsAt, endsAt].filter((moment) => moment !== undefined);
  const rows = tally(areaPath, await cellsOf(db, areaPath, from, to), policy, codes);
  return rows.map((row) =>
    row.subject === 'UNIT' ? { ...row, group: peerGroupOf(row.id, policy, directory, moments) } : row,
  );
}

/** What is new about the periods of a jurisdiction that were closed before another one begins. */
export async function correctionsBefore(
  sources: Sources,
  period: Pick<Period, 'areaPath' | 'from'>,
): Promise<Correction[]> {
  const { evaluation } = sources.reference;
  const { areaPath } = period;
  const closed = periodsOf(evaluation, areaPath).flatMap((one) => one.closed ?? []);
  const published = closed.flatMap(({ corrections }) => corrections);
  const corrections: Correction[] = [];
  for (const one of closed.filter(({ to }) => to < period.from)) {
    const policy = policyNamed(evaluation, areaPath, one.policyVersion);
    const now = await rowsOf(sources, one, { policy }, one.measures);
    const earlier = published.filter(({ periodId }) => periodId === one.periodId);
    corrections.push(...correctionsTo(one, now, earlier));
  }
  return corrections;
}

/**
 * The table of a period as it is published, with its hash: the same for the same position of the log, whenever it is made.
 * @param codes the measures in it; for a table that was published before, those that it had
 */
export async function publishedTable(
  sources: Sources,
  period: OpenedPeriod,
  watermark: Position,
  codes: readonly string[] = MEASURE_CODES,
): Promise<ClosedPeriod> {
  const { periodId, areaPath, from, to } = period;
  const policy = policyOf(sources.reference.evaluation, areaPath);
  const published: Published = {
    periodId,
    areaPath,
    from,
    to,
    watermark: String(watermark),
    policyVersion: policy.version,
    measures: [...codes],
    rows: await rowsOf(sources, period, policy, codes),
    corrections: await correctionsBefore(sources, period),
  };
  return { ...published, sha256: sha256(canonicalOf(published)) };
}

/** The bytes that the hash is of. */
export function canonicalOf(published: Published | ClosedPeriod): string {
  const { periodId, areaPath, from, to, watermark, policyVersion, measures, rows, corrections } = published;
  return canonicalJson({ periodId, areaPath, from, to, watermark, policyVersion, measures, rows, corrections });
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
