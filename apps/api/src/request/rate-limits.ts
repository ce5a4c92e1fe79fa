import rateLimit from '@fastify/rate-limit';
import type { Config } from '@app/runtime';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { Redis } from 'ioredis';
import { createHash } from 'node:crypto';

/** Counting is not worth waiting for longer. */
const ANSWER_MS = 250;
const RECONNECT_MS = 1_000;

/**
 * `RATE_LIMIT` requests per minute and client. Each process counts; with `REDIS_URL` all of them count together as well,
 * and while Redis is away each goes on alone.
 */
export async function limitRates(app: NestFastifyApplication, { rateLimit: max, redisUrl }: Config): Promise<void> {
  if (max === 0) return;
  const limit = { max, timeWindow: '1 minute', keyGenerator: clientOf, allowList: isHealthCheck };
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

/** Whoever shows credentials is counted by them, everybody else by address. */
const clientOf = ({ headers, ip }: FastifyRequest): string => {
  const credentials = headers.authorization ?? headers['x-api-key'];
  return credentials === undefined ? ip : createHash('sha256').update(String(credentials)).digest('base64');
};
