import { type FactKind } from './fact-kinds.js';
import { exact, fraction } from './fraction.js';
import { type Measure, type Part } from './measures.js';
import type { EvaluationPolicy } from './policy.js';
import { type Cell, SCALE, weightOf } from './results.js';

/** What of a figure is asked for: 分子, 分母, or 剔除 with everything else that is left out. */
export const FIGURE_PARTS = ['NUMERATOR', 'DENOMINATOR', 'LEFT_OUT'] as const;
export type FigurePart = (typeof FIGURE_PARTS)[number];

/** Facts of a kind, with these outcomes if any are named. */
export interface WantedFacts {
  readonly kind: FactKind;
  readonly outcomes?: readonly string[];
}

/** The facts that make up a part of a figure; without a part all of them. Answers weighed with nothing are in no numerator. */
export function factsBehind(
  { numerator, denominator }: Measure,
  { satisfaction }: EvaluationPolicy,
  part?: FigurePart,
): readonly WantedFacts[] {
  const above = numerator.by === 'SATISFACTION_WEIGHTS' ? weighed(numerator, satisfaction) : wanted(numerator);
  const below = denominator ? [wanted(denominator)] : [];
  if (part === 'NUMERATOR') return [above];
  if (part === 'DENOMINATOR') return below;
  return denominator?.kind === numerator.kind ? below : [wanted(numerator), ...below];
}

const wanted = ({ kind, outcomes }: Part): WantedFacts => ({ kind, ...(outcomes && { outcomes }) });

const weighed = ({ kind }: Part, weights: EvaluationPolicy['satisfaction']): WantedFacts => ({
  kind,
  outcomes: Object.entries(weights).flatMap(([answer, weight]) => (Number(weight) === 0 ? [] : [answer])),
});

/** What one fact adds to the figure, exactly: all of them together are the figure, or it is one of theirs in order (quantiles). Nothing if it is left out. */
export function shareOfFact(
  { leftOut, ...fact }: Pick<Cell, 'kind' | 'outcome' | 'amount'> & { readonly leftOut: string },
  { numerator, denominator }: Measure,
  policy: EvaluationPolicy,
): { readonly numerator: string; readonly denominator?: number } {
  const share = (part: Part) => (leftOut === '' ? weightOf({ ...fact, facts: 1 }, part, policy) : 0);
  return {
    numerator: exact(fraction(share(numerator), SCALE)),
    ...(denominator && { denominator: share(denominator) / SCALE }),
  };
}
