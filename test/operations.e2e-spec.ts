import { EventStore } from '@app/event-store';
import { Operations } from '@app/operations';
import { JsonLogger } from '@app/runtime';
import { afterEach, expect, test } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { once } from 'node:events';
import { request } from 'node:http';
import { raised, type RunningApi, runningApi } from './running-api.js';

const TOKEN = 'a-token-for-operators-only';
const PLACES = ['/metrics', '/queues', '/queues/api/queues', '/nowhere', '/health', '/health/../metrics'];

let api: RunningApi;
let operations: string;
afterEach(() => api.stop());

async function start(token?: string): Promise<void> {
  api = await runningApi({ operations: { port: 0, host: '127.0.0.1', token } });
  operations = api.app.get(Operations).address!;
}

/** `fetch` tidies paths up and knows no `Host` header. */
async function ask(path: string, headers: Record<string, string> = {}, method = 'GET') {
  const { hostname, port } = new URL(operations);
  const sent = request({ hostname, port, path, method, headers }).end();
  const [answer] = await once(sent, 'response');
  let body = '';
  for await (const chunk of answer) body += String(chunk);
  return { status: answer.statusCode as number, headers: answer.headers as Record<string, string>, body };
}
const statusesOf = (headers: Record<string, string>) =>
  Promise.all(PLACES.map(async (path) => (await ask(path, headers)).status));

test('with a token nothing but health is told to those who do not show it', async () => {
  await start(TOKEN);
  for (const path of ['/health/live', '/health/ready']) {
    expect([path, await ask(path)]).toMatchObject([path, { status: 200, body: '{"status":"ok"}' }]);
  }
  const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
  const wrong = [
    {},
    { authorization: 'Bearer a-token-for-operators-onlz' },
    { authorization: 'Bearer ' },
    { authorization: `Digest ${TOKEN}` },
    { authorization: basic(`${TOKEN}:`) },
    { authorization: basic('operator:wrong') },
  ];
  for (const headers of wrong) expect(await statusesOf(headers as {})).toEqual(PLACES.map(() => 401));
  expect((await ask('/queues')).headers['www-authenticate']).toMatch(/^Basic realm=/);
  for (const authorization of [`Bearer ${TOKEN}`, basic(`operator:${TOKEN}`), basic(`:${TOKEN}`)]) {
    const [metrics, queues, , nowhere] = await statusesOf({ authorization });
    expect([metrics, queues, nowhere]).toEqual([200, 200, 404]);
  }
}, 60_000);

test('nothing can be changed there, and no web page whose name is bent to this machine may read', async () => {
  await start();
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    expect((await ask('/queues/api/queues/alarms/pause', {}, method)).status).toBe(405);
  }
  expect((await ask('/metrics', { host: 'evil.example.org' })).status).toBe(403);
  expect((await ask('/metrics', { host: 'localhost:9000' })).status).toBe(200);
}, 60_000);

test('the dashboard shows the queue, and asks nobody else for anything', async () => {
  await start();
  const page = await ask('/queues');
  expect(page.headers['content-type']).toContain('text/html');
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'self';/);
  const { queues } = JSON.parse((await ask('/queues/api/queues')).body) as { queues: object[] };
  expect(queues).toMatchObject([{ name: 'alarms', readOnlyMode: true, counts: { delayed: expect.any(Number) } }]);
}, 60_000);

/** The body comes when the request has long been taken up. */
async function raisedInTwoParts(): Promise<string> {
  const headers = { 'Content-Type': 'application/json', Expect: '100-continue' };
  const sent = request(`${api.address}/api/v1/whistles`, { method: 'POST', headers });
  sent.flushHeaders();
  await once(sent, 'continue');
  sent.end(JSON.stringify({ description: '路灯不亮', areaPath: 'XY/S2' }));
  const [answer] = await once(sent, 'response');
  let body = '';
  for await (const chunk of answer) body += String(chunk);
  return (JSON.parse(body) as { id: string }).id;
}

test('a line of the log names the request that it belongs to, as its events do', async () => {
  await start();
  const lines: string[] = [];
  const store = api.app.get(EventStore);
  const append = store.append.bind(store);
  store.append = (request) => {
    new Logger('Store').log('appending');
    return append(request);
  };
  Logger.overrideLogger(new JsonLogger('log', { write: (line) => lines.push(line) }));
  try {
    const ids = await Promise.all([raised(api.anonymous).then(({ id }) => id), raisedInTwoParts()]);
    const events = await Promise.all(ids.map((id) => store.readStream(`whistle-${id}`)));
    const correlations = new Set(events.map(([event]) => event?.metadata.correlationId));
    const named = lines
      .map((line) => JSON.parse(line) as Record<string, string>)
      .filter((it) => it['context'] === 'Store');
    expect(named).toHaveLength(2);
    expect(new Set(named.map((line) => line['correlationId']))).toEqual(correlations);
  } finally {
    Logger.overrideLogger(['fatal']);
  }
}, 60_000);

test('metrics tell of requests by route, appends, batches and views, and of nobody in person', async () => {
  await start();
  const secret = { description: '张三丰家漏水', reporter: { name: '张三丰', phone: '13912345678' } };
  const { id, number, position } = await raised(api.anonymous, secret);
  await api.as('dispatcher').get(`/api/v1/triage-board?after=${position}`);
  await api.anonymous.get(`/no/such/${id}`);
  const { body, headers } = await ask('/metrics');
  expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
  const valueOf = (line: string): number =>
    Number(
      body
        .split('\n')
        .find((it) => it.startsWith(`${line} `))
        ?.split(' ')[1],
    );
  const requests = (labels: string) => valueOf(`http_request_duration_seconds_count{${labels}}`);
  expect(requests('method="POST",route="/api/v1/whistles",status="201"')).toBe(1);
  expect(requests('method="GET",route="/api/v1/triage-board",status="200"')).toBe(1);
  expect(requests('method="GET",route="none",status="404"')).toBe(1);
  expect(valueOf('chuishao_append_seconds_count{outcome="appended"}')).toBeGreaterThanOrEqual(1);
  expect(valueOf('chuishao_append_batch_events_sum')).toBeGreaterThanOrEqual(2);
  expect(valueOf('chuishao_projection_events_total{view="triage-board"}')).toBeGreaterThanOrEqual(2);
  expect(valueOf('chuishao_projection_lag_events{view="triage-board"}')).toBe(0);
  expect(valueOf('chuishao_projection_lag_seconds{view="triage-board"}')).toBe(0);
  expect(valueOf('chuishao_projection_failed{view="triage-board"}')).toBe(0);
  expect([valueOf('chuishao_webhooks_failing'), valueOf('chuishao_webhook_dead_letters')]).toEqual([0, 0]);
  expect(valueOf('process_resident_memory_bytes')).toBeGreaterThan(1e6);
  for (const told of [id, number, '张三丰', '13912345678', '漏水']) expect(body).not.toContain(told);
}, 60_000);

test('a view that stands still makes the worker unready, and its lag grows', async () => {
  await start();
  const pool = api.database.pool();
  const { position } = await raised(api.anonymous);
  await api.as('dispatcher').get(`/api/v1/triage-board?after=${position}`);
  await pool.query(
    `UPDATE views.projection SET error = 'broken', position = position - 1 WHERE name = 'whistle-search'`,
  );
  const ready = await ask('/health/ready');
  expect([ready.status, JSON.parse(ready.body)]).toEqual([
    503,
    { status: 'unavailable', reasons: ['view whistle-search stands still, see the log'] },
  ]);
  const { body } = await ask('/metrics');
  expect(body).toMatch(/^chuishao_projection_failed\{view="whistle-search"\} 1$/m);
  expect(body).toMatch(/^chuishao_projection_lag_events\{view="whistle-search"\} 1$/m);
  expect(body).not.toMatch(/^chuishao_projection_lag_seconds\{view="whistle-search"\} 0$/m);
  expect((await ask('/health/live')).status).toBe(200);
}, 60_000);
