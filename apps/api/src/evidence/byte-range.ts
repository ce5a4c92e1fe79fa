import { DomainError } from '@app/kernel';

export interface ByteRange {
  /** Half open. */
  readonly from: number;
  readonly until: number;
  /** Less than the whole was asked for. */
  readonly partial: boolean;
}

/**
 * What a `Range` header asks of a file (RFC 9110 §14.2): one range; several, or anything else, ask for the whole.
 * @throws DomainError evidence/range there is nothing of the file in it
 */
export function rangeOf(header: string | undefined, bytes: number): ByteRange {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (first === '' && last === '') return { from: 0, until: bytes, partial: false };
  const from = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const until = first === '' || last === '' ? bytes : Math.min(bytes, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < Number(first)) return { from: 0, until: bytes, partial: false };
  if (from >= bytes) throw new DomainError('evidence/range', { bytes });
  return { from, until, partial: true };
}
