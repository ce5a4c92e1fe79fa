export { type AlarmPlace, type AlarmQueue, migrateAlarmQueue, openAlarmQueue } from './alarm-queue.js';
export { ringing } from './channels.js';
export { Alarms, type DeadlinesOptions } from './alarms.js';
export * from './deadlines.module.js';
