export * from './coded-facts.js';
export * from './messages.js';
export * from './notices.js';
export * from './webhook.events.js';
export * from './webhook.js';
