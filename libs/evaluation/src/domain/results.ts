import { z } from 'zod';
import type { FactKind } from './fact-kinds.js';
import { decimal, exact, type Fraction, fraction, over, rounded, times } from './fraction.js';
import { isQuantile } from './measure.js';
import { type Measure, MEASURES, type Part, SUBJECTS } from './measures.js';
import type { EvaluationPolicy } from './policy.js';
import { type Amounts, quantileOf } from './quantiles.js';

/** So many facts of one kind and outcome, of one unit and street. */
export interface Cell {
  readonly kind: FactKind;
  readonly outcome: string;
  readonly unitId: string;
  readonly street: string;
  readonly facts: number;
  readonly amount: number;
}

const text = z.string().min(1).max(200);
/** Exactly, and never a percentage (domain §3.1.1). */
export const figureSchema = z.strictObject({
  numerator: z.string().regex(/^-?\d+(\.\d+)?$/),
  /** Absent for a count. */
  denominator: z.int().exactOptional(),
  /** Of a quantile: how many it is of. */
  sample: z.int().exactOptional(),
});
export type Figure = z.infer<typeof figureSchema>;

/** All of a jurisdiction, one of its streets, or a unit. */
export const resultRowSchema = z.strictObject({
  subject: z.enum(['ALL', ...SUBJECTS]),
  id: text,
  /** Peer group of a unit. */
  group: text.exactOptional(),
  /** By measure. */
  figures: z.record(text, figureSchema),
});
export type ResultRow = z.infer<typeof resultRowSchema>;

/** Weights have four places at most: sums are kept in ten-thousandths. */
export const SCALE = 10_000;

interface Sum {
  over: number;
  under: number;
  /** For a quantile: the amounts, and how many there are of each. */
  readonly amounts: Amounts[];
}

/**
 * Cells as rows of figures: first all together, then streets, then units, each by id.
 * @param codes the measures that are wanted
 */
export function tally(
  jurisdiction: string,
  cells: readonly Cell[],
  policy: EvaluationPolicy,
  codes: readonly string[],
): ResultRow[] {
  const rows = new Map<string, { readonly row: Omit<ResultRow, 'figures'>; readonly sums: Map<string, Sum> }>();
  const sumOf = (subject: ResultRow['subject'], id: string, code: string): Sum => {
    const key = `${subject} ${id}`;
    const found = rows.get(key) ?? { row: { subject, id }, sums: new Map<string, Sum>() };
    rows.set(key, found);
    const sum = found.sums.get(code) ?? { over: 0, under: 0, amounts: [] };
    found.sums.set(code, sum);
    return sum;
  };
  const measures: readonly Measure[] = MEASURES.filter(({ code }) => codes.includes(code));
  for (const cell of cells) {
    for (const measure of measures) {
      const share = shareOf(cell, measure, policy);
      if (!share) continue;
      for (const [subject, id] of subjectsOf(cell, measure, jurisdiction)) {
        const sum = sumOf(subject, id, measure.code);
        sum.over += share.over;
        sum.under += share.under;
        if (isQuantile(measure.numerator.by)) sum.amounts.push({ amount: cell.amount / cell.facts, facts: cell.facts });
      }
    }
  }
  return [...rows.values()]
    .map(({ row, sums }) => ({ ...row, figures: figuresOf(sums) }))
    .sort((a, b) => ORDER.indexOf(a.subject) - ORDER.indexOf(b.subject) || (a.id < b.id ? -1 : 1));
}

const ORDER: readonly ResultRow['subject'][] = ['ALL', 'STREET', 'UNIT'];

/** What of a cell goes into numerator and denominator, in ten-thousandths; nothing if the measure is about something else. */
function shareOf(
  cell: Cell,
  { numerator, denominator }: Measure,
  policy: EvaluationPolicy,
): Pick<Sum, 'over' | 'under'> | undefined {
  if (cell.kind !== numerator.kind && cell.kind !== denominator?.kind) return undefined;
  return {
    over: weightOf(cell, numerator, policy),
    under: denominator ? weightOf(cell, denominator, policy) : 0,
  };
}

export function weightOf(
  { kind, outcome, facts, amount }: Omit<Cell, 'unitId' | 'street'>,
  part: Part,
  { satisfaction }: EvaluationPolicy,
): number {
  if (kind !== part.kind || !(part.outcomes?.includes(outcome) ?? true)) return 0;
  if (part.by === 'AMOUNT' || isQuantile(part.by)) return amount * SCALE;
  if (part.by !== 'SATISFACTION_WEIGHTS') return facts * SCALE;
  const { numerator, denominator } = times(
    decimal(satisfaction[outcome as keyof typeof satisfaction]),
    fraction(SCALE),
  );
  return facts * Number(numerator / denominator);
}

function subjectsOf({ unitId, street }: Cell, { by }: Measure, jurisdiction: string): [ResultRow['subject'], string][] {
  const found: [ResultRow['subject'], string][] = [];
  if (street !== '' && by.includes('STREET')) found.push(['STREET', street]);
  if (unitId !== '' && by.includes('UNIT')) found.push(['UNIT', unitId]);
  return found.length === 0 ? found : [['ALL', jurisdiction], ...found];
}

function figuresOf(sums: ReadonlyMap<string, Sum>): Record<string, Figure> {
  const counted = MEASURES.flatMap((measure: Measure): [string, Figure][] => {
    const sum = sums.get(measure.code);
    if (!sum) return [];
    const { by } = measure.numerator;
    if (isQuantile(by)) return [[measure.code, quantileOf(sum.amounts, by)]];
    const numerator = exact(fraction(sum.over, SCALE));
    return [[measure.code, measure.denominator ? { numerator, denominator: sum.under / SCALE } : { numerator }]];
  });
  return Object.fromEntries(counted);
}

/** Rows of units together by their peer groups: `id` is the group. */
export function byPeerGroup(rows: readonly ResultRow[]): ResultRow[] {
  const groups = new Map<string, Record<string, Figure>>();
  for (const { subject, group, figures } of rows) {
    if (subject !== 'UNIT' || group === undefined) continue;
    const sums = groups.get(group) ?? {};
    groups.set(group, sums);
    for (const [code, figure] of Object.entries(figures)) {
      // there is no quantile of quantiles
      if (figure.sample === undefined) sums[code] = together(sums[code], figure);
    }
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, figures]) => ({ subject: 'UNIT', id, group: id, figures }));
}

export function together(a: Figure | undefined, b: Figure, sign: 1 | -1 = 1): Figure {
  const added = scaled(a?.numerator ?? '0') + sign * scaled(b.numerator);
  const numerator = exact(fraction(added, SCALE));
  const { denominator, sample } = b;
  return {
    numerator,
    ...(denominator !== undefined && { denominator: (a?.denominator ?? 0) + sign * denominator }),
    ...(sample !== undefined && { sample: (a?.sample ?? 0) + sign * sample }),
  };
}

function scaled(text: string): number {
  const { numerator, denominator } = times(decimal(text), fraction(SCALE));
  return Number(numerator / denominator);
}

/** The exact value; none where nothing was to be counted. */
export function valueOf({ numerator, denominator }: Figure): Fraction | undefined {
  if (denominator === undefined) return decimal(numerator);
  return denominator === 0 ? undefined : over(decimal(numerator), fraction(denominator));
}

/** As it is shown: per cent, means and working hours with two places, half-up; counts as they are. */
export function shownAs(figure: Figure, shown: Measure['shown']): string | undefined {
  const value = valueOf(figure);
  if (!value || shown === 'COUNT') return value && exact(value);
  return roundedAs(value, shown);
}

export const roundedAs = (value: Fraction, shown: Measure['shown'] | undefined): string =>
  rounded(times(value, SHOWN_TIMES[shown ?? 'MEAN']), 2);

const SHOWN_TIMES = { PERCENT: fraction(100), MEAN: fraction(1), COUNT: fraction(1), HOURS: fraction(1, 3_600) };
