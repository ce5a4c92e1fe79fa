export { deIdentify } from './de-identify.js';
export * from './masks.js';
export type { KnownPersonalData } from './personal-patterns.js';
export * from './sealed.js';
