import type { Instant } from '@app/kernel';
import { DateTime, IANAZone, type TokenParser } from 'luxon';

/** Since then every zone has changed its clocks at a whole quarter of an hour. */
const QUARTERS_SINCE = Date.UTC(1973, 0, 1);
const QUARTER_MS = 15 * 60_000;
const MOST_QUARTERS = 200_000;

/** Remembers offsets: a table asks for those of the same days over and over, and `Intl` takes its time. */
class RememberingZone extends IANAZone {
  private readonly offsets = new Map<number, number>();

  override offset(timestamp: number): number {
    if (!(timestamp >= QUARTERS_SINCE)) return super.offset(timestamp);
    const quarter = Math.floor(timestamp / QUARTER_MS);
    const known = this.offsets.get(quarter);
    if (known !== undefined) return known;
    if (this.offsets.size >= MOST_QUARTERS) this.offsets.clear();
    const offset = super.offset(timestamp);
    this.offsets.set(quarter, offset);
    return offset;
  }
}

export const isZone = (zone: string): boolean => IANAZone.isValidZone(zone);

/** In a format without its quoted parts: an offset, a zone or a Unix timestamp, so that no zone has to be assumed. */
const EXACT_FORMAT = /[ZzXx]/;
const EXACT_ISO = /(?:Z|[+-]\d{2}(?::?\d{2})?)$/i;

/**
 * Reads times as a table writes them, in the zone of their place, as moments in UTC; `undefined` if a text is no such time.
 * A local time that the clocks skipped is read with the offset before the change (02:30 becomes 03:30); one that they
 * showed twice is the first of the two. That is the rule of RFC 5545 and of `Temporal` ("compatible").
 * @param format Luxon's tokens, such as `MM/dd/yyyy hh:mm:ss a`, or `ISO`
 */
export function momentReader(format: string, zone: string): (text: string) => Instant | undefined {
  const options = { zone: new RememberingZone(zone), locale: 'en-US' };
  const exactFormat = EXACT_FORMAT.test(format.replaceAll(/'[^']*'/g, ''));
  const parser: TokenParser | undefined =
    format === 'ISO' ? undefined : DateTime.buildFormatParser(format, { locale: 'en-US' });
  return (text) => {
    const read = parser ? DateTime.fromFormatParser(text, parser, options) : DateTime.fromISO(text, options);
    if (!read.isValid) return undefined;
    const exact = parser ? exactFormat : EXACT_ISO.test(text);
    const first = exact ? read : (read.getPossibleOffsets()[0] ?? read);
    return first.toUTC().toISO() ?? undefined;
  };
}
