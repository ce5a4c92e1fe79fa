import { type AnsweredRequest, answeredRequests } from '@app/operations';
import { type Config, correlation } from '@app/runtime';
import { Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Each request is done under its id, and tells of itself when it has been answered. */
export function followRequests(server: FastifyInstance, { logLevel }: Config): void {
  server.addHook('onRequest', (request: FastifyRequest, _reply: FastifyReply, done: () => void) => {
    correlation.run(request.id, done);
  });
  const logger = new Logger('Http');
  const logged = logLevel === 'debug' || logLevel === 'verbose';
  server.addHook('onResponse', (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
    if (answeredRequests.hasSubscribers) answeredRequests.publish(answered(request, reply));
    if (logged) correlation.run(request.id, () => logger.debug(lineOf(answered(request, reply))));
    done();
  });
}

function answered(request: FastifyRequest, reply: FastifyReply): AnsweredRequest {
  const traceparent = request.headers['traceparent'];
  return {
    id: request.id,
    method: request.method,
    route: request.routeOptions.url,
    status: reply.statusCode,
    seconds: reply.elapsedTime / 1000,
    ...(typeof traceparent === 'string' && { traceparent }),
  };
}

/** The route's pattern in place of the path, whose ids and query values are nobody's business here. */
const lineOf = ({ method, route = '(no route)', status, seconds }: AnsweredRequest): string =>
  `${method} ${route} ${status} ${(seconds * 1000).toFixed(1)} ms`;
