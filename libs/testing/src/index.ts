export * from './given.js';
export * from './golden.js';
export * from './http.js';
export * from './redis.js';
export * from './small-city.js';
export * from './test-database.js';
export * from './whistle-story.js';
export * from './view-bench.js';
