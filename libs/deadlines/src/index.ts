export { migrateAlarmQueue } from './alarm-queue.js';
export { Alarms, type DeadlinesOptions } from './alarms.js';
export * from './deadlines.module.js';
