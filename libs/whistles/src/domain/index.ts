export * from './clocks.js';
export * from './facts.js';
export * from './transitions.js';
export * from './whistle.commands.js';
export * from './whistle.events.js';
export * from './whistle.js';
export * from './whistle.state.js';
export * from './whistle.words.js';
