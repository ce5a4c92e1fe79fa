import { DEMAND_MEASURES } from './demand-measures.js';
import { ANCHORS, type Anchor, EXCLUSIONS, FACT_KINDS, LEFT_OUT } from './fact-kinds.js';
import type { Measure, Text } from './measure.js';
import { STREET_MEASURES } from './street-measures.js';
import { UNIT_MEASURES } from './unit-measures.js';

export { type Measure, type Part, type Subject, SUBJECTS } from './measure.js';

/** The measures of domain §3.2 that there are facts for; their order is that of every table. */
export const MEASURES = [
  ...DEMAND_MEASURES,
  ...UNIT_MEASURES,
  ...STREET_MEASURES,
] as const satisfies readonly Measure[];

export type MeasureCode = (typeof MEASURES)[number]['code'];
export const MEASURE_CODES = MEASURES.map(({ code }) => code) as [MeasureCode, ...MeasureCode[]];

/** @throws Error there is none: for codes that were checked */
export function measureOf(code: MeasureCode): Measure {
  const found: Measure | undefined = MEASURES.find((one) => one.code === code);
  if (!found) throw new Error(`no measure ${code}`);
  return found;
}

/** Which day puts what it counts into a period. */
export const anchorOf = ({ numerator, denominator }: Measure): Text & { readonly code: Anchor } => {
  const code = FACT_KINDS[(denominator ?? numerator).kind].anchor;
  return { code, ...ANCHORS[code] };
};

/** What is left out of it. */
export const exclusionsOf = ({ numerator, denominator }: Measure): readonly (Text & { readonly code: string })[] =>
  LEFT_OUT[FACT_KINDS[(denominator ?? numerator).kind].sort].map((code) => ({ code, ...EXCLUSIONS[code] }));
