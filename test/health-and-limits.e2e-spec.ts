import { afterEach, expect, test } from '@jest/globals';
import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { type RunningApi, runningApi } from './running-api.js';

let api: RunningApi;
afterEach(() => api.stop());

test('without its database it is alive, not ready, and says so to everybody', async () => {
  api = await runningApi();
  expect(await api.anonymous.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ok' } });
  const desk = api.as('dispatcher');
  expect((await desk.get('/api/v1/triage-board')).status).toBe(200);
  await api.database.drop();
  expect(await api.anonymous.get('/health/live')).toMatchObject({ status: 200, body: { status: 'ok' } });
  for (
    const deadline = Date.now() + 10_000;
    (await api.anonymous.get('/health/ready')).status !== 503;
    await pause(20)
  ) {
    if (Date.now() > deadline) throw new Error('still ready');
  }
  const ready = await api.anonymous.get('/health/ready');
  expect(ready.body).toMatchObject({ code: 'service/unavailable', reasons: ['database not reachable'] });
  for (const sent of [
    desk.get('/api/v1/triage-board'),
    desk.get('/api/v1/whistles/0c335960-eed9-5364-ba7f-ebf00560e964'),
    api.anonymous.post('/api/v1/whistles', { description: '路灯不亮', areaPath: 'XY/S1' }),
  ]) {
    const { status, body, headers } = await sent;
    expect([status, body['code']]).toEqual([503, 'service/unavailable']);
    expect(headers.get('retry-after')).toMatch(/^\d+$/);
    expect(JSON.stringify(body)).not.toMatch(/database "|postgres|ECONN/);
  }

  const [server, own] = [new URL(api.database.url), new URL(api.database.url)];
  server.pathname = '/postgres';
  const client = new pg.Client({ connectionString: server.href });
  await client.connect();
  await client.query(`CREATE DATABASE ${own.pathname.slice(1)}`);
  await client.end();
  const empty = await api.anonymous.get('/health/ready');
  expect(empty).toMatchObject({ status: 503, body: { reasons: [expect.stringContaining('migrations not run')] } });
}, 60_000);

test('too many requests are a problem that says when to come back; others are not held up', async () => {
  api = await runningApi({ rateLimit: 5 });
  expect((await api.as('supervisor').get('/api/v1/areas')).status).toBe(200);
  const answers = [];
  for (let n = 0; n < 7; n++) answers.push(await api.anonymous.get('/api/v1/areas'));
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(5);
  const refused = answers.at(-1)!;
  expect(refused).toMatchObject({ status: 429, body: { code: 'request/too-many', status: 429 } });
  expect(refused.headers.get('content-type')).toContain('application/problem+json');
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await api.anonymous.get('/health/live')).status).toBe(200);
  expect((await api.as('supervisor').get('/api/v1/areas')).status).toBe(200);
  expect((await api.withKey('chs_x_y').get('/api/v1/areas')).status).toBe(429); // made up: no other client
}, 60_000);

test('behind a proxy that is trusted, each client is counted by its own address', async () => {
  api = await runningApi({ rateLimit: 5, trustProxy: 1 });
  const from = async (address: string): Promise<number> => {
    const sent = { headers: { 'x-forwarded-for': `198.51.100.7, ${address}` } };
    return (await api.anonymous.get('/api/v1/areas', sent)).status;
  };
  for (let n = 0; n < 6; n++) await from('203.0.113.1');
  expect([await from('203.0.113.1'), await from('203.0.113.2')]).toEqual([429, 200]);
}, 60_000);
