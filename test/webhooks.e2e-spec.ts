import { isSignedBy } from '@app/notifications';
import { type HttpCaller, type Received, type Subscriber, subscriber } from '@app/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { until } from './processes.js';
import {
  type Decided,
  dispatched,
  type Loose,
  type Page,
  type RunningApi,
  runningApi,
  wholeDatabase,
} from './running-api.js';

const RETRIES = [20, 20, 20];
const UNIT = 'XY-S1-GA';
const LEAD = 'clerk-s1-ga-1';
const REPORTER = { name: '欧阳小明', phone: '13912345678' };

let api: RunningApi;
let document: Described;
beforeAll(async () => {
  const webhooks = { networks: ['127.0.0.0/8'], retryDelaysMs: RETRIES };
  api = await runningApi({ webhooks });
  document = (await (await fetch(`${api.address}/api/docs-json`)).json()) as Described;
}, 60_000);
afterAll(() => api.stop());

let system: Subscriber;
beforeEach(async () => {
  system = await subscriber();
});
afterEach(() => system.close());

/** What the OpenAPI document says of deliveries. */
interface Described {
  readonly webhooks: Readonly<
    Record<
      'event' | 'group',
      {
        readonly post: {
          readonly parameters: readonly { readonly name: string; readonly schema: { readonly pattern?: string } }[];
          readonly requestBody: { readonly content: { readonly 'application/json': { readonly schema: object } } };
        };
      }
    >
  >;
}
/** Fails for a message that nobody could have expected who has read the document. */
function isAsDocumented({ id, timestamp, signature, body }: Received, format: 'event' | 'group'): void {
  const { parameters, requestBody } = document.webhooks[format].post;
  z.fromJSONSchema(requestBody.content['application/json'].schema as never).parse(body);
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature };
  expect(parameters.map(({ name }) => name)).toEqual(Object.keys(headers));
  for (const { name, schema } of parameters) {
    expect([name, headers[name as keyof typeof headers]]).toEqual([name, expect.stringMatching(schema.pattern ?? /./)]);
  }
}

interface Hook extends Loose {
  readonly webhookId: string;
  readonly secret: string;
}

/** A key of 派出所, as their own system holds it. */
async function aKey(changes: Loose = {}): Promise<{ keyId: string; system: HttpCaller }> {
  const keyId = `k-${randomUUID()}`;
  const scopes = ['whistles:read', 'webhooks:manage'];
  const body = { keyId, name: '派出所接口', role: 'DEPARTMENT', unitId: UNIT, areaPath: 'XY', scopes, ...changes };
  const issued = await api.as('admin').post<{ key: string }>('/api/v1/api-keys', body);
  if (issued.status !== 201) throw new Error(JSON.stringify(issued.body));
  return { keyId, system: api.withKey(issued.body.key) };
}

async function opened(by: HttpCaller, changes: Loose = {}): Promise<Hook> {
  const { status, body } = await by.post<Hook>('/api/v1/webhooks', { url: system.url, ...changes });
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
}

const state = async (by: HttpCaller, { webhookId }: Hook): Promise<Loose> =>
  (await by.get(`/api/v1/webhooks/${webhookId}`)).body;
const acknowledged = (): readonly Received[] => system.received.filter(({ status }) => status < 300);
const typesOf = (messages: readonly Received[]): string[] => messages.map(({ body }) => String(body['type']));
const has = (type: string, times = 1) =>
  until(
    () => typesOf(acknowledged()).filter((one) => one === type).length >= times,
    () => JSON.stringify(typesOf(system.received)),
    20_000,
  );
const sign = (whistle: Decided) => api.as(LEAD).post(`/api/v1/whistles/${whistle.id}/assignments/a1/sign`);

/** The events of one whistle in the order of the log, as the desk sees them. */
async function timeline({ id }: Decided): Promise<string[]> {
  const { body } = await api.as('dispatcher').get<Page<{ type: string }>>(`/api/v1/whistles/${id}/timeline?limit=200`);
  return body.items.map(({ type }) => type);
}

describe('a department’s system', () => {
  test('gets each event that its key may see, in order, signed, under one id at each attempt', async () => {
    const key = await aKey();
    const hook = await opened(key.system);
    let failures = 2;
    system.answerBy(() => (failures-- > 0 ? 503 : 204));
    const whistle = await dispatched(api, {
      reporter: REPORTER,
      description: `${REPORTER.name}：夜市音响扰民，电话${REPORTER.phone}`,
    });
    await sign(whistle);
    await has('AssignmentSigned');

    // nothing of before the task was theirs
    const all = await timeline(whistle);
    const own = all.slice(all.indexOf('AssignmentCreated'));
    expect(typesOf(acknowledged())).toEqual(own.filter((type) => type !== 'DeadlineWarned'));
    const [first, second, third] = system.received;
    expect([first!.status, second!.status, third!.status]).toEqual([503, 503, 204]);
    expect(new Set([first!.id, second!.id, third!.id])).toEqual(new Set([first!.id]));
    expect(first!.text).toBe(third!.text);
    expect(new Set(acknowledged().map(({ id }) => id)).size).toBe(acknowledged().length);
    const positions = acknowledged().map(({ body }) => Number((body['data'] as Loose)['position']));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    for (const one of system.received) {
      isAsDocumented(one, 'event');
      const { text, ...message } = one;
      expect(isSignedBy(hook.secret, { ...message, body: text }, message.signature)).toBe(true);
      for (const personal of [REPORTER.name, '欧阳', REPORTER.phone, '夜市']) expect(text).not.toContain(personal);
      expect(Math.abs(Date.now() / 1000 - message.timestamp)).toBeLessThan(60);
    }
    expect(third!.body).toMatchObject({
      type: 'AssignmentCreated',
      data: {
        eventId: third!.id,
        whistle: { id: whistle.id, number: whistle.number, status: 'DISPATCHED', categoryCode: 'HJ03' },
        facts: { assignmentId: 'a1', unitId: UNIT, role: 'LEAD', mandatory: true },
      },
    });
    await until(async () => (await state(key.system, hook))['deliveredAt'] !== null);
    expect(await state(key.system, hook)).toMatchObject({
      status: 'ACTIVE',
      attempts: 0,
      lastError: null,
      deadLetters: 0,
    });
  });

  test('is not held up for ever by one event that it refuses: that is given up, shown, and sent again when asked', async () => {
    const key = await aKey();
    const hook = await opened(key.system, { types: ['AssignmentCreated', 'AssignmentSigned', 'ContactRecorded'] });
    let refusing = true;
    system.answerBy(({ body }) => (refusing && body['type'] === 'AssignmentSigned' ? 500 : 204));
    const whistle = await dispatched(api);
    await sign(whistle);
    await api.as(LEAD).post(`/api/v1/whistles/${whistle.id}/assignments/a1/contacts`, { contacted: 'STREET' });
    await has('ContactRecorded');
    const tried = system.received.filter(({ body }) => body['type'] === 'AssignmentSigned');
    expect([tried.length, new Set(tried.map(({ id }) => id)).size]).toEqual([RETRIES.length + 1, 1]);
    // of three units that were given a task only their own
    expect(typesOf(acknowledged())).toEqual([
      'AssignmentCreated',
      'AssignmentCreated',
      'AssignmentCreated',
      'ContactRecorded',
    ]);

    const path = `/api/v1/webhooks/${hook.webhookId}/dead-letters`;
    const { body } = await key.system.get<Page<Loose>>(path);
    expect(body.items).toMatchObject([
      {
        eventId: tried[0]!.id,
        type: 'AssignmentSigned',
        whistleId: whistle.id,
        attempts: 4,
        error: 'it answered 500',
        replayAt: null,
      },
    ]);
    refusing = false;
    expect(await key.system.post(`${path}/replay`, { eventIds: [tried[0]!.id] })).toMatchObject({ body: { count: 1 } });
    await has('AssignmentSigned');
    expect(acknowledged().at(-1)!.id).toBe(tried[0]!.id);
    await until(async () => (await key.system.get<Page<Loose>>(path)).body.items.length === 0);
  });

  test('gets all again from a position that it names, under the same ids', async () => {
    const key = await aKey();
    const hook = await opened(key.system, { types: ['AssignmentCreated', 'AssignmentSigned'] });
    const whistle = await dispatched(api);
    await sign(whistle);
    await has('AssignmentSigned');
    const first = acknowledged().map(({ id }) => id);
    const from = String((acknowledged()[0]!.body['data'] as Loose)['position']);
    await key.system.post(`/api/v1/webhooks/${hook.webhookId}/rewind`, { after: from });
    await has('AssignmentSigned', 2);
    expect(acknowledged().map(({ id }) => id)).toEqual([...first, ...first.slice(1)]);
  });

  test('gets nothing while it is paused or its key is of no use, and loses nothing', async () => {
    const key = await aKey();
    const hook = await opened(key.system, { types: ['AssignmentSigned'] });
    const one = await dispatched(api);
    await key.system.post(`/api/v1/webhooks/${hook.webhookId}/pause`);
    expect(await state(key.system, hook)).toMatchObject({ status: 'PAUSED' });
    await new Promise((resolve) => setTimeout(resolve, 700)); // longer than a look at the subscriptions
    await sign(one);
    await key.system.post(`/api/v1/webhooks/${hook.webhookId}/resume`);
    await has('AssignmentSigned');
    await api.as('admin').post(`/api/v1/api-keys/${key.keyId}/revoke`);
    await sign(await dispatched(api));
    const desk = api.as('admin');
    expect(await state(desk, hook)).toMatchObject({ status: 'KEY_INVALID' });
    expect((await key.system.get(`/api/v1/webhooks/${hook.webhookId}`)).status).toBe(401);
    await desk.post(`/api/v1/webhooks/${hook.webhookId}/remove`);
    expect((await desk.get(`/api/v1/webhooks/${hook.webhookId}`)).status).toBe(404);
    expect(acknowledged()).toHaveLength(1);
  });

  test('is not followed elsewhere, and the address is kept as a secret', async () => {
    const key = await aKey();
    system.answerBy(() => 302);
    const hook = await opened(key.system, { types: ['AssignmentCreated'] });
    await dispatched(api);
    await until(async () => Number((await state(key.system, hook))['deadLetters']) > 0);
    expect(await state(key.system, hook)).toMatchObject({ lastError: 'it answered 302' });
    const dump = await wholeDatabase(api.database);
    for (const secret of [hook.secret, hook.secret.slice(6), 'token=geheim']) expect(dump).not.toContain(secret);
    expect(JSON.stringify(await state(key.system, hook))).not.toContain('geheim');
  });
});

test('the robot of a group is sent sentences with nobody in them, of an area, and of nothing confidential', async () => {
  const { keyId } = await aKey({ role: 'STREET', unitId: 'XY-S1-JD', areaPath: 'XY/S1' });
  await opened(api.as('admin'), { keyId, format: 'GROUP' });
  await dispatched(api, { description: '作坊无证生产', categoryCode: 'YJ01' });
  const whistle = await dispatched(api, {
    reporter: REPORTER,
    description: `${REPORTER.name}家楼下夜市扰民`,
    address: `${REPORTER.name}家`,
  });
  await sign(whistle);
  await api
    .as(LEAD)
    .post(`/api/v1/whistles/${whistle.id}/assignments/a1/report-in`, { person: '袁晓汀', mode: 'ON_SITE' });
  await until(
    () => system.received.length >= 3,
    () => JSON.stringify(system.received),
  );
  const lines = system.received.map(({ body }) => (body['text'] as Loose)['content']);
  expect(lines[0]).toMatch(new RegExp(`^【${whistle.number}】.+｜.+｜已吹哨$`));
  expect(lines[2]).toMatch(/｜柳湖派出所 已报到$/);
  for (const personal of [REPORTER.name, REPORTER.phone, '袁晓汀', '楼下', '作坊'])
    expect(lines.join()).not.toContain(personal);
});

describe('who may subscribe what', () => {
  test('a key for itself, an administrator for any, nobody else', async () => {
    const [one, other] = [await aKey(), await aKey()];
    const hook = await opened(one.system);
    expect((await other.system.get(`/api/v1/webhooks/${hook.webhookId}`)).status).toBe(404);
    expect((await other.system.post(`/api/v1/webhooks/${hook.webhookId}/pause`)).status).toBe(404);
    expect((await other.system.get<Page<Hook>>('/api/v1/webhooks')).body.items).toEqual([]);
    expect((await one.system.get<Page<Hook>>('/api/v1/webhooks')).body.items).toMatchObject([
      { webhookId: hook.webhookId },
    ]);
    const forOther = await one.system.post('/api/v1/webhooks', { url: system.url, keyId: other.keyId });
    expect(forOther).toMatchObject({ status: 403, body: { code: 'auth/not-allowed' } });
    const byDesk = await api.as('dispatcher').post('/api/v1/webhooks', { url: system.url, keyId: one.keyId });
    expect(byDesk).toMatchObject({ status: 403 });
    const unknown = await api.as('admin').post('/api/v1/webhooks', { url: system.url, keyId: 'nobody' });
    expect(unknown).toMatchObject({ status: 422, body: { code: 'webhook/unknown-key' } });
    const withoutScope = await aKey({ scopes: ['whistles:read'] });
    expect((await withoutScope.system.post('/api/v1/webhooks', { url: system.url })).status).toBe(403);
  });

  test('not an address of the inside, nor one with a password', async () => {
    const key = await aKey();
    const ask = async (url: string) => (await key.system.post('/api/v1/webhooks', { url })).body['code'];
    expect(await ask('http://169.254.169.254/latest/meta-data')).toBe('webhook/private-address');
    expect(await ask('https://10.0.0.8/hook')).toBe('webhook/private-address');
    expect(await ask('http://[::1]/')).toBe('webhook/private-address');
    expect(await ask('ftp://example.org/')).toBe('request/invalid');
    expect(await ask('https://user:secret@example.org/')).toBe('request/invalid');
  });

  test('the secret is shown once; another can be had', async () => {
    const key = await aKey();
    const sent = { headers: { 'idempotency-key': randomUUID() } };
    const body = { url: system.url, types: ['AssignmentSigned'] };
    const first = await key.system.post<Hook>('/api/v1/webhooks', body, sent);
    const again = await key.system.post('/api/v1/webhooks', body, sent);
    expect(again).toMatchObject({ status: 409, body: { code: 'webhook/shown-once' } });
    const { body: renewed } = await key.system.post<Hook>(`/api/v1/webhooks/${first.body.webhookId}/secret`);
    expect(renewed.secret).not.toBe(first.body.secret);
    await sign(await dispatched(api));
    await has('AssignmentSigned');
    const [message] = acknowledged();
    expect(isSignedBy(renewed.secret, { ...message!, body: message!.text }, message!.signature)).toBe(true);
  });
});
