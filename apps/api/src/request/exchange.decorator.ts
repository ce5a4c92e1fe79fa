import { ANONYMOUS, type Caller } from '@app/identity';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Language, languageOf } from '../problems/problem.js';

/** The two ends of a request, for what needs its headers or sets the answer's. */
export interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly caller: Caller;
  readonly language: Language;
}

export const HttpExchange = createParamDecorator((_: unknown, context: ExecutionContext): Exchange => {
  const request = context.switchToHttp().getRequest<FastifyRequest & { caller?: Caller }>();
  const reply = context.switchToHttp().getResponse<FastifyReply>();
  return {
    request,
    reply,
    caller: request.caller ?? ANONYMOUS,
    language: languageOf(request.headers['accept-language']),
  };
});
