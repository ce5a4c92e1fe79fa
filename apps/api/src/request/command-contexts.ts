import { type Actor, Clock, type CommandContext, DomainError } from '@app/kernel';
import { DerivedKeys } from '@app/privacy';
import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { v5 as uuidV5 } from 'uuid';

const NAMESPACE = '6f1c2b1e-1f0a-5c52-9d6f-3f1a4de0c0d1';
const VISIBLE = /^[\x21-\x7e]{1,128}$/;
/** Without an account nobody tells two callers apart but by their keys: they must not meet by chance. */
const ANONYMOUS_KEY_LENGTH = 16;

/** What a request says of the command it carries: who, when, which one, and which revision the caller has seen. */
@Injectable()
export class CommandContexts {
  constructor(
    private readonly clock: Clock,
    private readonly keys: DerivedKeys,
  ) {}

  /** @throws DomainError request/bad-idempotency-key, request/bad-if-match */
  of(request: FastifyRequest, actor: Actor): CommandContext {
    const commandId = this.commandId(request, actor);
    const expectedRevision = revisionOf(request.headers['if-match']);
    const path = request.url.split('?', 1)[0];
    return {
      actor,
      at: this.clock.now(),
      commandId,
      commandHash: this.keys.keyedHash(`${request.method} ${path} ${canonical(request.body)}`),
      correlationId: request.id,
      ...(expectedRevision !== undefined && { expectedRevision }),
    };
  }

  private commandId(request: FastifyRequest, actor: Actor): string {
    const key = request.headers['idempotency-key'];
    if (key === undefined) return randomUUID();
    const anonymousTooShort = actor.id === 'anonymous' && key.length < ANONYMOUS_KEY_LENGTH;
    if (typeof key !== 'string' || !VISIBLE.test(key) || anonymousTooShort) {
      throw new DomainError('request/bad-idempotency-key');
    }
    return uuidV5(`${actor.id} ${key}`, NAMESPACE);
  }
}

/** The id of what a create makes: the same for a repeated request. */
export const newId = ({ commandId }: CommandContext): string => uuidV5(`create ${commandId}`, NAMESPACE);

function revisionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch === '*') return undefined;
  const [, revision] = /^"(\d{1,9})"$/.exec(ifMatch) ?? [];
  if (revision === undefined) throw new DomainError('request/bad-if-match', { ifMatch });
  return Number(revision);
}

/** JSON with its keys in order, so that the order they were sent in does not matter. */
const canonical = (body: unknown): string =>
  JSON.stringify(body ?? null, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
