import type { CivilDate, Instant } from '@app/kernel';
import { DAY, dateOf, dayOfDate, instantOf, MINUTE, msOf, timeText } from './instants.js';

/** The clocks of a zone are put forward or back. */
interface Change {
  readonly at: number;
  readonly before: number;
  readonly after: number;
}

/** So often `Intl` is asked, which costs more than all the rest: no zone has put its clocks forward and back within four days. */
const BLOCK = 4 * DAY;

/** The clocks of an IANA zone. What `Intl` has answered is kept. */
export class Zone {
  private readonly offsets = new Map<number, number>();
  private readonly changes = new Map<number, Change>();
  private readonly format: Intl.DateTimeFormat;

  /** @throws RangeError the zone is unknown */
  constructor(readonly name: string) {
    const two = '2-digit';
    const fields = { year: 'numeric', month: two, day: two, hour: two, minute: two, second: two } as const;
    this.format = new Intl.DateTimeFormat('en-US', { timeZone: name, hourCycle: 'h23', ...fields });
  }

  /** What local time is ahead of UTC at a moment, in ms. */
  offsetAt(ms: number): number {
    const block = Math.floor(ms / BLOCK);
    const change = this.changeWithin(block);
    return change && ms >= change.at ? change.after : this.offsetFrom(block);
  }

  /**
   * The first moment at which the clocks show this local time or a later one: a time that the clocks skip is the moment at
   * which they do, one that they show twice is the first of the two. So later local times never come earlier.
   * @param local ms from 1970-01-01T00:00 local time
   */
  momentOf(local: number): number {
    const first = Math.floor((local - DAY) / BLOCK);
    const last = Math.floor((local + DAY) / BLOCK);
    let earliest = -Infinity;
    for (let block = first; block <= last; block++) {
      const change = this.changeWithin(block);
      if (!change) continue;
      if (local - change.before < change.at) return Math.max(earliest, local - change.before);
      earliest = change.at;
    }
    return Math.max(earliest, local - this.offsetFrom(last + 1));
  }

  private changeWithin(block: number): Change | undefined {
    const before = this.offsetFrom(block);
    const after = this.offsetFrom(block + 1);
    if (before === after) return undefined;
    let change = this.changes.get(block);
    if (!change) {
      change = { at: this.momentOfChange(block * BLOCK, (block + 1) * BLOCK, before), before, after };
      this.changes.set(block, change);
    }
    return change;
  }

  /** Halves the time between a moment with the old offset and one with a new offset. */
  private momentOfChange(old: number, changed: number, offset: number): number {
    if (changed - old <= 1) return changed;
    const middle = Math.floor((old + changed) / 2);
    return this.ask(middle) === offset
      ? this.momentOfChange(middle, changed, offset)
      : this.momentOfChange(old, middle, offset);
  }

  /** At the beginning of a block. */
  private offsetFrom(block: number): number {
    let offset = this.offsets.get(block);
    if (offset === undefined) {
      offset = this.ask(block * BLOCK);
      this.offsets.set(block, offset);
    }
    return offset;
  }

  private ask(ms: number): number {
    const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = (
      this.format.format(ms).match(/\d+/g) ?? []
    ).map(Number);
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(ms / 1_000) * 1_000;
  }
}

const zones = new Map<string, Zone>();

/** @throws RangeError the zone is unknown */
export function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (!zone) {
    zone = new Zone(name);
    zones.set(name, zone);
  }
  return zone;
}

export const isZone = (name: string): boolean => {
  try {
    return zoneOf(name).name === name;
  } catch {
    return false;
  }
};

/** `HH:MM` from 00:00 to 24:00 in ms; `undefined` if the text is no such time. */
export function msOfTime(time: string): number | undefined {
  const [, hour, minute] = /^([01]\d|2[0-4]):([0-5]\d)$/.exec(time) ?? [];
  const ms = (Number(hour) * 60 + Number(minute)) * MINUTE;
  return ms <= DAY ? ms : undefined;
}

/**
 * The moment at which a zone's clocks show a date and time: of two the first; if they skip it, the moment at which they do.
 * @param time `HH:MM`, up to `24:00`
 * @throws RangeError no zone, date or time
 */
export function instantIn(zone: string, date: CivilDate, time = '00:00'): Instant {
  const [day, ms] = [dayOfDate(date), msOfTime(time)];
  if (day === undefined || ms === undefined) throw new RangeError(`no date and time: ${date} ${time}`);
  return instantOf(zoneOf(zone).momentOf(day * DAY + ms));
}

/** What a zone's clocks show at a moment: `{ date: '2026-02-13', time: '16:00:00.000' }`. */
export function civilTimeIn(zone: string, instant: Instant): { readonly date: CivilDate; readonly time: string } {
  const ms = msOf(instant);
  const local = ms + zoneOf(zone).offsetAt(ms);
  const day = Math.floor(local / DAY);
  return { date: dateOf(day), time: timeText(local - day * DAY) };
}
