import { evaluationPolicySchema, FIGURE_PARTS, MEASURE_CODES, SUBJECTS } from '@app/evaluation';
import { z } from 'zod';
import { paging as reference } from '../reference/slice.js';
import * as list from '../request/list.schemas.js';

export const periodId = z
  .string()
  .regex(/^[A-Za-z0-9.-]{1,100}_\d{4}-\d{2}-\d{2}_\d{4}-\d{2}-\d{2}$/, 'a period, such as XY_2026-04-01_2026-04-30');

export const openPeriod = z
  .strictObject({
    areaPath: list.areaPath.meta({ description: 'The district' }),
    from: list.day,
    to: list.day.meta({ description: 'Inclusive' }),
  })
  .meta({ id: 'OpenPeriod' });
export const policyBody = evaluationPolicySchema.meta({ id: 'DefineEvaluationPolicy' });

const paging = { ...reference, after: list.paging.after };
export const measuresQuery = z.strictObject(reference);
export const policyQuery = z.strictObject({ areaPath: list.areaPath });
export const periodsQuery = z.strictObject({ ...reference, areaPath: list.areaPath.optional() });
export const resultsQuery = z.strictObject({
  ...paging,
  limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
  by: z
    .enum(['unit', 'street', 'peerGroup', 'all'])
    .default('unit')
    .meta({ description: 'Of whom: each unit, each street, units by their peer groups, or all together' }),
  measure: z.enum(MEASURE_CODES).optional(),
});
export const behindQuery = z
  .strictObject({
    ...list.paging,
    measure: z.enum(MEASURE_CODES).meta({ description: 'Of which measure' }),
    of: z
      .enum(['ALL', ...SUBJECTS])
      .default('UNIT')
      .meta({ description: 'Of a unit, a street, or all together' }),
    id: z.string().min(1).max(200).optional().meta({ description: 'Which unit (`XY-ZJ`) or street (`XY/S1`)' }),
    part: z
      .enum(FIGURE_PARTS)
      .optional()
      .meta({ description: 'What is in the numerator, in the denominator, or left out (剔除等); absent = all of it' }),
  })
  .refine(({ of, id }) => (of === 'ALL') === (id === undefined), {
    path: ['id'],
    error: 'must be given for UNIT and STREET, and not for ALL',
  });
export const correctionsQuery = z.strictObject(paging);
export const rankingsQuery = z.strictObject({
  ...paging,
  periodId,
  measure: z
    .enum(['COMPOSITE', ...MEASURE_CODES])
    .default('COMPOSITE')
    .meta({ description: 'COMPOSITE: 三率综合' }),
  of: z.enum(SUBJECTS).default('UNIT'),
  peerGroup: z.string().max(40).optional(),
});
