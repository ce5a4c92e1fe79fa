import { keyOfCursor, pageOf } from '@app/projections';
import { z } from 'zod';
import * as list from '../request/list.schemas.js';

/** What a list that lies in memory understands. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(500).default(200),
  cursor: list.paging.cursor,
};

/** A page of a list that lies in memory, by a key that orders it. */
export function slice<Item>(
  items: readonly Item[],
  page: { limit: number; cursor?: string | undefined },
  key: (item: Item) => string,
) {
  const [after] = keyOfCursor(page.cursor, 1) ?? [];
  const sorted = [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return pageOf(after === undefined ? sorted : sorted.filter((item) => key(item) > after), page.limit, (item) => [
    key(item),
  ]);
}
