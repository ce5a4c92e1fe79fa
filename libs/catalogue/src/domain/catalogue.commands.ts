import type { CommandContext, Instant } from '@app/kernel';
import type { CalendarContent, HolidayNotice } from './calendar.types.js';
import type { Category } from './catalogue.types.js';
import type { SlaPack } from './time-policy.js';

/** A jurisdiction's categories and time policies, from their `from` on. Only what differs from the stream becomes an event. */
export class DefineCatalogue {
  readonly type = 'DefineCatalogue';
  constructor(
    /** Code of the root area: `XY`. */
    readonly jurisdiction: string,
    readonly categories: readonly Category[],
    readonly slaPacks: readonly SlaPack[],
    readonly context: CommandContext,
    /** What the stream has held before adds nothing: what repeats itself does not take back what was defined since. */
    readonly neverBefore = false,
  ) {}
}

export class RetireCategories {
  readonly type = 'RetireCategories';
  constructor(
    readonly jurisdiction: string,
    readonly codes: readonly string[],
    readonly endsAt: Instant,
    readonly context: CommandContext,
  ) {}
}

/** A whole calendar (工作日历). Years beyond those it covers stay as they are. */
export class DefineCalendar {
  readonly type = 'DefineCalendar';
  constructor(
    readonly content: CalendarContent,
    readonly context: CommandContext,
  ) {}
}

/** A year's notice (节假日安排) into a calendar that exists. */
export class ApplyHolidayNotice {
  readonly type = 'ApplyHolidayNotice';
  constructor(
    readonly calendarId: string,
    readonly notice: HolidayNotice,
    readonly context: CommandContext,
  ) {}
}

export type CatalogueCommand = DefineCatalogue | RetireCategories | DefineCalendar | ApplyHolidayNotice;

/** The stream that a command is decided on: of a jurisdiction, or of a calendar. */
export function catalogueStream(command: CatalogueCommand): string {
  switch (command.type) {
    case 'DefineCalendar':
      return `calendar-${command.content.calendarId}`;
    case 'ApplyHolidayNotice':
      return `calendar-${command.calendarId}`;
    case 'DefineCatalogue':
    case 'RetireCategories':
      return catalogueStreamOf(command.jurisdiction);
  }
}

/** Where a jurisdiction's categories and time policies are. */
export const catalogueStreamOf = (jurisdiction: string): string => `catalogue-${jurisdiction}`;
