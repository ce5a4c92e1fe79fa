export * from './domain/index.js';
export * from './get-whistle.query.js';
export * from './reporter-masked.query.js';
export * from './reveal/reveal-reporter.js';
export * from './views/index.js';
export { WHISTLE_CATEGORY, whistleCodec, whistleStream } from './whistle.codec.js';
export * from './whistles.module.js';
