import { LIMIT_UNITS } from '@app/working-time';
import { z } from 'zod';
import { CLOCK_KINDS, URGENCIES } from './catalogue.types.js';

const instant = z.iso.datetime({ precision: 3 });
const effective = { from: instant, to: instant.exactOptional() };
const text = z.string().min(1).max(500);
const code = z
  .string()
  .max(60)
  .regex(/^[A-Z0-9][A-Za-z0-9_.-]*$/, 'a code that begins with a capital letter or a digit, such as CG01');

export const limitSchema = z.strictObject({ amount: z.number().positive(), unit: z.enum(LIMIT_UNITS) });

const conditionSchema = z.strictObject({
  seq: z.int().positive(),
  condition: text,
  limits: z.array(z.strictObject({ clock: z.enum(CLOCK_KINDS), limit: limitSchema })).readonly(),
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
  conditions: z.array(conditionSchema).min(1).readonly(),
  source: text,
  note: text.exactOptional(),
  ...effective,
});

export const slaPackSchema = z.strictObject({
  jurisdiction: code,
  limits: z.record(z.enum(URGENCIES), z.partialRecord(z.enum(CLOCK_KINDS), limitSchema)),
  returnWindow: z.partialRecord(z.enum(URGENCIES), limitSchema),
  ...effective,
});

/** Every event of the catalogue by its stored name; names and shapes never change, versions do. */
export const catalogueEventSchemas = {
  CategoryDefined: { version: 1, schema: categorySchema },
  CategoryRetired: { version: 1, schema: z.strictObject({ code, at: instant }) },
  SlaPackDefined: { version: 1, schema: slaPackSchema },
} as const;

export type CatalogueEvent = {
  [Type in keyof typeof catalogueEventSchemas]: {
    readonly type: Type;
    readonly data: z.infer<(typeof catalogueEventSchemas)[Type]['schema']>;
  };
}[keyof typeof catalogueEventSchemas];
