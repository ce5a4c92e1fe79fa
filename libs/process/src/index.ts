export * from './all-projections.js';
export * from './process.module.js';
