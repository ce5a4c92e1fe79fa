export * from './limit.js';
export * from './parse-limit.js';
