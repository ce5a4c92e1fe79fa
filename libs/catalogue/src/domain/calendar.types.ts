import type { CivilDate, Instant } from '@app/kernel';
import type { CalendarDay, CalendarDefinition } from '@app/working-time';

/** A day off (放假) or a working day out of turn (调休上班), and whose notice says so. */
export interface NoticedDay extends CalendarDay {
  /** Year of the notice, where it is not that of the date: 2018-12-29 stands in the notice for 2019. */
  readonly notice?: number;
}

/** 工作日历 as it is stored: a whole calendar, or what a region has otherwise than the calendar it is based on. */
export interface CalendarContent {
  /** `CN`, `CN-XZ`, `BOS`. */
  readonly calendarId: string;
  /** The calendar of the whole country, for a region's (地方性、少数民族节假日). Never changes. */
  readonly basedOn?: string;
  /** IANA; a region's is that of its base. */
  readonly timeZone: string;
  /** Seven days, Monday first. A region's may be absent: then it is that of its base. */
  readonly week?: CalendarDefinition['week'];
  readonly days: readonly NoticedDay[];
  readonly coveredFrom: CivilDate;
  readonly coveredThrough: CivilDate;
  /** The areas for which it holds; of several calendars, that of the smallest area does. */
  readonly areaPaths: readonly string[];
  /** Which notice (国办发明电〔2025〕7号) or which package of which version the days are from. */
  readonly source: string;
}

/** One revision of a calendar, in its stream's order. */
export interface CalendarRevision {
  readonly content: CalendarContent;
  /** '' where a test gives events without moments: known from the beginning. */
  readonly definedAt: Instant;
}

/** A calendar as it holds: with its base's days, and under a version that names both (`CN-XZ@2+CN@5`). */
export interface DefinedCalendar extends CalendarDefinition, Pick<CalendarContent, 'basedOn' | 'areaPaths' | 'source'> {
  readonly definedAt: Instant;
}

/** 节假日安排: a year's notice of the days off and the working days out of turn. */
export interface HolidayNotice {
  readonly year: number;
  readonly source: string;
  readonly days: readonly { readonly date: CivilDate; readonly working: boolean; readonly name?: string }[];
}
