import { type Config, DEFAULT_PORT, loggerFor, portIsFree } from '@app/runtime';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { randomUUID } from 'node:crypto';
import { OFFSET_STREAM } from './evidence/upload-exchange.js';
import { documentApi } from './openapi.js';
import { followRequests } from './request/answered.js';
import { limitRates } from './request/rate-limits.js';
import { sendProblem } from './problems/problem-details.filter.js';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

/** Builds the HTTP application around a root module; it does not listen yet. */
export async function createApi(root: DynamicModule, config: Config): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: config.bodyLimit,
    trustProxy: trusted(config.trustProxy),
    genReqId: () => randomUUID(),
    frameworkErrors: sendProblem,
    ...slowClients(config),
  });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: loggerFor(config),
    abortOnError: false,
    bodyParser: false,
  });
  await configureHttp(app, config);
  return app;
}

/** Headers are sent at once; a body may take a slow line. */
const HEADERS_MS = 10_000;

/** A client that sends or reads too slowly is cut off, so that no number of them can keep all connections busy. */
const slowClients = ({ requestTimeout }: Config) => ({
  requestTimeout: requestTimeout * 1000,
  connectionTimeout: requestTimeout * 1000,
  http: { headersTimeout: Math.min(HEADERS_MS, requestTimeout * 1000), connectionsCheckingInterval: 1000 },
});

type Parsed = (error: null, body: unknown) => void;

const trusted = (setting: Config['trustProxy']) =>
  typeof setting === 'number' ? (_address: string, hop: number) => hop < setting : setting;

/** What applies to every request, whatever its route. */
export async function configureHttp(app: NestFastifyApplication, config: Config): Promise<void> {
  const server = app.getHttpAdapter().getInstance();
  server.removeContentTypeParser('text/plain');
  // read by whoever receives an upload, as it comes, and nobody else
  server.addContentTypeParser(OFFSET_STREAM, (_request: FastifyRequest, bytes: unknown, done: Parsed) =>
    done(null, bytes),
  );
  server.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    void reply.header('X-Request-Id', request.id);
    if (request.url.startsWith('/api/v1')) void reply.header('Cache-Control', 'no-store');
  });
  followRequests(server, config);
  await limitRates(app, config);
  documentApi(app);
  if (config.corsOrigins.length === 0) return;
  app.enableCors({
    origin: config.corsOrigins.includes('*') ? '*' : config.corsOrigins,
    exposedHeaders: ['ETag', 'Location', 'Retry-After', 'X-Position', 'X-Request-Id'],
  });
}

const PORTS_TO_TRY = 100;

/** @throws Error one line, if `PORT` was given and is taken: asked before anything else is started */
export async function refuseTakenPort({ port, host }: Config): Promise<void> {
  if (port !== undefined && !(await portIsFree(port, host))) throw new Error(`PORT: ${port} is taken on ${host}`);
}

/**
 * Listens on `PORT`, or without one on the first free port from 3000 up.
 * @returns the address, `http://host:port`
 * @throws Error one line, if the port is taken
 */
export async function listen(app: NestFastifyApplication, config: Config): Promise<string> {
  await refuseTakenPort(config);
  const first = config.port ?? DEFAULT_PORT;
  const last = config.port ?? first + PORTS_TO_TRY - 1;
  for (let port = first; port <= last; port++) {
    if (!(await portIsFree(port, config.host))) continue;
    await app.listen(port, config.host);
    return app.getUrl();
  }
  throw new Error(`no free port from ${first} to ${last} on ${config.host}: set PORT`);
}
