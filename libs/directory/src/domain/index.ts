export * from './directory.types.js';
