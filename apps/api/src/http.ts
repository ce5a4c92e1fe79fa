import { type Config, DEFAULT_PORT, loggerFor, portIsFree } from '@app/runtime';
import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';

/** Builds the HTTP application around a root module; it does not listen yet. */
export async function createApi(root: DynamicModule, config: Config): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({ bodyLimit: config.bodyLimit, trustProxy: trusted(config.trustProxy) });
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter, {
    logger: loggerFor(config),
    abortOnError: false,
  });
  configureHttp(app, config);
  return app;
}

const trusted = (setting: Config['trustProxy']) =>
  typeof setting === 'number' ? (_address: string, hop: number) => hop < setting : setting;

/** What applies to every request, whatever its route. */
export function configureHttp(app: NestFastifyApplication, config: Config): void {
  if (config.corsOrigins.length === 0) return;
  app.enableCors({
    origin: config.corsOrigins.includes('*') ? '*' : config.corsOrigins,
    exposedHeaders: ['ETag', 'Location', 'Retry-After', 'X-Position'],
  });
}

const PORTS_TO_TRY = 100;

/**
 * Listens on `PORT`, or without one on the first free port from 3000 up.
 * @returns the address, `http://host:port`
 * @throws Error one line, if the port is taken
 */
export async function listen(app: NestFastifyApplication, config: Config): Promise<string> {
  const first = config.port ?? DEFAULT_PORT;
  const last = config.port ?? first + PORTS_TO_TRY - 1;
  for (let port = first; port <= last; port++) {
    if (!(await portIsFree(port, config.host))) continue;
    await app.listen(port, config.host);
    return app.getUrl();
  }
  throw new Error(
    config.port === undefined
      ? `no free port from ${first} to ${last} on ${config.host}: set PORT`
      : `PORT: ${config.port} is taken on ${config.host}`,
  );
}
