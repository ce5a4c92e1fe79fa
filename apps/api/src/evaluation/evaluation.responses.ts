import { evaluationPolicySchema, EXCLUSIONS, SUBJECTS } from '@app/evaluation';
import { STATUSES } from '@app/whistles';
import { z } from 'zod';
import { pageSchema } from '../request/list.schemas.js';

const text = z.object({ zh: z.string(), en: z.string() });
const position = z.string().meta({ description: 'Position in the log up to which everything is counted' });

export const measurePage = pageSchema(
  'MeasurePage',
  z.object({
    code: z.string(),
    name: text,
    unitOfCount: z.enum(['ASSIGNMENT', 'WHISTLE', 'DEMAND']),
    of: z.array(z.enum(SUBJECTS)),
    numerator: text,
    denominator: text.optional(),
    anchor: text.meta({ description: 'The day that puts something into a period' }),
    leftOut: z.array(text),
    better: z.enum(['HIGH', 'LOW', 'NEITHER']),
  }),
);

export const policy = z
  .object({ version: z.string(), policy: evaluationPolicySchema })
  .meta({ id: 'EvaluationPolicy' });

const summary = {
  id: z.string(),
  areaPath: z.string(),
  from: z.string(),
  to: z.string(),
  state: z.enum(['OPEN', 'CLOSED']),
  watermark: z.string().optional(),
  policyVersion: z.string().optional(),
  sha256: z.string().optional().meta({ description: 'Of what GET …/published answers' }),
};
export const period = z.object(summary).meta({ id: 'EvaluationPeriod' });
export const periodPage = pageSchema('EvaluationPeriodPage', z.object(summary));

const figure = {
  measure: z.string(),
  measureName: z.string(),
  numerator: z.string().meta({ description: 'Exactly' }),
  denominator: z.int().optional(),
  sample: z.int().optional().meta({ description: 'Of a median or percentile: how many it is of' }),
  shown: z
    .string()
    .optional()
    .meta({ description: 'Per cent, mean or working hours, half-up to two places; absent of nothing' }),
};
const counted = {
  position,
  state: z.enum(['OPEN', 'CLOSED']),
  policyVersion: z.string(),
};
/** Of a period that is open there is no one position that all its pages are of. */
const behind = { ...counted, position: position.optional() };
const paged = <Item extends z.ZodRawShape>(id: string, item: Item) =>
  z.object({ items: z.array(z.object(item)), nextCursor: z.string().optional(), ...counted }).meta({ id });

export const resultPage = paged('EvaluationResultPage', {
  id: z.string(),
  name: z.string(),
  peerGroup: z.string().optional(),
  ...figure,
});
export type Result = z.infer<typeof resultPage>['items'][number];
const behindItem = z.object({
  whistleId: z.uuid(),
  number: z.string(),
  status: z.enum(STATUSES).meta({ description: 'As it is now' }),
  categoryCode: z.string().nullable(),
  areaPath: z.string(),
  summary: z.string(),
  fact: z.string().meta({ description: 'What is counted: a kind such as SIGN or SATISFIED' }),
  outcome: z.string().meta({ description: 'How it came out: IN_TIME, LATE, NEVER, SOLVED, …' }),
  day: z.iso.date().meta({ description: 'The day that puts it into the period' }),
  unitId: z.string().nullable().meta({ description: 'For whom it counts' }),
  street: z.string().nullable(),
  numerator: z
    .string()
    .meta({ description: 'What it adds; those of all pages together are the figure, or what it is the median of' }),
  denominator: z.int().optional(),
  leftOut: z
    .enum(Object.keys(EXCLUSIONS) as [keyof typeof EXCLUSIONS, ...(keyof typeof EXCLUSIONS)[]])
    .nullable()
    .meta({ description: 'Why it is left out, if it is' }),
  leftOutReason: z.string().nullable(),
});
export type BehindItem = z.infer<typeof behindItem>;
export const behindPage = z
  .object({ items: z.array(behindItem), nextCursor: z.string().optional(), ...behind })
  .meta({ id: 'EvaluationWhistlePage' });
export const correctionPage = paged('EvaluationCorrectionPage', {
  periodId: z.string(),
  subject: z.enum(['ALL', ...SUBJECTS]),
  id: z.string(),
  name: z.string(),
  measure: z.string(),
  measureName: z.string(),
  numerator: z.string(),
  denominator: z.int().optional(),
  sample: z.int().optional(),
});
export const rankingPage = paged('EvaluationRankingPage', {
  rank: z.int().optional().meta({ description: 'Absent: 不参与排名' }),
  id: z.string(),
  name: z.string(),
  peerGroup: z.string().optional(),
  value: z.string().optional().meta({ description: 'Absent for peers whose figures you may not see' }),
  sample: z.int().optional(),
  gained: z.int().optional().meta({ description: 'Places since the period before' }),
});
export type RankedItem = z.infer<typeof rankingPage>['items'][number];
