export * from './catalogue.commands.js';
export * from './catalogue.events.js';
export * from './catalogue.js';
export * from './catalogue.types.js';
export * from './catalogue.view.js';
export * from './routing.js';
