import { DomainError } from '@app/kernel';

/** One page of a list, and where the next one begins. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  /** Opaque; absent on the last page. */
  readonly nextCursor?: string;
}

export interface PageRequest {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** A page from one row more than asked for: the surplus row says that there is a next page, which begins after `keyOf(last)`. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly string[],
): ListPage<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return rows.length > limit && last ? { items, nextCursor: encode(keyOf(last)) } : { items };
}

/** What the parts of a sort key look like, so that a forged cursor is refused before it reaches a query. */
const PARTS = {
  TEXT: /^[^\0]*$/,
  INTEGER: /^\d{1,9}$/,
  POSITION: /^\d{1,18}$/,
  INSTANT: /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
  UUID: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i,
} as const;
export type CursorPart = keyof typeof PARTS;

/**
 * The sort key that a cursor stands for: so many texts, or parts of these kinds.
 * @throws DomainError request/bad-cursor
 */
export function keyOfCursor(
  cursor: string | undefined,
  parts: number | readonly CursorPart[],
): readonly string[] | undefined {
  if (cursor === undefined) return undefined;
  const kinds = typeof parts === 'number' ? Array<CursorPart>(parts).fill('TEXT') : parts;
  const key = decode(cursor);
  const fits = (part: unknown, index: number): boolean =>
    typeof part === 'string' &&
    PARTS[kinds[index] ?? 'TEXT'].test(part) &&
    (kinds[index] !== 'INSTANT' || isDate(part));
  if (Array.isArray(key) && key.length === kinds.length && key.every(fits)) return key;
  throw new DomainError('request/bad-cursor', { cursor });
}

const isDate = (instant: string): boolean => !Number.isNaN(Date.parse(instant));

const encode = (key: readonly string[]): string => Buffer.from(JSON.stringify(key)).toString('base64url');

function decode(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
