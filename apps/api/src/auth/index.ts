export { Access } from './access.decorator.js';
export { AuthModule } from './auth.module.js';
export { CurrentCaller } from './current-caller.decorator.js';
