import { evaluationPolicySchema, SUBJECTS } from '@app/evaluation';
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
  shown: z.string().optional().meta({ description: 'Per cent or mean, half-up to two places; absent of nothing' }),
};
const counted = {
  position,
  state: z.enum(['OPEN', 'CLOSED']),
  policyVersion: z.string(),
};
const paged = <Item extends z.ZodRawShape>(id: string, item: Item) =>
  z.object({ items: z.array(z.object(item)), nextCursor: z.string().optional(), ...counted }).meta({ id });

export const resultPage = paged('EvaluationResultPage', {
  id: z.string(),
  name: z.string(),
  peerGroup: z.string().optional(),
  ...figure,
});
export type Result = z.infer<typeof resultPage>['items'][number];
export const correctionPage = paged('EvaluationCorrectionPage', {
  periodId: z.string(),
  subject: z.enum(['ALL', ...SUBJECTS]),
  id: z.string(),
  name: z.string(),
  measure: z.string(),
  measureName: z.string(),
  numerator: z.string(),
  denominator: z.int().optional(),
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
