export { type Calendar, compileCalendar } from './calendar.js';
export { differsBetween } from './changed.js';
export * from './definition.js';
export {
  addWorkingMs,
  type DueMoment,
  dueOf,
  markAt,
  nextWorkingMoment,
  reachesBeyond,
  workingMsBetween,
} from './due.js';
export { type DayReason, explain, type ExplainedDay, type Explanation } from './explain.js';
export * from './limit.js';
export * from './parse-limit.js';
export type { Pause } from './pauses.js';
export { civilTimeIn, instantIn, isZone } from './zone.js';
