import { ProcessModule } from '@app/process';
import { type Config, freePort, readConfig } from '@app/runtime';
import { redisAvailable, redisIsOurs, startRedis, type TestDatabase, testDatabase, type TestRedis } from '@app/testing';
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiModule, createApi, listen } from '../apps/api/src/api.module.js';

jest.setTimeout(60_000);
const LIMIT = 6;

(redisAvailable ? describe : describe.skip)('several API processes on one Redis', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'chuishao-limits-'));
  const open: (() => Promise<unknown>)[] = [];
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterEach(async () => {
    for (const close of open.splice(0).toReversed()) await close();
  });
  afterAll(async () => {
    await database.drop();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const redis = async (port?: number): Promise<TestRedis> => {
    const server = await startRedis(port === undefined ? {} : { port });
    open.push(() => server.stop());
    return server;
  };
  const api = async (redisUrl?: string): Promise<string> => {
    const given = readConfig({ NODE_ENV: 'test', DATABASE_URL: database.url, DATA_DIR: dataDir, PORT: '0' });
    const own = { embedded: true, logLevel: 'fatal', rateLimit: LIMIT, redisUrl, trustProxy: 1 } as const;
    const config: Config = Object.assign({}, given, own);
    const app: NestFastifyApplication = await createApi(
      ProcessModule.forRoot(config, [ApiModule.forRoot(config)]),
      config,
    );
    open.push(() => app.close());
    return listen(app, config);
  };
  const ask = (address: string, headers: Record<string, string> = {}) =>
    fetch(`${address}/api/v1/areas`, { headers: { 'x-forwarded-for': '10.0.0.1', ...headers } });
  /** How many of so many requests, one after the other and at one address after the other, are answered. */
  const served = async (requests: number, ...addresses: string[]): Promise<number> => {
    let count = 0;
    for (let n = 0; n < requests; n++) count += (await ask(addresses[n % addresses.length]!)).ok ? 1 : 0;
    return count;
  };

  test('count a client together, and each client apart', async () => {
    const { url } = await redis();
    const [one, other] = [await api(url), await api(url)];
    expect(await served(2 * LIMIT, one, other)).toBe(LIMIT);
    const refused = await ask(other);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ code: 'request/too-many' });
    const another = await ask(one, { 'x-forwarded-for': '10.0.0.2' });
    expect([another.status, another.headers.get('x-ratelimit-remaining')]).toEqual([200, String(LIMIT - 1)]);
    expect((await ask(other, { 'x-api-key': 'chs_a_b' })).status).toBe(429);
    expect((await fetch(`${one}/health/live`)).status).toBe(200);
  });

  test('count an account apart from its address, once its credential was right', async () => {
    const { url } = await redis();
    const address = await api(url);
    const issued = await fetch(`${address}/api/v1/demo/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-forwarded-for': '10.0.0.4' },
      body: JSON.stringify({ account: 'resident' }),
    });
    const authorization = `Bearer ${((await issued.json()) as { token: string }).token}`;
    const own = { authorization, 'x-forwarded-for': '10.0.0.4' };
    expect((await ask(address, own)).headers.get('x-ratelimit-remaining')).toBe(String(LIMIT - 2));
    expect((await ask(address, own)).headers.get('x-ratelimit-remaining')).toBe(String(LIMIT - 1));
    for (let n = 0; n < LIMIT; n++) await ask(address, { ...own, authorization: `Bearer made-up-${n}` });
    const refused = await ask(address, { ...own, authorization: 'Bearer made-up' });
    expect([refused.status, (await ask(address, own)).status]).toEqual([429, 200]);
  });

  test('without Redis each counts for itself', async () => {
    const [one, other] = [await api(), await api()];
    expect(await served(4 * LIMIT, one, other)).toBe(2 * LIMIT);
  });

  (redisIsOurs ? test : test.skip)(
    'go on alone while it is away, with a word, and together when it is back',
    async () => {
      const said = jest.spyOn(Logger.prototype, 'warn');
      const told = jest.spyOn(Logger.prototype, 'log');
      const port = await freePort();
      const url = `redis://:secret@127.0.0.1:${port}`;
      const [one, other] = [await api(url), await api(url)];
      expect(await served(4 * LIMIT, one, other)).toBe(2 * LIMIT);
      const words = said.mock.calls.map(([text]) => String(text)).filter((text) => text.includes('counts requests'));
      expect(words).toHaveLength(2);
      expect(words.join()).not.toContain('secret');

      await redis(port);
      while (told.mock.calls.filter(([text]) => String(text).includes('together again')).length < 2) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const answers = [];
      for (let n = 0; n < 2 * LIMIT; n++)
        answers.push((await ask([one, other][n % 2]!, { 'x-forwarded-for': '10.0.0.3' })).status);
      expect(answers.filter((status) => status === 200)).toHaveLength(LIMIT);
    },
  );
});
