export * from './http-requests.js';
export * from './operations.module.js';
export { Readiness } from './readiness.js';
