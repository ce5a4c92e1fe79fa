export { Followers } from './followers.js';
