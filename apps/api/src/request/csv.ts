import { z } from 'zod';

/** Where in an item a column's value stands. */
export type Column = readonly string[];

interface JsonSchema {
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
  readonly anyOf?: readonly JsonSchema[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
}

/** The columns of a list's items, in the order of its schema, objects within them taken apart; none if it is no list. */
export function columnsOf(page: z.ZodType): readonly Column[] | undefined {
  const root = z.toJSONSchema(page, { unrepresentable: 'any' }) as JsonSchema;
  const resolved = (schema: JsonSchema | undefined): JsonSchema | undefined => {
    if (schema?.$ref) return resolved(root.$defs?.[schema.$ref.split('/').at(-1) ?? '']);
    return schema?.anyOf ? schema.anyOf.map(resolved).find((one) => one?.properties) : schema;
  };
  const leaves = (schema: JsonSchema | undefined, path: Column): readonly Column[] => {
    const properties = resolved(schema)?.properties;
    if (!properties) return [path];
    return Object.entries(properties).flatMap(([name, one]) => leaves(one, [...path, name]));
  };
  const item = resolved(resolved(root)?.properties?.['items'])?.items;
  return resolved(item)?.properties && leaves(item, []);
}

/** RFC 4180, with the mark that spreadsheets know UTF-8 by. */
export const csvOf = (columns: readonly Column[], items: readonly unknown[]): string =>
  `\uFEFF${[columns.map((path) => path.join('.')), ...items.map((item) => columns.map((path) => at(item, path)))]
    .map((cells) => `${cells.map(cellOf).join(',')}\r\n`)
    .join('')}`;

const at = (item: unknown, path: Column): unknown =>
  path.reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), item);

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function cellOf(value: unknown): string {
  const text = typeof value === 'string' ? withoutFormula(value) : textOf(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function textOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  const isPlain = Array.isArray(value) && value.every((one) => typeof one === 'string' && !one.includes(';'));
  return isPlain ? value.join(';') : JSON.stringify(value);
}

/** What somebody wrote is never a formula for whoever opens the file. */
const withoutFormula = (text: string): string =>
  /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
