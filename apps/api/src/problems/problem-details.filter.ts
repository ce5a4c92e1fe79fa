import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { languageOf, meaningOf, problemOf } from './problem.js';

const RETRY_AFTER_SECONDS = 1;

/** Every error leaves as problem details. What nobody foresaw is logged with the request's id, and tells the caller only that. */
@Catch()
export class ProblemDetailsFilter implements ExceptionFilter {
  private readonly logger = new Logger('Http');

  async catch(error: unknown, host: ArgumentsHost): Promise<void> {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const language = languageOf(request.headers['accept-language']);
    const { code, facts } = meaningOf(error);
    const problem = { ...problemOf(code, facts, language), ...reasonsOf(error), requestId: request.id };
    if (code === 'internal/error') {
      this.logger.error(`${request.id} ${request.method} ${request.routeOptions.url}`, stackOf(error));
    }
    if (problem.status === 503 && !reply.hasHeader('Retry-After')) {
      void reply.header('Retry-After', String(RETRY_AFTER_SECONDS));
    }
    await reply
      .status(problem.status)
      .header('Content-Type', 'application/problem+json; charset=utf-8')
      .header('Content-Language', language === 'zh' ? 'zh-CN' : 'en')
      .send(problem);
  }
}

/** What readiness says stands in the way. */
function reasonsOf(error: unknown): { reasons?: unknown } {
  const body = error instanceof HttpException ? error.getResponse() : undefined;
  return typeof body === 'object' && 'reasons' in body ? { reasons: body.reasons } : {};
}

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));
