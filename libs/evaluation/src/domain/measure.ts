import type { FactKind } from './fact-kinds.js';

/** 承办单位 · 吹哨街道: both sides are scored (双考核). */
export const SUBJECTS = ['UNIT', 'STREET'] as const;
export type Subject = (typeof SUBJECTS)[number];

/** 中位数, 九成分位: a number of the facts' own, that no sum is made of. */
export const QUANTILES = ['MEDIAN', 'P90'] as const;
export type Quantile = (typeof QUANTILES)[number];
export const isQuantile = (by: Part['by']): by is Quantile => QUANTILES.some((one) => one === by);

/** Facts of a kind: all, or those with one of these outcomes; counted, summed by their amount, weighed by the policy, or put in order. */
export interface Part {
  readonly kind: FactKind;
  readonly outcomes?: readonly string[];
  readonly by?: 'AMOUNT' | 'SATISFACTION_WEIGHTS' | Quantile;
}

export interface Text {
  readonly zh: string;
  readonly en: string;
}

/** One measure of domain §3.2: what the computation and its documentation are both made of. */
export interface Measure {
  readonly code: string;
  readonly name: Text;
  /** What one is: an assignment for units, a whistle for streets, a demand for satisfaction. */
  readonly unitOfCount: 'ASSIGNMENT' | 'WHISTLE' | 'DEMAND';
  readonly by: readonly Subject[];
  readonly numerator: Part & { readonly text: Text };
  /** Absent: it is a count. */
  readonly denominator?: Part & { readonly text: Text };
  /** `HOURS` of working seconds. */
  readonly shown: 'PERCENT' | 'MEAN' | 'COUNT' | 'HOURS';
  /** Which is better; what has no better is not ranked. */
  readonly better: 'HIGH' | 'LOW' | 'NEITHER';
}

export const text = (zh: string, en: string): Text => ({ zh, en });

type Counted = Pick<Measure, 'unitOfCount' | 'by'>;
export const UNIT: Counted = { unitOfCount: 'ASSIGNMENT', by: ['UNIT'] };
export const STREET: Counted = { unitOfCount: 'WHISTLE', by: ['STREET'] };
export const CASE: Counted = { unitOfCount: 'WHISTLE', by: ['UNIT', 'STREET'] };
export const DEMAND: Counted = { unitOfCount: 'DEMAND', by: ['UNIT', 'STREET'] };
export const RATE = { shown: 'PERCENT' } as const;

/** What an appeal has exempted counts as in time (domain §3.1.4, EC-19). */
const IN_TIME = ['IN_TIME', 'LATE_EXEMPT', 'NEVER_EXEMPT'];

type ClockMeasure<Code extends string> = Counted & {
  readonly code: Code;
  readonly name: Text;
  readonly kind: FactKind;
  readonly done: Text;
  readonly due: Text;
};

/** Of the clocks that ran out or were stopped, those that were stopped in time. */
export const onTime = <const Code extends string>({
  kind,
  done,
  due,
  ...measure
}: ClockMeasure<Code>): Measure & { readonly code: Code } => ({
  ...measure,
  numerator: { kind, outcomes: IN_TIME, text: done },
  denominator: { kind, text: due },
  shown: 'PERCENT',
  better: 'HIGH',
});
