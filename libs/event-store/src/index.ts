export * from './channels.js';
export * from './decided-by.js';
export * from './event-codec.js';
export * from './event-store.js';
export * from './event-store.module.js';
export * from './followed-state.js';
export { MemoryEventStore, MemoryLog } from './memory.event-store.js';
export type { SqlSession } from './postgres.append.js';
export { PostgresEventStore, type PostgresOptions } from './postgres.event-store.js';
