import { deleteRows, insertRows, type StreamChange, upsertRows } from '@app/projections';
import type { EntityManager } from 'typeorm';
import { rootOf } from '@app/directory/domain';
import { factsOf } from '../../domain/index.js';
import { EvaluationDayRow, EvaluationFactRow, type EvaluationWhistleRow } from './evaluation-facts.row.js';

/** Brings the facts of whistles that have changed up to date, and the sums of days with them. */
export async function writeFacts(
  changes: readonly StreamChange<EvaluationWhistleRow>[],
  db: EntityManager,
): Promise<void> {
  const [gone, changed, added]: EvaluationFactRow[][] = [[], [], []];
  const days = new Days();
  for (const change of changes) {
    const before = new Map(change.before.flatMap(rowsOf).map((row) => [row.fact, row]));
    const after = new Map(change.after.flatMap(rowsOf).map((row) => [row.fact, row]));
    for (const [fact, row] of before) {
      if (!after.has(fact)) gone?.push(row);
      if (!isSame(row, after.get(fact))) days.add(row, -1);
    }
    for (const [fact, row] of after) {
      const known = before.get(fact);
      if (isSame(row, known)) continue;
      (known ? changed : added)?.push(row);
      days.add(row, 1);
    }
  }
  await deleteRows(db, EvaluationFactRow, gone ?? []);
  await upsertRows(db, EvaluationFactRow, changed ?? []);
  await insertRows(db, EvaluationFactRow, added ?? []);
  await days.write(db);
}

const rowsOf = ({ whistleId, counted }: EvaluationWhistleRow): EvaluationFactRow[] =>
  factsOf(counted).map(({ key: fact, on: onDay, ...row }) => {
    return { whistleId, fact, onDay, jurisdiction: rootOf(counted.areaPath), ...row };
  });

const isSame = (one: EvaluationFactRow, other: EvaluationFactRow | undefined): boolean =>
  other !== undefined &&
  one.outcome === other.outcome &&
  one.onDay === other.onDay &&
  one.unitId === other.unitId &&
  one.street === other.street &&
  one.kind === other.kind &&
  one.amount === other.amount &&
  one.leftOut === other.leftOut;

/** Facts more or less in the sums of days. */
class Days {
  private readonly sums = new Map<string, EvaluationDayRow>();

  add({ leftOut, ...fact }: EvaluationFactRow, sign: 1 | -1): void {
    if (leftOut !== '') return;
    const { jurisdiction, onDay, kind, outcome, unitId, street, amount } = fact;
    const key = JSON.stringify([jurisdiction, onDay, kind, outcome, unitId, street]);
    const sum = this.sums.get(key) ?? { jurisdiction, onDay, kind, outcome, unitId, street, facts: 0, amount: 0 };
    this.sums.set(key, sum);
    sum.facts += sign;
    sum.amount += sign * amount;
  }

  /** Those that are read together come together; a day with nothing left is gone. */
  async write(db: EntityManager): Promise<void> {
    const moved = [...this.sums]
      .filter(([, { facts, amount }]) => facts !== 0 || amount !== 0)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, sum]) => sum);
    if (moved.length === 0) return;
    const columns = COLUMNS.map(({ property }) => moved.map((sum) => sum[property]));
    const names = COLUMNS.map(({ name }) => name).join(', ');
    const keys = COLUMNS.slice(0, -2).map(({ name }) => name);
    await db.query(
      `INSERT INTO evaluation_day AS day (${names})
       SELECT * FROM unnest(${COLUMNS.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ')})
       ON CONFLICT (${keys.join(', ')})
       DO UPDATE SET facts = day.facts + excluded.facts, amount = day.amount + excluded.amount`,
      columns,
    );
    await db.query(
      `DELETE FROM evaluation_day WHERE facts = 0 AND (${keys.join(', ')}) IN
         (SELECT * FROM unnest(${keys.map((_, index) => `$${index + 1}::${COLUMNS[index]?.type ?? ''}[]`).join(', ')}))`,
      columns.slice(0, -2),
    );
  }
}

const COLUMNS: readonly { readonly name: string; readonly property: keyof EvaluationDayRow; readonly type: string }[] =
  [
    { name: 'jurisdiction', property: 'jurisdiction', type: 'text' },
    { name: 'on_day', property: 'onDay', type: 'date' },
    { name: 'kind', property: 'kind', type: 'text' },
    { name: 'outcome', property: 'outcome', type: 'text' },
    { name: 'unit_id', property: 'unitId', type: 'text' },
    { name: 'street', property: 'street', type: 'text' },
    { name: 'facts', property: 'facts', type: 'integer' },
    { name: 'amount', property: 'amount', type: 'bigint' },
  ];
