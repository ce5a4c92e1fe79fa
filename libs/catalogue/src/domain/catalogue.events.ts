import { areaPathSchema } from '@app/directory/domain';
import type { Instant } from '@app/kernel';
import { z } from 'zod';
import { calendarSchema } from './calendar.schemas.js';
import { EMERGENCY_LINES } from './emergency-lines.js';
import { CLOCK_KINDS, PLAIN_RULES, URGENCIES } from './time-policy.js';
import { evidenceRequiredSchema, limitSchema, packLimitsShape, timeRulesShape } from './time-policy.schemas.js';

const instant = z.iso.datetime({ precision: 3 });
const effective = { from: instant, to: instant.exactOptional() };
const text = z.string().min(1).max(500);
const code = z
  .string()
  .max(60)
  .regex(/^[A-Z0-9][A-Za-z0-9_.-]*$/, 'a code that begins with a capital letter or a digit, such as CG01');

const conditionLimitSchema = z.strictObject({
  clock: z.enum(CLOCK_KINDS),
  limit: limitSchema,
  urgency: z.enum(URGENCIES).exactOptional(),
  areaPath: areaPathSchema.exactOptional(),
});

const conditionSchema = z.strictObject({
  seq: z.int().positive(),
  condition: text,
  limits: z.array(conditionLimitSchema).readonly(),
  manualDateNote: text.exactOptional(),
  closeCondition: text.exactOptional(),
});

export const categorySchema = z.strictObject({
  code,
  jurisdiction: code,
  name: text,
  nameEn: text,
  demandType: z.enum(['HELP', 'COMPLAINT', 'REPORT', 'ENQUIRY', 'SUGGESTION']),
  urgency: z.enum(URGENCIES),
  lead: code,
  /** Department type codes; `any` stands for whomever the content concerns. */
  assists: z.array(z.union([code, z.literal('any')])).readonly(),
  directDispatch: z.boolean(),
  sealedByDefault: z.boolean(),
  admittedForCommunity: z.boolean(),
  emergency: z
    .strictObject({
      line: z.enum(EMERGENCY_LINES),
      always: z.boolean().exactOptional(),
      words: z.array(z.string().min(2).max(40)).readonly(),
    })
    .exactOptional(),
  duplicates: z
    .strictObject({ metres: z.number().positive().max(50_000), days: z.int().positive().max(3_650) })
    .exactOptional(),
  resultsChecked: z.boolean().exactOptional(),
  evidenceRequired: evidenceRequiredSchema.exactOptional(),
  conditions: z.array(conditionSchema).min(1).readonly(),
  source: text,
  note: text.exactOptional(),
  ...effective,
});

export const slaPackSchema = z.strictObject({
  jurisdiction: code,
  ...packLimitsShape(limitSchema),
  ...timeRulesShape(limitSchema),
  /** Why it was defined: which document, or what it puts right. */
  reason: text.exactOptional(),
  ...effective,
});

/** Before version 2 a pack held limits only. */
const withPlainRules = (data: object): object => ({ ...data, ...PLAIN_RULES });

/** Every event of the catalogue and of the calendars by its stored name; names and shapes never change, versions do. */
export const catalogueEventSchemas = {
  CategoryDefined: { version: 1, schema: categorySchema },
  CategoryRetired: { version: 1, schema: z.strictObject({ code, at: instant }) },
  /** 时限规则: the limits that hold where a category names none, and how time is counted. */
  SlaPackDefined: { version: 2, schema: slaPackSchema, upcasts: [withPlainRules] },
  /** 工作日历: a revision of a calendar, whole. The n-th of a stream is version `CN@n`. */
  CalendarDefined: { version: 1, schema: calendarSchema },
} as const;

export type CatalogueEvent = {
  [Type in keyof typeof catalogueEventSchemas]: {
    readonly type: Type;
    readonly data: z.infer<(typeof catalogueEventSchemas)[Type]['schema']>;
    readonly occurredAt?: Instant;
  };
}[keyof typeof catalogueEventSchemas];
