import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { languageOf, meaningOf, problemOf } from './problem.js';

const RETRY_AFTER_SECONDS = 1;
const logger = new Logger('Http');

/** Every error leaves as problem details. */
@Catch()
export class ProblemDetailsFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    sendProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/** What nobody foresaw is logged with the request's id, and tells the caller only that. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const language = languageOf(request.headers['accept-language']);
  const { code, facts } = meaningOf(error);
  const problem = { ...problemOf(code, facts, language), ...reasonsOf(error), requestId: request.id };
  if (code === 'internal/error') {
    logger.error(`${request.id} ${request.method} ${request.routeOptions.url}`, stackOf(error));
  }
  if (problem.status === 503 && !reply.hasHeader('Retry-After')) {
    void reply.header('Retry-After', String(RETRY_AFTER_SECONDS));
  }
  void reply
    .status(problem.status)
    .header('Content-Type', 'application/problem+json; charset=utf-8')
    .header('Content-Language', language === 'zh' ? 'zh-CN' : 'en')
    .send(problem);
}

/** What readiness says stands in the way. */
function reasonsOf(error: unknown): { reasons?: unknown } {
  const body = error instanceof HttpException ? error.getResponse() : undefined;
  return typeof body === 'object' && 'reasons' in body ? { reasons: body.reasons } : {};
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
