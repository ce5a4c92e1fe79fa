export * from './actor.js';
export * from './clock.js';
export * from './command-context.js';
export * from './decider.js';
export * from './domain-error.js';
export * from './recorded-event.js';
export * from './together.js';
