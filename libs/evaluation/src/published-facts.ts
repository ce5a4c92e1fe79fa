import type { EntityManager } from 'typeorm';
import type { ClosedPeriod } from './domain/index.js';

type Closed = Pick<ClosedPeriod, 'periodId' | 'watermark' | 'areaPath' | 'from' | 'to'>;

/**
 * Keeps the facts behind a period's table as `db` shows them, which is as they were at its watermark: they are asked for
 * long after. Again is fine.
 */
export async function keepFacts(
  db: Pick<EntityManager, 'query'>,
  { periodId, watermark, areaPath, from, to }: Closed,
): Promise<void> {
  await db.query(
    `INSERT INTO evaluation_published_fact
       (period_id, watermark, whistle_id, fact, kind, outcome, on_day, unit_id, street, amount, left_out)
     SELECT $1, $2, whistle_id, fact, kind, outcome, on_day, unit_id, street, amount, left_out
     FROM evaluation_fact WHERE jurisdiction = $3 AND on_day BETWEEN $4 AND $5
     ON CONFLICT DO NOTHING`,
    [periodId, watermark, areaPath, from, to],
  );
}

/** Whether they are there. Of a period in which nothing happened they never are. */
export async function factsAreKept(
  db: Pick<EntityManager, 'query'>,
  { periodId, watermark, rows }: Pick<ClosedPeriod, 'periodId' | 'watermark' | 'rows'>,
): Promise<boolean> {
  if (rows.length === 0) return true;
  const [{ kept } = { kept: false }] = await db.query<{ kept: boolean }[]>(
    `SELECT EXISTS (SELECT FROM evaluation_published_fact WHERE period_id = $1 AND watermark = $2) AS kept`,
    [periodId, watermark],
  );
  return kept;
}
