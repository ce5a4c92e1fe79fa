import { ANONYMOUS, Authenticator, type Caller, capabilitiesOf } from '@app/identity';
import { DomainError } from '@app/kernel';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ACCESS, type RouteAccess } from './access.decorator.js';

/** What this guard reads and writes of a Fastify request. */
export interface AuthenticatedRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  caller?: Caller;
}

interface Reply {
  header(name: string, value: string): unknown;
}

/** Authenticates every request and lets it through if its route is open to the caller. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  /** @throws DomainError 401 `auth/…-invalid` and the like, 403 `auth/not-allowed` */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const needed = this.reflector.getAllAndOverride<RouteAccess | undefined>(ACCESS, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (!needed) throw new DomainError('auth/route-closed');
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const reply = context.switchToHttp().getResponse<Reply>();
    const caller = await this.#authenticate(request, reply);
    request.caller = caller;
    if (needed.kind === 'public') return true;
    if (needed.kind === 'capability' && isHeld(caller, needed)) return true;
    if (caller.kind === 'anonymous') {
      reply.header('WWW-Authenticate', 'Bearer realm="chuishao"');
      throw new DomainError('auth/unauthenticated');
    }
    if (needed.kind === 'signed-in') return true;
    throw new DomainError('auth/not-allowed', { anyOf: needed.anyOf });
  }

  async #authenticate({ headers }: AuthenticatedRequest, reply: Reply): Promise<Caller> {
    try {
      const given = { authorization: single(headers['authorization']), apiKey: single(headers['x-api-key']) };
      return (await this.authenticator.authenticate(given)) ?? ANONYMOUS;
    } catch (error) {
      if (error instanceof DomainError && error.code !== 'auth/issuer-unavailable') {
        reply.header('WWW-Authenticate', 'Bearer realm="chuishao", error="invalid_token"');
      }
      throw error;
    }
  }
}

/** Nobody is let through a capability without having said who they are: what is open to everybody is marked public. */
const isHeld = (caller: Caller, { anyOf }: Extract<RouteAccess, { kind: 'capability' }>): boolean =>
  caller.kind !== 'anonymous' && capabilitiesOf(caller).some((capability) => anyOf.includes(capability));

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(', ') : header;
