import { readFileSync } from 'node:fs';
import { URGENCIES } from '@app/catalogue/domain';
import { AREA_TYPES, areaPathSchema, unitIdSchema } from '@app/directory/domain';
import { z } from 'zod';
import { isZone } from './local-time.js';
import { Unusable } from './unusable.js';

const column = z.string().min(1);
const name = z.string().min(1).max(200);
const code = z.string().regex(/^[A-Z0-9][A-Za-z0-9_.]{0,19}$/, 'a short code that begins with a capital, such as BOS');
const zone = z.string().refine(isZone, 'an IANA time zone, such as America/New_York');
const columns = z.array(column).min(1);
const encoding = z.string().refine(isEncoding, 'an encoding, such as utf-8, gb18030 or windows-1252');
const pattern = z.string().min(1).transform(toPattern);
const names = z.record(z.string(), name).default({});

/** Roles that read what lies in their area. */
const READERS = ['DISPATCHER', 'SUPERVISOR', 'AUDITOR'] as const;

/** A column, or one whose times are written in a way of their own. */
const timeColumn = z.union([column, z.strictObject({ column, format: z.string().min(1) })]);

/**
 * How a city's table of requests reads: which column means what. `docs/import.md` explains each field with examples.
 * The three `define`s: every value that `known` does not name is registered as an area, unit or category of its own;
 * without a `define` it is refused. `blank` is the value to read where the cell is empty.
 */
export const mappingSchema = z.strictObject({
  jurisdiction: z.strictObject({
    code,
    name,
    timeZone: zone,
    type: z.enum(AREA_TYPES).default('CITY'),
    /** What is defined here is in force from this day on; it must lie before the first request. */
    effectiveFrom: z.iso.date().default('1900-01-01'),
  }),
  /** Who may see it: accounts by the `sub` of their tokens. */
  grants: z.array(z.strictObject({ personId: z.string().min(1).max(255), role: z.enum(READERS) })).default([]),
  file: z
    .strictObject({ encoding: encoding.default('utf-8'), delimiter: z.string().length(1).default(',') })
    .default({ encoding: 'utf-8', delimiter: ',' }),
  id: column,
  summary: z.strictObject({ columns, separator: z.string().default(' · ') }),
  category: z.strictObject({
    columns,
    separator: z.string().default(' / '),
    blank: name.optional(),
    known: z.record(z.string(), z.string().min(1)).default({}),
    define: z.strictObject({ lead: name, urgency: z.enum(URGENCIES).default('P3'), names }).optional(),
  }),
  unit: z.strictObject({
    column,
    blank: name.optional(),
    known: z.record(z.string(), unitIdSchema).default({}),
    define: z.strictObject({ names }).optional(),
  }),
  area: z
    .strictObject({
      column,
      blank: name.optional(),
      known: z.record(z.string(), areaPathSchema).default({}),
      define: z.strictObject({ type: z.enum(AREA_TYPES), names }).optional(),
    })
    .optional(),
  address: column.optional(),
  longitude: column.optional(),
  latitude: column.optional(),
  times: z.strictObject({
    format: z.string().min(1),
    zone: zone.optional(),
    opened: timeColumn,
    target: timeColumn.optional(),
    closed: timeColumn.optional(),
  }),
  status: z.strictObject({ column, closed: z.array(z.string()).min(1), open: z.array(z.string()) }).optional(),
  closing: z
    .strictObject({
      kinds: z.array(z.strictObject({ column, matches: pattern, kind: z.enum(['RESOLVED', 'EXPLAINED', 'DUPLICATE', 'RECORDED']) })).default([]), // prettier-ignore
      note: column.optional(),
    })
    .default({ kinds: [] }),
});
export type Mapping = z.infer<typeof mappingSchema>;
export type TimeColumn = z.infer<typeof timeColumn>;

/** @throws Unusable one line per error, each with the place in the mapping */
export function readMapping(file: string): Mapping {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Unusable([`${file}: ${(error as Error).message}`]);
  }
  return parseMapping(json, file);
}

/** @throws Unusable */
export function parseMapping(json: unknown, file = 'mapping'): Mapping {
  const parsed = mappingSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new Unusable(
    parsed.error.issues.map(({ path, message }) => `${file}: ${path.join('.') || '(whole)'}: ${message}`),
  );
}

/** Every column that the mapping reads, with the place that names it. */
export function columnsOf(mapping: Mapping): { readonly at: string; readonly column: string }[] {
  const found: { at: string; column: string }[] = [];
  const visit = (value: unknown, at: string): void => {
    if (Array.isArray(value)) value.forEach((item, index) => visit(item, `${at}.${index}`));
    else if (typeof value === 'string') found.push({ at, column: value });
  };
  visit(mapping.id, 'id');
  visit(mapping.summary.columns, 'summary.columns');
  visit(mapping.category.columns, 'category.columns');
  visit(mapping.unit.column, 'unit.column');
  visit(mapping.area?.column, 'area.column');
  for (const key of ['address', 'longitude', 'latitude'] as const) visit(mapping[key], key);
  for (const key of ['opened', 'target', 'closed'] as const) {
    const time = mapping.times[key];
    visit(typeof time === 'object' ? time.column : time, `times.${key}`);
  }
  visit(mapping.status?.column, 'status.column');
  mapping.closing.kinds.forEach((rule, index) => visit(rule.column, `closing.kinds.${index}.column`));
  visit(mapping.closing.note, 'closing.note');
  return found;
}

function isEncoding(label: string): boolean {
  try {
    return !new TextDecoder(label).encoding.startsWith('utf-16');
  } catch {
    return false;
  }
}

function toPattern(source: string, context: z.RefinementCtx): RegExp {
  try {
    return new RegExp(source, 'iu');
  } catch (error) {
    context.addIssue({ code: 'custom', message: (error as Error).message });
    return z.NEVER;
  }
}
