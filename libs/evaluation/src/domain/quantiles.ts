import { exact, fraction } from './fraction.js';
import type { Quantile } from './measure.js';

/** So many facts of the same amount. */
export interface Amounts {
  readonly amount: number;
  readonly facts: number;
}

/**
 * The median is the middle one, of an even number the mean of the two in the middle; the 90th percentile is the least amount that
 * nine tenths do not exceed (nearest rank).
 */
export function quantileOf(
  amounts: readonly Amounts[],
  by: Quantile,
): { readonly numerator: string; readonly sample: number } {
  const sorted = amounts.toSorted((a, b) => a.amount - b.amount);
  const sample = sorted.reduce((sum, { facts }) => sum + facts, 0);
  const ranked = (rank: number): number => {
    let passed = 0;
    return sorted.find(({ facts }) => (passed += facts) >= rank)?.amount ?? 0;
  };
  const [from, to] =
    by === 'MEDIAN' ? [Math.ceil(sample / 2), Math.floor(sample / 2) + 1] : [Math.ceil((sample * 9) / 10), undefined];
  const numerator = fraction(ranked(from) + ranked(to ?? from), 2);
  return { numerator: exact(numerator), sample };
}
