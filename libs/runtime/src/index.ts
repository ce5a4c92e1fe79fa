export * from './config.js';
export * from './config.module.js';
export * from './database.js';
export * from './ports.js';
export * from './postgres/embedded-postgres.js';
export * from './project-root.js';
