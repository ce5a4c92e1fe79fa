import type { CalendarDefinition } from './definition.js';

/** A calendar made ready for arithmetic. */
export interface Calendar {
  readonly id: string;
  readonly version: string;
  readonly timeZone: string;
  readonly definition: CalendarDefinition;
}

/** @throws DomainError `working-time/impossible-calendar` with `id` and all `problems`, each with its place */
export function compileCalendar(definition: CalendarDefinition): Calendar {
  const { id, version, timeZone } = definition;
  return { id, version, timeZone, definition };
}
