import type { Config } from '@app/runtime';
import { Logger } from '@nestjs/common';
import fastify, { type FastifyInstance, type FastifyPluginCallback, type FastifyRequest } from 'fastify';
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';

export type Place = NonNullable<Config['operations']>;

export interface Shown {
  /** What stands in the way of this process's work. */
  readonly reasons: () => Promise<readonly string[]>;
  readonly metrics: { readonly contentType: string; metrics(): Promise<string> };
  /** The dashboard of the queues, where there are any. */
  readonly queues?: FastifyPluginCallback | undefined;
}

export interface Listener {
  /** `http://host:port` */
  readonly address: string;
  readonly close: () => Promise<void>;
}

const READING = new Set(['GET', 'HEAD']);

const HEADERS = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  // The dashboard would ask another company for its fonts.
  'Content-Security-Policy':
    "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'",
};

/**
 * What operators see of one process, and nothing can be changed there. `/health/*` is for everybody who reaches it;
 * all else needs the token, if there is one.
 * @throws Error one line, if it cannot listen there
 */
export async function openListener(place: Place, shown: Shown): Promise<Listener> {
  const server = fastify({ forceCloseConnections: true });
  guard(server, place.token);
  serve(server, shown);
  const { host, port } = place;
  const address = await server.listen({ port, host }).catch((error: NodeJS.ErrnoException) => {
    const why = error.code === 'EADDRINUSE' ? `OPS_PORT: ${port} is taken` : `OPS_HOST: cannot listen (${error.code})`;
    throw new Error(`${why} on ${host}`, { cause: error });
  });
  return { address, close: () => server.close() };
}

function guard(server: FastifyInstance, token: string | undefined): void {
  const logger = new Logger('Operations');
  server.addHook('onRequest', async (request, reply) => {
    void reply.headers(HEADERS);
    if (!READING.has(request.method)) {
      return reply.code(405).header('Allow', 'GET, HEAD').send({ status: 'read-only' });
    }
    if (token === undefined && !isOwnName(request.hostname)) {
      return reply.code(403).send({ status: 'not-this-host' });
    }
    if (token !== undefined && !isHealth(request) && !shows(token, request.headers.authorization)) {
      const challenge = 'Basic realm="chuishao operations", charset="UTF-8"';
      return reply.code(401).header('WWW-Authenticate', challenge).send({ status: 'token-required' });
    }
  });
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ status: 'not-found' }));
  server.setErrorHandler((error, _request, reply) => {
    logger.error(error);
    void reply.code(500).send({ status: 'failed' });
  });
}

function serve(server: FastifyInstance, { reasons, metrics, queues }: Shown): void {
  server.get('/health/live', () => ({ status: 'ok' }));
  server.get('/health/ready', async (_request, reply) => {
    const found = await reasons();
    return found.length === 0 ? { status: 'ok' } : reply.code(503).send({ status: 'unavailable', reasons: found });
  });
  server.get('/metrics', async (_request, reply) => reply.type(metrics.contentType).send(await metrics.metrics()));
  if (queues) void server.register(queues, { prefix: '/queues' });
}

const isHealth = ({ routeOptions }: FastifyRequest): boolean => routeOptions.url?.startsWith('/health/') === true;

/** Without a token only this machine gets here, but so does a page in its browser whose name was bent to 127.0.0.1. */
const isOwnName = (host: string): boolean => host === 'localhost' || isIP(host.replaceAll(/^\[|\]$/g, '')) > 0;

/** As a bearer token, or as the password that a browser asks for; the user's name does not matter. */
export function shows(token: string, authorization = ''): boolean {
  const [, scheme = '', given = ''] = /^(Bearer|Basic) +(\S+)$/i.exec(authorization) ?? [];
  const shown = scheme.toLowerCase() === 'basic' ? passwordOf(given) : given;
  return timingSafeEqual(digest(shown), digest(token));
}

function passwordOf(basic: string): string {
  const text = Buffer.from(basic, 'base64').toString();
  return text.slice(text.indexOf(':') + 1);
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
