export { type AlarmPlace, type AlarmQueue, migrateAlarmQueue, openAlarmQueue, removeAlarms } from './alarm-queue.js';
export { Alarms } from './alarms.js';
export { recalculating, ringing } from './channels.js';
export * from './deadlines.module.js';
export type { DeadlinesOptions } from './options.js';
export { CalendarRevisions } from './revisions/calendar-revisions.js';
export { type Expecting, expectedByCalendar } from './revisions/expected-revision.js';
export { recalculateDeadlines } from './revisions/recalculations.js';
