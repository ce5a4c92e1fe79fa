import { areaPathSchema } from '@app/directory/domain';
import type { Instant } from '@app/kernel';
import { z } from 'zod';
import { evaluationPolicySchema } from './policy.js';
import { resultRowSchema } from './results.js';
import { SUBJECTS } from './measures.js';

const text = z.string().min(1).max(200);
const instant = z.iso.datetime({ precision: 3 });

/** What became known of a closed period after its table was published: to be added to it. */
export const correctionSchema = z.strictObject({
  periodId: text,
  subject: z.enum(['ALL', ...SUBJECTS]),
  id: text,
  measure: text,
  numerator: z.string().regex(/^-?\d+(\.\d+)?$/),
  denominator: z.int().exactOptional(),
  sample: z.int().exactOptional(),
});
export type Correction = z.infer<typeof correctionSchema>;

/** What is published of a period: all that its hash is of. */
export const publishedShape = {
  periodId: text,
  areaPath: areaPathSchema,
  from: z.iso.date(),
  to: z.iso.date(),
  /** Position in the log up to which everything is counted, and nothing after it. */
  watermark: z.string().regex(/^\d{1,40}$/),
  /** `XY@2`, or `default-1` before a policy was defined. */
  policyVersion: text,
  /** The measures in the table. */
  measures: z.array(text).readonly(),
  rows: z.array(resultRowSchema).readonly(),
  /** To earlier periods. */
  corrections: z.array(correctionSchema).readonly(),
};
const published = z.strictObject(publishedShape);
export type Published = z.infer<typeof published>;

/** Every event of evaluation by its stored name; names and shapes never change, versions do. */
export const evaluationEvents = {
  /** 考核办法: holds for every period that is closed from then on. The n-th of a jurisdiction is version `XY@n`. */
  EvaluationPolicyDefined: { version: 1, schema: evaluationPolicySchema },
  /** 考核周期开启. */
  EvaluationPeriodOpened: {
    version: 1,
    schema: z.strictObject({
      periodId: text,
      areaPath: areaPathSchema,
      /** Its first and last day, in the zone of the place. */
      from: z.iso.date(),
      to: z.iso.date(),
      timeZone: text,
      /** The same as moments; the end is exclusive. */
      beginsAt: instant,
      endsAt: instant,
    }),
  },
  /** 考核周期封账: the table as it is published, and the SHA-256 of its canonical JSON. */
  EvaluationPeriodClosed: {
    version: 1,
    schema: z.strictObject({ ...publishedShape, sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
  },
} as const;

export type EvaluationEvent = {
  [Type in keyof typeof evaluationEvents]: {
    readonly type: Type;
    readonly data: z.infer<(typeof evaluationEvents)[Type]['schema']>;
    readonly occurredAt?: Instant;
  };
}[keyof typeof evaluationEvents];
export type EvaluationEventOf<Type extends EvaluationEvent['type']> = Extract<EvaluationEvent, { type: Type }>;
