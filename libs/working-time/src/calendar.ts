import { DomainError } from '@app/kernel';
import { checkDefinition, FIRST_DAY, LAST_DAY } from './check-definition.js';
import { DayRules, type DayTable, dayTable } from './day-table.js';
import type { CalendarDefinition } from './definition.js';
import { DAY, dayOfDate } from './instants.js';
import type { Measure } from './pauses.js';
import { firstReaching } from './search.js';
import { type Zone, zoneOf } from './zone.js';

const AT_LEAST = 4 * 366;

/**
 * A calendar made ready for arithmetic: moments are ms from 1970 UTC, days the numbers of civil dates. It lays out the days
 * that it covers, a year before and three after them; more when something beyond is asked for, between 1900 and 2199.
 * What throws, throws DomainError `working-time/out-of-range` because the answer lies outside of those years.
 */
export class Calendar {
  readonly id: string;
  readonly version: string;
  readonly timeZone: string;
  /** What one working day is worth where it is counted in hours: the hours of the week's first working day. */
  readonly ordinaryDayMs: number;
  /** Working time, in ms. */
  readonly workingTime: Measure;
  /** Working days, and parts of one by its working time. */
  readonly workdays: Measure;
  private readonly covered: { readonly from: number; readonly through: number };
  private readonly rules: DayRules;
  private readonly zone: Zone;
  private table: DayTable;

  /** @throws DomainError `working-time/impossible-calendar` with `id` and all `problems`, each with its place */
  constructor(readonly definition: CalendarDefinition) {
    checkDefinition(definition);
    const { id, version, timeZone, coveredFrom, coveredThrough } = definition;
    [this.id, this.version, this.timeZone] = [id, version, timeZone];
    this.zone = zoneOf(timeZone);
    this.rules = new DayRules(definition);
    this.ordinaryDayMs = this.rules.ordinaryDayMs;
    this.covered = { from: dayOfDate(coveredFrom) ?? Number.NaN, through: dayOfDate(coveredThrough) ?? Number.NaN };
    this.workingTime = {
      between: (a, b) => this.workingMsBetween(a, b),
      add: (moment, ms) => this.addWorkingMs(moment, ms),
    };
    this.workdays = {
      between: (a, b) => this.workdaysBetween(a, b),
      add: (moment, days) => this.addWorkdays(moment, days),
    };
    this.table = this.layOut(this.covered.from - 366, this.covered.through + 3 * 366);
  }

  covers(fromDay: number, throughDay: number): boolean {
    return this.covered.from <= fromDay && throughDay <= this.covered.through;
  }

  dayOf(moment: number): number {
    const index = this.indexOf(moment);
    return this.table.first + index;
  }

  beginOf(day: number): number {
    const index = this.indexOfDay(day);
    return at(this.table.begins, index);
  }

  isWorkday(day: number): boolean {
    const index = this.indexOfDay(day);
    return at(this.table.workdaysBefore, index) < at(this.table.workdaysBefore, index + 1);
  }

  /** The slots of a day, as moments. */
  slotsOf(day: number): { readonly opens: number; readonly closes: number }[] {
    const index = this.indexOfDay(day);
    const { slotsBefore, opens, closes } = this.table;
    const [first, end] = [at(slotsBefore, index), at(slotsBefore, index + 1)];
    return Array.from({ length: end - first }, (_, slot) => ({
      opens: at(opens, first + slot),
      closes: at(closes, first + slot),
    }));
  }

  /** 下班: when the last slot of a working day ends. */
  closeOf(day: number): number {
    const index = this.indexOfDay(day);
    return at(this.table.closes, at(this.table.slotsBefore, index + 1) - 1);
  }

  /** The n-th working day after a day, n from 1; the first from that day on with `workdayAfter(day - 1, 1)`. */
  workdayAfter(day: number, n: number): number {
    const index = this.indexOfDay(day);
    const ordinal = at(this.table.workdaysBefore, index + 1) + n - 1;
    while (ordinal >= this.table.workdays.length) this.extend(1);
    return this.table.first + at(this.table.workdays, ordinal);
  }

  /** What the clocks show at a moment, in ms from 00:00. */
  timeOfDay(moment: number): number {
    const index = this.indexOf(moment);
    if (at(this.table.shifted, index) === 0) return moment - at(this.table.begins, index);
    return moment + this.zone.offsetAt(moment) - (this.table.first + index) * DAY;
  }

  /** When the clocks show this time on a day; if they skip it, when they do. */
  momentOn(day: number, timeOfDay: number): number {
    const index = this.indexOfDay(day);
    if (at(this.table.shifted, index) === 0) return at(this.table.begins, index) + timeOfDay;
    return this.zone.momentOf(day * DAY + timeOfDay);
  }

  workingMsBetween(a: number, b: number): number {
    this.indexOf(Math.min(a, b));
    const end = this.msBefore(b);
    return end - this.msBefore(a);
  }

  /**
   * When so much working time has passed: the first such moment, so that what ends with a slot ends there.
   * Nothing, or backwards: the last such moment, so that what begins with a slot begins there.
   */
  addWorkingMs(moment: number, ms: number): number {
    if (ms === 0) return this.nextWorkingMoment(moment);
    let before = this.msBefore(moment);
    while (before + ms < 0) {
      this.extend(-1);
      before = this.msBefore(moment);
    }
    const index = this.indexOf(moment);
    if (ms > 0) return this.momentReaching(before + ms, at(this.table.slotsBefore, index));
    // the last moment with so much before it is the next working moment after the first
    return before + ms === 0 ? at(this.table.opens, 0) : this.nextWorkingMoment(this.momentReaching(before + ms, 0));
  }

  private nextWorkingMoment(moment: number): number {
    const index = this.indexOf(moment);
    const ordinal = at(this.table.workdaysBefore, index + 1);
    while (ordinal >= this.table.workdays.length) this.extend(1);
    const { slotsBefore, opens, closes, workdays } = this.table;
    const end = at(slotsBefore, index + 1);
    for (let slot = at(slotsBefore, index); slot < end; slot++) {
      if (moment < at(closes, slot)) return Math.max(moment, at(opens, slot));
    }
    return at(opens, at(slotsBefore, at(workdays, ordinal)));
  }

  /** Working days between two moments, parts of a day by its working time. */
  workdaysBetween(a: number, b: number): number {
    this.indexOf(Math.min(a, b));
    const end = this.workdaysBefore(b);
    return end - this.workdaysBefore(a);
  }

  /** The first moment at which so many working days and parts of one have passed. @param workdays above 0 */
  addWorkdays(moment: number, workdays: number): number {
    const wanted = Math.round((this.workdaysBefore(moment) + workdays) * 1e9) / 1e9;
    const ordinal = Math.ceil(wanted) - 1;
    while (ordinal >= this.table.workdays.length) this.extend(1);
    const index = at(this.table.workdays, ordinal);
    const [begin, end] = this.msAround(index);
    return this.momentReaching(begin + (wanted - ordinal) * (end - begin), at(this.table.slotsBefore, index));
  }

  private msBefore(moment: number): number {
    const index = this.indexOf(moment);
    const { slotsBefore, opens, closes, msBefore } = this.table;
    const end = at(slotsBefore, index + 1);
    for (let slot = at(slotsBefore, index); slot < end; slot++) {
      if (moment < at(closes, slot)) return at(msBefore, slot) + Math.max(0, moment - at(opens, slot));
    }
    return at(msBefore, end);
  }

  private workdaysBefore(moment: number): number {
    const worked = this.msBefore(moment);
    const index = this.indexOf(moment);
    const [begin, end] = this.msAround(index);
    return at(this.table.workdaysBefore, index) + (end > begin ? (worked - begin) / (end - begin) : 0);
  }

  /** Working ms before a day, and with it. */
  private msAround(index: number): [number, number] {
    const { slotsBefore, msBefore } = this.table;
    return [at(msBefore, at(slotsBefore, index)), at(msBefore, at(slotsBefore, index + 1))];
  }

  /** @param slot from which it is reached at the earliest */
  private momentReaching(ms: number, slot: number): number {
    while (ms > at(this.table.msBefore, this.table.opens.length)) this.extend(1);
    const reached = firstReaching(this.table.msBefore, ms, slot + 1) - 1;
    return at(this.table.opens, reached) + ms - at(this.table.msBefore, reached);
  }

  /** Of the day, in a table that may have grown for it: read `this.table` afterwards, never before. */
  private indexOf(moment: number): number {
    while (moment < at(this.table.begins, 0)) this.extend(-1);
    while (moment >= at(this.table.begins, this.table.days)) this.extend(1);
    const { begins, days } = this.table;
    let index = Math.min(Math.max(0, Math.floor((moment - at(begins, 0)) / DAY)), days - 1);
    while (moment < at(begins, index)) index -= 1;
    while (moment >= at(begins, index + 1)) index += 1;
    return index;
  }

  private indexOfDay(day: number): number {
    while (day < this.table.first) this.extend(-1);
    while (day >= this.table.first + this.table.days) this.extend(1);
    return day - this.table.first;
  }

  /** Lays out at least twice as many days, backwards or forwards; forwards, whatever is numbered keeps its number. */
  private extend(direction: -1 | 1): void {
    const { first, days } = this.table;
    const more = Math.max(days, AT_LEAST);
    const wider = direction < 0 ? this.layOut(first - more, first + days) : this.layOut(first, first + days + more);
    if (wider.days === days) throw new DomainError('working-time/out-of-range', { id: this.id });
    this.table = wider;
  }

  private layOut(first: number, end: number): DayTable {
    return dayTable(this.rules, this.zone, Math.max(first, FIRST_DAY), Math.min(end, LAST_DAY));
  }
}

const at = (values: Float64Array | Int32Array | Uint8Array, index: number): number => values[index] ?? Number.NaN;

/** @throws DomainError `working-time/impossible-calendar` with `id` and all `problems`, each with its place */
export const compileCalendar = (definition: CalendarDefinition): Calendar => new Calendar(definition);
