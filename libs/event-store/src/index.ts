export * from './decided-by.js';
export * from './event-store.js';
