export * from './followers.module.js';
