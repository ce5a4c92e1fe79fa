import type { ObjectLiteral } from 'typeorm';

/** What is to be known of a column; TypeORM's metadata of one will do. */
export interface CopiedColumn {
  readonly propertyName: string;
  readonly type: unknown;
  readonly isArray: boolean;
}

const CHUNK = 64 * 1024;

/** Rows in the text format of COPY, in chunks of about 64 KiB. */
export function* copyLines(columns: readonly CopiedColumn[], rows: readonly ObjectLiteral[]): Generator<string> {
  let chunk = '';
  for (const row of rows) {
    for (const [index, column] of columns.entries()) {
      if (index > 0) chunk += '\t';
      chunk += field(column, row[column.propertyName]);
    }
    chunk += '\n';
    if (chunk.length < CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

function field({ type, isArray }: CopiedColumn, value: unknown): string {
  if (value === null || value === undefined) return String.raw`\N`;
  if (isArray) return escaped(arrayOf(value as readonly unknown[]));
  return escaped(typeof value === 'string' && type !== 'jsonb' ? value : JSON.stringify(value));
}

const arrayOf = (items: readonly unknown[]): string =>
  `{${items.map((item) => `"${String(item).replaceAll(/["\\]/g, String.raw`\$&`)}"`).join(',')}}`;

const SPECIAL: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const escaped = (text: string): string =>
  /[\\\n\r\t]/.test(text) ? text.replaceAll(/[\\\n\r\t]/g, (one) => SPECIAL[one] ?? one) : text;
