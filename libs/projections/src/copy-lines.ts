import type { ObjectLiteral } from 'typeorm';

/** What is to be known of a column; TypeORM's metadata of one will do. */
export interface CopiedColumn {
  readonly propertyName: string;
  readonly type: unknown;
  readonly isArray: boolean;
}

const CHUNK = 64 * 1024;

type Field = (value: unknown) => string;

/** Rows in the text format of COPY, in chunks of about 64 KiB. */
export function* copyLines(columns: readonly CopiedColumn[], rows: readonly ObjectLiteral[]): Generator<string> {
  const names = columns.map(({ propertyName }) => propertyName);
  const fields = columns.map(fieldOf);
  let chunk = '';
  for (const row of rows) {
    let separator = '';
    for (let index = 0; index < fields.length; index++) {
      const value: unknown = row[names[index] ?? ''];
      chunk += separator + (value === null || value === undefined ? String.raw`\N` : (fields[index]?.(value) ?? ''));
      separator = '\t';
    }
    chunk += '\n';
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

/** Nothing in values of these types is ever escaped. */
const PLAIN = new Set<unknown>(['uuid', 'integer', 'bigint', 'boolean', 'date', 'timestamptz', 'double precision']);

function fieldOf({ type, isArray }: CopiedColumn): Field {
  if (isArray) return (value) => escaped(arrayOf(value as readonly unknown[]));
  if (PLAIN.has(type)) return String;
  return type === 'jsonb' ? jsonOf : (value) => escaped(value as string);
}

/** JSON has no raw line ends or tabs: its backslashes are all that is to be escaped. */
function jsonOf(value: unknown): string {
  const text = JSON.stringify(value);
  return text.includes('\\') ? text.replaceAll('\\', '\\\\') : text;
}

const arrayOf = (items: readonly unknown[]): string => `{${items.map(quoted).join(',')}}`;
const quoted = (item: unknown): string => {
  const text = String(item);
  return /["\\]/.test(text) ? `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"` : `"${text}"`;
};

const SPECIAL: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const escaped = (text: string): string =>
  /[\\\n\r\t]/.test(text) ? text.replaceAll(/[\\\n\r\t]/g, (one) => SPECIAL[one] ?? one) : text;
