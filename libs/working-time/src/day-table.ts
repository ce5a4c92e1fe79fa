import type { CalendarDefinition, Slot } from './definition.js';
import { DAY, dayOfDate, weekdayOf } from './instants.js';
import { msOfTime, type Zone } from './zone.js';

/**
 * A stretch of days, number `first` and on, laid out for arithmetic. Days, slots and workdays are numbered from 0 within it;
 * an array that says "before" has one entry more than there are things, for what comes after the last.
 */
export interface DayTable {
  readonly first: number;
  readonly days: number;
  /** Moment (ms UTC) at which each day begins; one more for the end of the last. */
  readonly begins: Float64Array;
  /** 1 where the clocks change within the day, so that local time is not what has passed since it began. */
  readonly shifted: Uint8Array;
  /** Slots before each day. */
  readonly slotsBefore: Int32Array;
  /** Moments (ms UTC) of each slot. */
  readonly opens: Float64Array;
  readonly closes: Float64Array;
  /** Working ms before each slot. */
  readonly msBefore: Float64Array;
  /** Working days before each day. */
  readonly workdaysBefore: Int32Array;
  /** Day of each working day. */
  readonly workdays: Int32Array;
}

interface Hours {
  readonly opens: number;
  readonly closes: number;
}

/** What a calendar says about any day, by its number. */
export class DayRules {
  private readonly week: readonly (readonly Hours[])[];
  private readonly dates: ReadonlyMap<number, readonly Hours[]>;
  /** Hours of the week's first working day: what a working day has that does not say otherwise. */
  private readonly ordinary: readonly Hours[];
  /** 1 WD in WORKING_SECONDS. */
  readonly ordinaryDayMs: number;

  constructor({ week, days }: CalendarDefinition) {
    this.week = week.map(hoursOf);
    this.ordinary = this.week.find((hours) => hours.length > 0) ?? [];
    this.ordinaryDayMs = this.ordinary.reduce((sum, { opens, closes }) => sum + closes - opens, 0);
    this.dates = new Map(
      days.map(({ date, working, slots }) => [dayOfDate(date) ?? Number.NaN, this.hoursOn(working, slots)]),
    );
  }

  hours(day: number): readonly Hours[] {
    return this.dates.get(day) ?? this.week[weekdayOf(day)] ?? [];
  }

  private hoursOn(working: boolean, slots: readonly Slot[] | undefined): readonly Hours[] {
    if (!working) return [];
    return slots ? hoursOf(slots) : this.ordinary;
  }
}

const hoursOf = (slots: readonly Slot[]): Hours[] =>
  slots.map(({ from, to }) => ({ opens: msOfTime(from) ?? 0, closes: msOfTime(to) ?? 0 }));

/** @param first number of the first day @param end number of the day after the last */
export function dayTable(rules: DayRules, zone: Zone, first: number, end: number): DayTable {
  const days = end - first;
  const begins = new Float64Array(days + 1);
  const shifted = new Uint8Array(days);
  for (let day = 0; day <= days; day++) begins[day] = zone.momentOf((first + day) * DAY);
  const slotsBefore = new Int32Array(days + 1);
  const workdaysBefore = new Int32Array(days + 1);
  const [opens, closes, workdays]: [number[], number[], number[]] = [[], [], []];
  for (let day = 0; day < days; day++) {
    const begin = begins[day] ?? 0;
    shifted[day] = (begins[day + 1] ?? 0) - begin === DAY ? 0 : 1;
    const momentOf = (ms: number) => (shifted[day] ? zone.momentOf((first + day) * DAY + ms) : begin + ms);
    const slots = opens.length;
    for (const hours of rules.hours(first + day)) {
      const [from, to] = [momentOf(hours.opens), momentOf(hours.closes)];
      if (from === to) continue; // skipped by the clocks
      opens.push(from);
      closes.push(to);
    }
    if (opens.length > slots) workdays.push(day);
    slotsBefore[day + 1] = opens.length;
    workdaysBefore[day + 1] = workdays.length;
  }
  const msBefore = new Float64Array(opens.length + 1);
  opens.forEach((from, slot) => {
    msBefore[slot + 1] = (msBefore[slot] ?? 0) + (closes[slot] ?? 0) - from;
  });
  return {
    first,
    days,
    begins,
    shifted,
    slotsBefore,
    opens: Float64Array.from(opens),
    closes: Float64Array.from(closes),
    msBefore,
    workdaysBefore,
    workdays: Int32Array.from(workdays),
  };
}
