import { compare, decimal, type Fraction, plus, times, ZERO } from './fraction.js';
import { type Measure, type MeasureCode, measureOf, type Subject } from './measures.js';
import type { EvaluationPolicy } from './policy.js';
import { type ResultRow, valueOf } from './results.js';

/** 三率. */
const THREE_RATES = ['RESPONSE', 'SOLVED', 'SATISFACTION'] as const satisfies readonly MeasureCode[];
export type RankedBy = MeasureCode | 'COMPOSITE';

interface Score {
  readonly value: Fraction;
  /** How many the rate is of; of a composite the fewest that one of its rates is of. */
  readonly sample: number;
}

export interface Ranked {
  readonly id: string;
  readonly group?: string;
  readonly value?: Fraction;
  readonly sample: number;
  /** From 1; equals share one, and the next one is left out. Absent: 不参与排名. */
  readonly rank?: number;
  /** Places gained since the period before; absent if it was not ranked then. */
  readonly gained?: number;
}

/** 综合成绩: the three rates by the weights of the policy. None without all three: where nobody is called back there is no satisfaction. */
export function composite({ figures }: ResultRow, { weights }: EvaluationPolicy): Score | undefined {
  const parts = THREE_RATES.flatMap((code) => {
    const figure = figures[code];
    const value = figure && valueOf(figure);
    return value ? [{ value: times(value, decimal(weights[code])), sample: figure.denominator ?? 0 }] : [];
  });
  if (parts.length < THREE_RATES.length) return undefined;
  return {
    value: parts.reduce((sum, { value }) => plus(sum, value), ZERO),
    sample: Math.min(...parts.map(({ sample }) => sample)),
  };
}

/**
 * Subjects by one measure or the composite, each peer group by itself (分级分类): the best first, then those that are not
 * ranked because their sample is too small or there is nothing to rank them by.
 * @param before the rows of the period before
 */
export function ranking(
  rows: readonly ResultRow[],
  { by, subject, policy }: { readonly by: RankedBy; readonly subject: Subject; readonly policy: EvaluationPolicy },
  before: readonly ResultRow[] = [],
): Ranked[] {
  const now = ranked(rows, by, subject, policy);
  const then = new Map(ranked(before, by, subject, policy).map(({ id, rank }) => [id, rank]));
  return now.map((one) => {
    const earlier = then.get(one.id);
    return one.rank === undefined || earlier === undefined ? one : { ...one, gained: earlier - one.rank };
  });
}

function ranked(rows: readonly ResultRow[], by: RankedBy, subject: Subject, policy: EvaluationPolicy): Ranked[] {
  const scored = rows
    .filter((row) => row.subject === subject)
    .map((row) => ({ ...row, score: scoreOf(row, by, policy) }));
  const groups = [...new Set(scored.map(({ group }) => group))].sort((a = '', b = '') => (a < b ? -1 : 1));
  const better: Measure['better'] = by === 'COMPOSITE' ? 'HIGH' : measureOf(by).better;
  return groups.flatMap((group) => {
    const peers = scored.filter((one) => one.group === group);
    const fit = peers.filter(({ score }) => score && score.sample >= policy.minimumSample);
    const first = (a: Fraction, b: Fraction): number => (better === 'LOW' ? compare(a, b) : compare(b, a));
    return [...peers]
      .map(({ id, score }): Ranked => {
        const place =
          fit.some((one) => one.id === id) &&
          score &&
          fit.filter(({ score: other }) => other && first(other.value, score.value) < 0).length + 1;
        const { value, sample = 0 } = score ?? {};
        return { id, ...(group && { group }), ...(value && { value }), sample, ...(place && { rank: place }) };
      })
      .sort(
        (a, b) => (a.rank ?? Number.MAX_SAFE_INTEGER) - (b.rank ?? Number.MAX_SAFE_INTEGER) || (a.id < b.id ? -1 : 1),
      );
  });
}

function scoreOf(row: ResultRow, by: RankedBy, policy: EvaluationPolicy): Score | undefined {
  if (by === 'COMPOSITE') return composite(row, policy);
  const figure = row.figures[by];
  const value = figure && valueOf(figure);
  return value && { value, sample: figure.sample ?? figure.denominator ?? 0 };
}
