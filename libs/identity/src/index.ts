export * from './api-keys.js';
export * from './authenticator.js';
export * from './demo-issuer.js';
export * from './domain/index.js';
export * from './identity.module.js';
