import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { redisAvailable, startRedis, type TestRedis } from './redis.js';

(redisAvailable ? describe : describe.skip)('the Redis of a test', () => {
  let server: TestRedis;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url, { maxRetriesPerRequest: null, retryStrategy: () => 20 });
    redis.on('error', () => undefined);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.stop();
  });

  it('is empty at the start, after a wipe, and after a restart, which connections outlast', async () => {
    expect(await redis.dbsize()).toBe(0);
    await redis.set('some', 'thing');
    expect(await redis.dbsize()).toBe(1);
    await server.wipe();
    expect(await redis.dbsize()).toBe(0);
    await redis.set('some', 'thing');
    await server.restart();
    expect(await redis.dbsize()).toBe(0);
  });
});
