import type { RowClass, StreamChange } from '@app/projections';
import type { EntityManager } from 'typeorm';
import { type Distinction, GRAINS, PART_COLUMNS } from './count-tables.js';
import type { ResolutionFactRow } from './resolution-counts.row.js';
import type { Page } from './spans.js';

/** The key of a row of counts, by column; a table that does not tell categories and units apart has neither. */
interface Cell {
  readonly anchor: 'RAISED' | 'CLOSED';
  readonly period: string;
  readonly area_path: string;
  readonly category_code?: string;
  readonly unit_id?: string;
  readonly status: string;
  readonly closing_kind: string;
  readonly overdue: boolean;
}

const KEYS: readonly { readonly name: keyof Cell; readonly type: string }[] = [
  { name: 'anchor', type: 'text' },
  { name: 'period', type: 'date' },
  { name: 'area_path', type: 'text' },
  { name: 'category_code', type: 'text' },
  { name: 'unit_id', type: 'text' },
  { name: 'status', type: 'text' },
  { name: 'closing_kind', type: 'text' },
  { name: 'overdue', type: 'boolean' },
];

/** What changes in cells: so many whistles more or less, by the part of the page that they fell on, counted from 1. */
class Differences {
  private readonly cells = new Map<string, { readonly cell: Cell; readonly parts: Map<number, number> }>();

  add(cell: Cell, part: number, whistles: number): void {
    const key = JSON.stringify(Object.values(cell));
    let known = this.cells.get(key);
    if (!known) this.cells.set(key, (known = { cell, parts: new Map() }));
    const sum = (known.parts.get(part) ?? 0) + whistles;
    if (sum === 0) known.parts.delete(part);
    else known.parts.set(part, sum);
  }

  /** Cells that come out even are left alone. Those that are read together come together. */
  *[Symbol.iterator](): Generator<{ cell: Cell; parts: ReadonlyMap<number, number> }> {
    for (const [, one] of [...this.cells].sort(([a], [b]) => (a < b ? -1 : 1))) if (one.parts.size > 0) yield one;
  }

  /** The same in cells that tell no more apart than this. */
  apartBy({ areaLevels, detailed }: Distinction): Differences {
    const coarser = new Differences();
    for (const { cell, parts } of this) {
      const { anchor, period, area_path, category_code = '', unit_id = '', ...shared } = cell;
      const area = area_path.split('/').slice(0, areaLevels).join('/');
      const wider = { anchor, period, area_path: area, ...(detailed && { category_code, unit_id }), ...shared };
      for (const [part, whistles] of parts) coarser.add(wider, part, whistles);
    }
    return coarser;
  }

  /** Those of months as those of years. */
  inYears(): Differences {
    const years = new Differences();
    for (const { cell, parts } of this) {
      const year = { ...cell, period: `${cell.period.slice(0, 4)}-01-01` };
      const month = Number(cell.period.slice(5, 7));
      for (const whistles of parts.values()) years.add(year, month, whistles);
    }
    return years;
  }
}

/** Takes whistles out of the cells that they were in and puts them into others, in every table of counts. */
export async function moveBetweenCells(
  db: EntityManager,
  changes: readonly StreamChange<ResolutionFactRow>[],
): Promise<void> {
  const finest = new Differences();
  for (const { before, after } of changes) {
    for (const fact of before) count(fact, -1, finest);
    for (const fact of after) count(fact, 1, finest);
  }
  for (const grain of GRAINS) {
    const months = finest.apartBy(grain);
    await addToTable(db, grain.tables.MONTH, 'MONTH', months);
    if (grain.tables.YEAR) await addToTable(db, grain.tables.YEAR, 'YEAR', months.inYears());
  }
}

function count(fact: ResolutionFactRow, whistles: number, to: Differences): void {
  const { raisedOn, closedOn, areaPath, categoryCode, unitId, status, closingKind, overdue } = fact;
  const on = (anchor: Cell['anchor'], day: string): void => {
    const period = `${day.slice(0, 7)}-01`;
    const what = { area_path: areaPath, category_code: categoryCode, unit_id: unitId };
    to.add({ anchor, period, ...what, status, closing_kind: closingKind, overdue }, Number(day.slice(8)), whistles);
  };
  on('RAISED', raisedOn);
  if (closedOn !== null) on('CLOSED', closedOn);
}

/** One statement, and one more if that left cells with nobody in them. Of the parts it names only those that change. */
async function addToTable(db: EntityManager, row: RowClass, page: Page, differences: Differences): Promise<void> {
  const changed = [...differences];
  const [first] = changed;
  if (!first) return;
  const keys = KEYS.filter(({ name }) => name in first.cell);
  const parts = PART_COLUMNS[page]
    .map((name, index) => ({ name, part: index + 1 }))
    .filter(({ part }) => changed.some((one) => one.parts.has(part)));
  const columns = [
    ...keys.map(({ name, type }) => ({ name, type, values: changed.map(({ cell }) => cell[name]) })),
    { name: 'whistles', type: 'integer', values: changed.map((one) => sum(one.parts.values())) },
    ...parts.map(({ name, part }) => {
      return { name, type: 'integer', values: changed.map((one) => one.parts.get(part) ?? 0) };
    }),
  ];
  const table = db.connection.getMetadata(row).tableName;
  const counts = columns.slice(keys.length).map(({ name }) => `${name} = c.${name} + excluded.${name}`);
  const empty: { at: string }[] = await db.query(
    `WITH written AS (
       INSERT INTO ${table} AS c (${columns.map(({ name }) => name).join(', ')})
       SELECT * FROM unnest(${columns.map(({ type }, index) => `$${index + 1}::${type}[]`).join(', ')})
       ON CONFLICT (${keys.map(({ name }) => name).join(', ')}) DO UPDATE SET ${counts.join(', ')}
       RETURNING c.ctid AS at, c.whistles
     ) SELECT at::text FROM written WHERE whistles = 0`,
    columns.map(({ values }) => values),
  );
  if (empty.length === 0) return;
  const at = empty.map((one) => one.at);
  await db.query(`DELETE FROM ${table} WHERE ctid = ANY($1::tid[]) AND whistles = 0`, [at]);
}

const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, one) => total + one, 0);
