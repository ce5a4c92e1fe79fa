import { DomainError } from '@app/kernel';
import { keyOfCursor, type ListPage, pageOf } from '@app/projections';

/** A page of what one stream holds, oldest first; the cursor is the last revision shown. @throws DomainError request/bad-cursor */
export function pageByRevision<Item extends { readonly revision: number }>(
  items: readonly Item[],
  { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
): ListPage<Item> {
  const [after = '-1'] = keyOfCursor(cursor, 1) ?? [];
  if (!/^-?\d+$/.test(after)) throw new DomainError('request/bad-cursor', { cursor });
  const rest = items.filter(({ revision }) => revision > Number(after));
  return pageOf(rest, limit, ({ revision }) => [String(revision)]);
}
