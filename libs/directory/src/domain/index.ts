export * from './directory.commands.js';
export * from './directory.events.js';
export * from './directory.js';
export * from './directory.state.js';
export * from './directory.types.js';
export * from './directory.view.js';
export * from './timeline.js';
