import { ANONYMOUS, type Caller } from '@app/identity';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { AuthenticatedRequest } from './access.guard.js';

/** The `Caller` of this request; on public routes `ANONYMOUS` if there were no credentials. */
export const CurrentCaller = createParamDecorator(
  (_: unknown, context: ExecutionContext): Caller =>
    context.switchToHttp().getRequest<AuthenticatedRequest>().caller ?? ANONYMOUS,
);
