import { RunOrderClock } from '@app/service-orders';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { type Decided, dispatched, type Page, raised, type RunningApi, runningApi } from './running-api.js';

interface Item {
  readonly id: string;
  readonly type: string;
  readonly text: string;
  readonly read: boolean;
  readonly position: string;
  readonly whistle: { readonly id: string };
}

const LEAD = 'clerk-s1-ga-1';
let api: RunningApi;
beforeAll(async () => {
  api = await runningApi();
}, 60_000);
afterAll(() => api.stop());

const list = async (account: string, query = '', of?: Decided): Promise<Item[]> => {
  const { status, body } = await api.as(account).get<Page<Item>>(`/api/v1/notifications?limit=200${query}`);
  expect([status, body]).toEqual([200, expect.anything()]);
  return body.items.filter(({ whistle }) => of === undefined || whistle.id === of.id);
};
const typesOf = async (account: string, of: Decided, position = of.position): Promise<string[]> =>
  (await list(account, `&after=${position}`, of)).map(({ type }) => type).toReversed();
const unread = async (account: string): Promise<number> =>
  (await api.as(account).get<{ unread: number }>('/api/v1/notifications/unread')).body.unread;

test('everybody is told what concerns them, and nobody else', async () => {
  const whistle = await dispatched(api);
  expect(await typesOf(LEAD, whistle)).toEqual(['AssignmentCreated']);
  expect(await typesOf('clerk-s1-jd-1', whistle)).toEqual(['AssignmentCreated']);
  for (const account of ['clerk-hj-1', 'clerk-s2-ga-1', 'street-s2', 'resident', 'dispatcher']) {
    expect([account, await typesOf(account, whistle)]).toEqual([account, []]);
  }
  const path = `/api/v1/whistles/${whistle.id}/assignments/a1`;
  await api.as(LEAD).post(`${path}/sign`);
  await api.as(LEAD).post(`${path}/report-in`, { person: '袁晓汀', mode: 'ON_SITE' });
  const asked = await api.as(LEAD).post<Decided>(`${path}/extensions`, { reason: '等配件' });
  expect(await typesOf('dispatcher', whistle, asked.body.position)).toEqual(['ExtensionRequested']);
  const granted = await api
    .as('dispatcher')
    .post<Decided>(`${path}/extensions/decision`, { granted: true, reason: '同意' });
  expect(granted.status).toBe(200);
  expect(await typesOf(LEAD, whistle, granted.body.position)).toEqual(['AssignmentCreated', 'ExtensionGranted']);
});

test('a resident is told of their own whistle, in their language', async () => {
  const own = await raised(api.as('resident'));
  const { body } = await api.as('dispatcher').post<Decided>(`/api/v1/whistles/${own.id}/accept`);
  const [first] = await list('resident', `&after=${body.position}`, own);
  expect(first).toMatchObject({ type: 'WhistleAccepted', text: '已受理', read: false });
  const english = await api
    .as('resident')
    .get<Page<Item>>(`/api/v1/notifications?limit=1`, { headers: { 'accept-language': 'en' } });
  expect(english.body.items[0]).toMatchObject({ text: 'accepted' });
  expect(await typesOf('resident-2', own, body.position)).toEqual([]);
  expect(JSON.stringify(first)).not.toContain('actor');
});

test('what was read stays read, for whoever has read it', async () => {
  const [one, two, three] = [await dispatched(api), await dispatched(api), await dispatched(api)];
  const before = await list(LEAD, `&after=${three.position}`);
  expect(await unread(LEAD)).toBe(before.filter(({ read }) => !read).length);
  const noticeOf = ({ id }: Decided) => before.find(({ whistle }) => whistle.id === id)!;
  for (let again = 0; again < 2; again++) {
    const { status } = await api.as(LEAD).post('/api/v1/notifications/read', { ids: [noticeOf(three).id] });
    expect([status, await unread(LEAD)]).toEqual([204, before.length - 1]);
  }
  expect((await list(LEAD, '&read=true')).map(({ id }) => id)).toEqual([noticeOf(three).id]);
  await api.as(LEAD).post('/api/v1/notifications/read', { through: noticeOf(two).position });
  expect(await list(LEAD, '&read=false')).toEqual([]);
  // an older mark takes nothing back
  await api.as(LEAD).post('/api/v1/notifications/read', { through: noticeOf(one).position });
  expect(await unread(LEAD)).toBe(0);
  expect(await unread('clerk-s1-jd-1')).toBeGreaterThan(2);
});

test('is paged to its end, and a forged id or cursor is refused', async () => {
  const all = (await list('clerk-s1-jd-1')).map(({ id }) => id);
  const seen: string[] = [];
  let cursor = '';
  do {
    const { body } = await api.as('clerk-s1-jd-1').get<Page<Item>>(`/api/v1/notifications?limit=2${cursor}`);
    seen.push(...body.items.map(({ id }) => id));
    cursor = body.nextCursor === undefined ? '' : `&cursor=${body.nextCursor}`;
  } while (cursor !== '');
  expect(seen).toEqual(all);
  expect(all.length).toBeGreaterThan(3);
  const forged = Buffer.from('["x"]').toString('base64url');
  expect(await api.as(LEAD).get(`/api/v1/notifications?cursor=${forged}`)).toMatchObject({ status: 400 });
  expect(await api.as(LEAD).post('/api/v1/notifications/read', { ids: ['x'] })).toMatchObject({ status: 400 });
  expect(await api.as(LEAD).post('/api/v1/notifications/read', {})).toMatchObject({ status: 400 });
});

test('community and street are told how many orders nobody reviewed in time, and others are not', async () => {
  const contact = { name: '李小红', phone: '13800138000' };
  const order = { note: '老花镜', areaPath: 'XY/S1/C02', contact };
  const { id } = (await api.as('resident').post<Decided>('/api/v1/service-orders', order)).body;
  const actor = { id: 'clocks', role: 'SYSTEM' as const, channel: 'policy' };
  const later = { actor, at: '2027-02-01T00:00:00.000Z', commandId: 'later', commandHash: 'later' };
  const { position } = await api.app
    .get(CommandBus)
    .execute<RunOrderClock, { position: bigint }>(new RunOrderClock(id, {}, later));
  const late = await api
    .as('secretary-s1-c02')
    .get<Page<{ id: string }>>(`/api/v1/service-orders?overdue=true&after=${position}`);
  expect(late.body.items).toMatchObject([{ id, status: 'ORDERED', overdue: true }]);
  const told: unknown[] = [];
  for (const account of ['secretary-s1-c02', 'street-s1', 'secretary-s1-c01', 'street-s2', 'dispatcher', 'resident']) {
    told.push((await api.as(account).get('/api/v1/notifications/unread')).body['overdueOrders']);
  }
  expect(told).toEqual([1, 1, 0, 0, 0, 0]);
});
