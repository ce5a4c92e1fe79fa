export * from './may-be-ordered.js';
export * from './service-order.commands.js';
export * from './service-order.events.js';
export * from './service-order.js';
export * from './service-order.state.js';
export * from './service-order.words.js';
export * from './stage-due.js';
