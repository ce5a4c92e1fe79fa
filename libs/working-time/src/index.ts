export * from './calendar.js';
export * from './definition.js';
export * from './due.js';
export * from './limit.js';
export * from './parse-limit.js';
