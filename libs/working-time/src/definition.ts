import type { CivilDate } from '@app/kernel';

/** Working hours without a break, `HH:MM` local time; `to` may be `24:00`. A night shift is two: to 24:00, and from 00:00. */
export interface Slot {
  readonly from: string;
  readonly to: string;
}

/** A date on which the plain week does not hold: 法定节假日, 调休, 半天. */
export interface CalendarDay {
  readonly date: CivilDate;
  readonly working: boolean;
  /** Of a working day; without them it has the hours of the week's first working day. */
  readonly slots?: readonly Slot[];
  readonly name?: string;
}

export interface CalendarDefinition {
  /** `CN`, `CN-XZ`, `BOS`. */
  readonly id: string;
  /** Given by whoever stores it. */
  readonly version: string;
  /** IANA. */
  readonly timeZone: string;
  /** Seven days, Monday first; a rest day has no slots. */
  readonly week: readonly (readonly Slot[])[];
  readonly days: readonly CalendarDay[];
  /** The dates for which `days` is complete. Outside of them the plain week holds, and all that is found is provisional. */
  readonly coveredFrom: CivilDate;
  readonly coveredThrough: CivilDate;
}

/** What a region has otherwise than the calendar it is based on: 地方性、少数民族节假日 (全国年节及纪念日放假办法 §4). */
export interface RegionalCalendar {
  readonly id: string;
  readonly version: string;
  readonly week?: CalendarDefinition['week'];
  readonly days?: readonly CalendarDay[];
}

/** The calendar of a region: its days stand before those of the base, its week replaces the base's. */
export function overlay(base: CalendarDefinition, region: RegionalCalendar): CalendarDefinition {
  const own = region.days ?? [];
  const dates = new Set(own.map(({ date }) => date));
  const days = [...base.days.filter(({ date }) => !dates.has(date)), ...own];
  return {
    ...base,
    id: region.id,
    version: region.version,
    week: region.week ?? base.week,
    days: days.toSorted((a, b) => (a.date < b.date ? -1 : 1)),
  };
}
