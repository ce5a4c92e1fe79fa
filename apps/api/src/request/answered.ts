import { type AnsweredRequest, answeredRequests } from '@app/operations';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Tells whoever listens that a request has been answered. */
export function tellAnswered(request: FastifyRequest, reply: FastifyReply): void {
  if (!answeredRequests.hasSubscribers) return;
  const traceparent = request.headers['traceparent'];
  answeredRequests.publish({
    id: request.id,
    method: request.method,
    route: request.routeOptions.url,
    status: reply.statusCode,
    seconds: reply.elapsedTime / 1000,
    ...(typeof traceparent === 'string' && { traceparent }),
  } satisfies AnsweredRequest);
}
