export * from './caller.js';
export * from './capabilities.js';
export * from './original-evidence.js';
export * from './reveal.js';
export * from './scopes.js';
export * from './visibility.js';
export * from './visible-where.js';
