import rateLimit from '@fastify/rate-limit';
import type { Config } from '@app/runtime';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Redis } from 'ioredis';
import { createHash } from 'node:crypto';
import type { AuthenticatedRequest } from '../auth/access.guard.js';

/** Counting is not worth waiting for longer. */
const ANSWER_MS = 250;
const RECONNECT_MS = 1_000;

/**
 * `RATE_LIMIT` requests per minute and client. Each process counts; with `REDIS_URL` all of them count together as well,
 * and while Redis is away each goes on alone.
 */
export async function limitRates(app: NestFastifyApplication, { rateLimit: max, redisUrl }: Config): Promise<void> {
  if (max === 0) return;
  const clients = new Clients();
  app
    .getHttpAdapter()
    .getInstance()
    // before it is sent: the next request may come as soon as this one is answered
    .addHook('onSend', (request: AuthenticatedRequest, _reply: FastifyReply, _body: unknown, done: () => void) => {
      clients.answered(request);
      done();
    });
  const limit = {
    max,
    timeWindow: '1 minute',
    keyGenerator: (request: FastifyRequest) => clients.of(request),
    allowList: isHealthCheck,
  };
  if (!redisUrl) return void (await app.register(rateLimit, limit));
  // what a client is told comes from the count of all
  const addHeadersOnExceeding = {
    'x-ratelimit-limit': false,
    'x-ratelimit-remaining': false,
    'x-ratelimit-reset': false,
  };
  await app.register(rateLimit, { ...limit, addHeadersOnExceeding });
  const redis = await connected(redisUrl);
  await app.register(rateLimit, { ...limit, redis, nameSpace: 'chuishao:requests:', skipOnError: true });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onClose', () => redis.disconnect());
}

/** Never waits for Redis: a command that cannot be sent at once fails. */
async function connected(url: string): Promise<Redis> {
  const logger = new Logger('RateLimits');
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: RECONNECT_MS,
    commandTimeout: ANSWER_MS,
    disconnectTimeout: ANSWER_MS,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => RECONNECT_MS,
  });
  let away = false;
  redis.on('error', ({ message, code }: NodeJS.ErrnoException) => {
    if (!away) logger.warn(`each process counts requests for itself: ${message || code}`);
    away = true;
  });
  redis.on('ready', () => {
    if (away) logger.log('all processes count requests together again');
    away = false;
  });
  await redis.connect().catch(() => undefined);
  return redis;
}

const isHealthCheck = ({ url }: FastifyRequest): boolean => url.startsWith('/health/');

/** So many credentials are remembered to be right. */
const REMEMBERED = 10_000;

/**
 * Whoever has shown credentials that were right is counted by them, everybody else by address: who makes some up for each
 * request is one client. No credential is kept, only its hash.
 */
export class Clients {
  readonly #right = new Set<string>();

  of({ headers, ip }: Pick<FastifyRequest, 'headers' | 'ip'>): string {
    const shown = hashOf(headers);
    return shown !== undefined && this.#right.has(shown) ? shown : ip;
  }

  answered({ headers, caller }: AuthenticatedRequest): void {
    const shown = hashOf(headers);
    if (shown === undefined || !caller || caller.kind === 'anonymous') return;
    this.#right.delete(shown);
    this.#right.add(shown);
    const [oldest] = this.#right;
    if (this.#right.size > REMEMBERED && oldest !== undefined) this.#right.delete(oldest);
  }
}

function hashOf(headers: AuthenticatedRequest['headers']): string | undefined {
  const shown = headers['authorization'] ?? headers['x-api-key'];
  return shown === undefined ? undefined : createHash('sha256').update(String(shown)).digest('base64');
}
