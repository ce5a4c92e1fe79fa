import { type Grain, PART_COLUMNS } from './count-tables.js';
import type { Span } from './spans.js';

/** By what the whistles are told apart, and how an answer shows it; days and months are both made of `date`. */
export const SHOWN = {
  unit: 'counted.unit',
  community: 'counted.community',
  street: 'counted.street',
  category: 'counted.category',
  status: 'counted.status',
  closingKind: 'counted."closingKind"',
  overdue: 'counted.overdue::text',
  day: 'counted.date::text',
  month: `to_char(counted.date, 'YYYY-MM')`,
} as const;
export type CountDimension = keyof typeof SHOWN;
export const COUNT_DIMENSIONS = Object.keys(SHOWN) as [CountDimension, ...CountDimension[]];

const IN_CELL: Readonly<Partial<Record<CountDimension, string>>> = {
  unit: 'cell.unit_id',
  community: 'cell.area_path',
  street: `array_to_string((string_to_array(cell.area_path, '/'))[1:2], '/')`,
  category: 'cell.category_code',
  status: 'cell.status',
  closingKind: 'cell.closing_kind',
  overdue: 'cell.overdue',
};

/** What is asked of the cells of one table. */
export interface AskedOfCells {
  readonly table: string;
  readonly grain: Grain;
  readonly by: readonly CountDimension[];
  /** Conditions on `cell`. */
  readonly where: readonly string[];
}

/** A column of an answer, and what it is made of. */
interface Kept {
  readonly name: string;
  readonly of: string;
}

/** SQL for the counts in a span: `date` if it is asked for, whatever else tells them apart, and `whistles`. */
export function countsIn(span: Span, asked: AskedOfCells): string {
  const { by, grain } = asked;
  const kept = by.flatMap((name): Kept[] => {
    const of = name === 'street' && grain.areaLevels === 2 ? 'cell.area_path' : IN_CELL[name];
    return of ? [{ name: `"${name}"`, of }] : [];
  });
  const apart = by.includes('day') || (span.page === 'YEAR' && by.includes('month'));
  if (apart) return eachPart(span, kept, asked);
  const date = by.includes('month') ? [{ name: 'date', of: 'cell.period' }] : [];
  return partsTogether(span, [...date, ...kept], asked);
}

/** One count of all parts. */
function partsTogether(span: Span, kept: readonly Kept[], asked: AskedOfCells): string {
  const whistles = span.parts ? partsOf(span).map(({ column }) => `cell.${column}`) : ['cell.whistles'];
  return `SELECT ${[...kept.map(named), `sum(${whistles.join(' + ')}) AS whistles`].join(', ')}
    ${cells(span, asked)} ${groupedBy(kept)}`;
}

/** A count for each part, under its date. Summed before they are torn apart: that is one pass over the cells. */
function eachPart(span: Span, kept: readonly Kept[], asked: AskedOfCells): string {
  const parts = partsOf(span);
  const keys = [{ name: 'period', of: 'cell.period' }, ...kept];
  const sums = parts.map(({ column }) => `sum(cell.${column}) AS ${column}`);
  const dated = parts.map(({ date, column }) => `(${date}, page.${column})`);
  return `SELECT ${['part.date', ...kept.map(({ name }) => `page.${name}`), 'part.whistles'].join(', ')}
    FROM (SELECT ${[...keys.map(named), ...sums].join(', ')} ${cells(span, asked)} ${groupedBy(keys)}) AS page
    CROSS JOIN LATERAL (VALUES ${dated.join(', ')}) AS part (date, whistles)
    WHERE part.whistles > 0`;
}

const named = ({ name, of }: Kept): string => `${of} AS ${name}`;
const groupedBy = (kept: readonly Kept[]): string =>
  kept.length === 0 ? '' : `GROUP BY ${kept.map(({ of }) => of).join(', ')}`;

/** The wanted parts of the span's pages: their columns, and their first days as SQL. */
function partsOf({ page, parts }: Span): { column: string; date: string }[] {
  return PART_COLUMNS[page]
    .map((column, index) => {
      const date = page === 'YEAR' ? `(page.period + interval '${index} months')::date` : `page.period + ${index}`;
      return { column, date };
    })
    .slice(parts && parts[0] - 1, parts?.[1]);
}

function cells({ from, to }: Span, { table, where }: AskedOfCells): string {
  const pages = [...(from ? [`cell.period >= '${from}'`] : []), ...(to ? [`cell.period <= '${to}'`] : [])];
  return `FROM ${table} AS cell WHERE ${[...where, ...pages].join(' AND ')}`;
}
