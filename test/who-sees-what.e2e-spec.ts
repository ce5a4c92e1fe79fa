import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Decided,
  dispatched,
  type Loose,
  type Page,
  raised,
  type RunningApi,
  runningApi,
  wholeDatabase,
} from './running-api.js';

let api: RunningApi;
/** In the first street, given to its police station, street office and enforcement team. */
let noise: Decided;
/** Confidential: a safety report in the first street. */
let sealed: Decided;
/** By a resident with an account, waiting in triage. */
let own: Decided;
let position: string;
beforeAll(async () => {
  api = await runningApi();
  noise = await dispatched(api);
  own = await raised(api.as('resident'), { description: '楼道堆物' });
  sealed = await dispatched(api, { description: '作坊无证生产', categoryCode: 'YJ01' });
  ({ position } = sealed);
}, 60_000);
afterAll(() => api.stop());

type Item = { readonly id?: string; readonly whistle?: { readonly id: string } };

const list = async (account: string, path: string): Promise<string[]> => {
  const { status, body } = await api.as(account).get<Page<Item>>(`${path}?after=${position}&limit=200`);
  expect([status, body]).toEqual([200, expect.anything()]);
  return [...new Set(body.items.map((item) => item.whistle?.id ?? item.id ?? ''))];
};

describe('a service order (三单制)', () => {
  const PATH = '/api/v1/service-orders';
  const CONTACT = { name: '李小红', phone: '13800138000', address: '柳岸路1号2单元' };
  const post = async (account: string, path: string, body: Loose = {}): Promise<Decided> => {
    const answer = await api.as(account).post<Decided>(`${PATH}${path}`, body);
    expect([account, path, answer.status, answer.body]).toEqual([
      account,
      path,
      path === '' ? 201 : 200,
      expect.anything(),
    ]);
    return answer.body;
  };
  const get = async (account: string, id: string) => (await api.as(account).get<Loose>(`${PATH}/${id}`)).body;
  const code = async (account: string, path: string, body: Loose = {}) => {
    const { status, body: problem } = await api.as(account).post(`${PATH}${path}`, body);
    return [status, problem['code']];
  };
  const sees = async (id: string, at: string, accounts: readonly string[]): Promise<string[]> => {
    const found: string[] = [];
    for (const account of accounts) {
      const { body } = await api.as(account).get<Page<Loose>>(`${PATH}?after=${at}`);
      const { status } = await api.as(account).get(`${PATH}/${id}`);
      const listed = body.items.some((item) => item['id'] === id);
      expect([account, status]).toEqual([account, listed ? 200 : 404]);
      if (listed) found.push(account);
    }
    return found;
  };
  const ALL = [
    'resident',
    'resident-2',
    'grid-worker',
    'grid-worker-s2',
    'secretary-s1-c01',
    'secretary-s1-c02',
    'street-s1',
    'street-s2',
    'dispatcher',
    'supervisor',
    'auditor',
    'clerk-mz-1',
  ];
  const OF_THE_PLACE = ['grid-worker', 'secretary-s1-c01', 'street-s1', 'dispatcher', 'supervisor', 'auditor'];

  test('goes from the resident by the community to a unit and back, and is everybody’s to see while it may be claimed', async () => {
    const wish = { kind: 'MICRO_WISH', note: '李小红想要一副老花镜', areaPath: 'XY/S1/C01/G1', contact: CONTACT };
    const { id, position: ordered } = await post('resident', '', wish);
    expect(await sees(id, ordered, ALL)).toEqual(['resident', ...OF_THE_PLACE]);
    expect(await code('secretary-s1-c02', `/${id}/review`, { approved: true })).toEqual([
      404,
      'service-order/not-found',
    ]);
    expect(await code('grid-worker', `/${id}/review`, { approved: true })).toEqual([403, 'auth/not-allowed']);
    expect(await code('resident-2', `/${id}/claim`)).toEqual([404, 'service-order/not-found']);
    expect(await get('secretary-s1-c01', id)).toMatchObject({ actions: ['REVIEW', 'WITHDRAW', 'CONTACT'] });
    expect(await get('resident', id)).toMatchObject({ actions: ['WITHDRAW'], stage: 'REVIEW' });

    const { position: approved } = await post('secretary-s1-c01', `/${id}/review`, { approved: true });
    expect(await sees(id, approved, ALL)).toEqual(ALL);
    const open = await get('resident-2', id);
    expect(open).toMatchObject({ wish: '〔姓名〕想要一副老花镜', contact: null, claimer: null, actions: ['CLAIM'] });
    expect(await get('grid-worker', id)).toMatchObject({ contact: { name: '李**', phone: '138****8000' } });
    expect(await code('resident', `/${id}/claim`)).toEqual([403, 'service-order/own-order']);
    expect(await code('resident-2', `/${id}/claim`, { unitId: 'XY-MZ' })).toEqual([403, 'auth/not-allowed']);

    const { position: claimed } = await post('clerk-mz-1', `/${id}/claim`, { unitId: 'XY-MZ' });
    expect(await sees(id, claimed, ALL)).toEqual(['resident', ...OF_THE_PLACE, 'clerk-mz-1']);
    expect(await get('clerk-mz-1', id)).toMatchObject({ actions: ['RELEASE', 'DELIVER', 'CONTACT'] });
    expect(await post('clerk-mz-1', `/${id}/contact`, { note: '约送达时间' })).toEqual(CONTACT);
    expect(await code('supervisor', `/${id}/contact`, { note: '看看' })).toEqual([403, 'auth/not-allowed']);
    const reveals = `${PATH}/${id}/reveals`;
    const shownTo = { actor: { id: 'clerk-mz-1', unitId: 'XY-MZ' }, purpose: '约送达时间', at: expect.any(String) };
    for (const account of ['auditor', 'privacy-officer']) {
      expect(await api.as(account).get(reveals)).toMatchObject({ status: 200, body: { items: [shownTo] } });
    }
    expect((await api.as('street-s1').get(reveals)).status).toBe(403);
    expect(await get('resident', id)).toMatchObject({ claimer: { accountId: null, unitId: 'XY-MZ' } });
    await post('clerk-mz-1', `/${id}/deliver`, { note: '已交给李小红，电话13800138000' });
    expect(await code('clerk-mz-1', `/${id}/confirm`)).toEqual([403, 'auth/not-allowed']);
    const { status, position: at } = await post('resident', `/${id}/confirm`);
    expect(status).toBe('CONFIRMED');

    const shown = await api.as('resident').get<Loose>(`${PATH}/${id}`, { headers: { 'accept-language': 'en' } });
    const { history } = shown.body as { history: { text: string }[] };
    expect(history.map(({ text }) => text)).toEqual([
      'Ordered: 〔姓名〕想要一副老花镜',
      'Approved: it may be claimed',
      expect.stringMatching(/^Claimed by .*民政/),
      'The contact was shown',
      'Delivered: 已交给〔姓名〕，电话〔电话〕',
      'Confirmed by whoever ordered it',
    ]);
    const counts = await api.as('street-s1').get<Page<Loose>>(`${PATH}/counts?areaPath=XY/S1&after=${at}`);
    expect(counts.body.items).toContainEqual({
      kind: 'MICRO_WISH',
      ordered: 1,
      claimed: 1,
      delivered: 1,
      confirmed: 1,
      overdue: 0,
    });
    expect((await api.as('street-s1').get(`${PATH}/counts?areaPath=XY`)).status).toBe(403);
    const csv = await api.as('clerk-mz-1').get<string>(`${PATH}?mine=claimed`, { headers: { accept: 'text/csv' } });
    expect(csv.body).toContain(`${id},MICRO_WISH,CONFIRMED,XY/S1/C01/G1,〔姓名〕想要一副老花镜,`);
    const stored = await wholeDatabase(api.database);
    expect(stored).not.toMatch(/李小红|13800138000|柳岸路1号2单元/);
  });

  test('withdrawn under whoever had claimed it, it tells them so and why', async () => {
    const { id } = await post('resident', '', { note: '想要一副老花镜', areaPath: 'XY/S1/C02', contact: CONTACT });
    await post('secretary-s1-c02', `/${id}/review`, { approved: true });
    await post('resident-2', `/${id}/claim`);
    expect(await get('auditor', id)).toMatchObject({ claimer: { accountId: null, unitId: null } });
    const { position: withdrawn } = await post('resident', `/${id}/withdraw`, { note: '已经买到' });
    expect(await get('resident-2', id)).toMatchObject({ status: 'WITHDRAWN', contact: null, actions: [] });
    const mine = await api.as('resident-2').get<Page<Loose>>(`${PATH}?mine=claimed&after=${withdrawn}`);
    expect(mine.body.items).toContainEqual(expect.objectContaining({ id, status: 'WITHDRAWN' }));
    const { history } = (await get('resident-2', id)) as { history: { text: string }[] };
    expect(history.at(-1)?.text).toBe('点单人撤回：已经买到');
  });

  test('that nobody has claimed the community withdraws in the name of whoever ordered it, and says why', async () => {
    const { id } = await post('resident', '', { note: '想要一副老花镜', areaPath: 'XY/S1/C02', contact: CONTACT });
    await post('secretary-s1-c02', `/${id}/review`, { approved: true });
    expect(await get('secretary-s1-c02', id)).toMatchObject({ actions: expect.arrayContaining(['WITHDRAW']) });
    expect(await code('clerk-mz-1', `/${id}/withdraw`, { note: '无人领单' })).toEqual([403, 'auth/not-allowed']);
    expect((await post('secretary-s1-c02', `/${id}/withdraw`, { note: '居民已搬走' })).status).toBe('WITHDRAWN');
    const { history } = (await get('resident', id)) as { history: { text: string }[] };
    expect(history.at(-1)?.text).toBe('社区代为撤回：居民已搬走');
  });

  test('made by a worker for somebody is theirs to withdraw, and anonymously it is not made at all', async () => {
    const wish = { note: '代老人点单：陪诊', areaPath: 'XY/S1/C01/G1', contact: CONTACT, kind: 'VOLUNTARY_SERVICE' };
    const { id } = await post('grid-worker', '', wish);
    expect(await code('resident', `/${id}/withdraw`, { note: '不用了' })).toEqual([404, 'service-order/not-found']);
    expect((await post('grid-worker', `/${id}/withdraw`, { note: '老人住院' })).status).toBe('WITHDRAWN');
    expect((await api.anonymous.post(PATH, wish)).status).toBe(401);
    expect(await code('resident', '', { ...wish, areaPath: 'XY/S9' })).toEqual([422, 'service-order/unknown-area']);
    expect(await code('resident', '', { ...wish, areaPath: 'XY' })).toEqual([422, 'service-order/area-too-wide']);
    expect(await code('resident', '', { ...wish, contact: { name: '李小红' } })).toEqual([400, 'request/invalid']);
  });
});

describe('who sees a whistle', () => {
  const ACCOUNTS: readonly (readonly [account: string, noise: boolean, own: boolean, sealed: boolean])[] = [
    ['dispatcher', true, true, true],
    ['supervisor', true, true, true],
    ['auditor', true, true, true],
    ['street-s1', true, true, true], // 涉密的也派给了本街道
    ['street-s2', false, false, false],
    ['secretary-s1-c01', true, true, false],
    ['secretary-s1-c02', false, false, false],
    ['grid-worker', true, true, false],
    ['grid-worker-s2', false, false, false],
    ['clerk-s1-ga-1', true, false, false],
    ['clerk-ga-1', true, false, false],
    ['clerk-s2-ga-1', false, false, false],
    ['clerk-yj-1', false, false, true],
    ['clerk-hj-1', false, false, false],
    ['resident', false, true, false],
    ['resident-2', false, false, false],
  ];

  test.each(ACCOUNTS)('%s: noise %s, own %s, sealed %s', async (account, ...visible) => {
    const ids = [noise.id, own.id, sealed.id];
    const expected = ids.filter((_, index) => visible[index]);
    const found = await list(account, '/api/v1/whistles');
    expect(found.filter((id) => ids.includes(id)).sort()).toEqual([...expected].sort());
    for (const [index, id] of ids.entries()) {
      for (const path of ['', '/timeline', '/actions']) {
        const { status, body } = await api.as(account).get(`/api/v1/whistles/${id}${path}`);
        expect([account, path, status]).toEqual([account, path, visible[index] ? 200 : 404]);
        if (!visible[index]) expect(body['code']).toBe('whistle/not-found');
      }
    }
  });

  test('a confidential whistle that is not theirs is hidden from street and community, not from the desk', async () => {
    const { id, position: at } = await raised(api.anonymous, { description: '干部作风问题', categoryCode: 'CG08' });
    for (const [account, status] of [
      ['street-s1', 404],
      ['secretary-s1-c01', 404],
      ['dispatcher', 200],
    ] as const) {
      const { status: got } = await api.as(account).get(`/api/v1/whistles/${id}`);
      const { body } = await api.as(account).get<Page<Item>>(`/api/v1/triage-board?limit=200&after=${at}`);
      const onBoard = body.items.some(({ whistle }) => whistle?.id === id);
      expect([account, got, onBoard]).toEqual([account, status, status === 200]);
    }
    await api.as('dispatcher').post(`/api/v1/whistles/${id}/reject`, {
      reason: 'LEGAL_CHANNEL',
      basis: '应向纪检监察机关反映',
      toldChannel: '12388',
    });
  });

  test('what somebody may not see is in none of their work lists either', async () => {
    for (const account of ['clerk-s2-ga-1', 'clerk-hj-1', 'street-s2']) {
      for (const path of ['/api/v1/inbox', '/api/v1/clocks']) {
        expect([account, path, await list(account, path)]).toEqual([account, path, []]);
      }
    }
    expect(await list('street-s2', '/api/v1/triage-board')).toEqual([]);
    expect(await list('secretary-s1-c01', '/api/v1/triage-board')).toEqual([own.id]);
    expect((await list('clerk-s1-ga-1', '/api/v1/clocks')).sort()).toEqual([noise.id]);
    const others = await api.as('clerk-hj-1').get('/api/v1/inbox?unitId=XY-S1-GA');
    expect(others).toMatchObject({ status: 403, body: { code: 'auth/not-allowed' } });
  });

  test('counts are those of the own streets and units', async () => {
    const count = async (account: string): Promise<number> => {
      const { body } = await api.as(account).get<Page<{ whistles: number }>>(`/api/v1/counts?after=${position}`);
      return body.items.reduce((sum, { whistles }) => sum + whistles, 0);
    };
    const counts = await Promise.all(['supervisor', 'street-s1', 'street-s2', 'clerk-s1-ga-1'].map(count));
    expect(counts).toEqual([4, 4, 0, 1]);
  });

  test('writing to what one may not see is writing to nothing', async () => {
    const path = `/api/v1/whistles/${noise.id}`;
    expect(await api.as('clerk-hj-1').post(`${path}/assignments/a1/sign`)).toMatchObject({ status: 404 });
    expect(await api.as('street-s2').post(`${path}/accept`)).toMatchObject({ status: 404 });
    expect(await api.as('resident-2').post(`${path}/withdraw`, { reason: '误报' })).toMatchObject({ status: 404 });
  });

  test('a complaint about a unit (回避) is kept from its own clerks, the desk’s too', async () => {
    const complaint = { description: '指挥中心推诿', categoryCode: 'WY02', aboutUnitIds: ['XY-ZHZX'] };
    const { id, position: at } = await raised(api.anonymous, complaint);
    for (const [account, status] of [
      ['dispatcher', 404],
      ['dispatcher-2', 404],
      ['supervisor', 200],
      ['auditor', 200],
    ] as const) {
      const { status: got } = await api.as(account).get(`/api/v1/whistles/${id}`);
      for (const view of ['whistles', 'triage-board', 'clocks']) {
        const { body } = await api.as(account).get<Page<Item>>(`/api/v1/${view}?limit=200&after=${at}`);
        const shown = body.items.some((item) => item.id === id || item.whistle?.id === id);
        expect([account, view, got, shown]).toEqual([account, view, status, status === 200]);
      }
    }
    expect(await api.as('dispatcher').post(`/api/v1/whistles/${id}/accept`, {})).toMatchObject({ status: 404 });
    const about = { ...complaint, aboutUnitIds: ['XY-ZJ'] };
    const other = await raised(api.anonymous, about);
    const found = await api.as('dispatcher').get<{ routing: object }>(`/api/v1/whistles/${other.id}`);
    expect(found.body.routing).toMatchObject({ lead: { unitId: 'XY-JW' } });
  });
});

describe('who may do what', () => {
  test('without a token a route that needs one says how to get in', async () => {
    for (const path of ['/api/v1/me', '/api/v1/whistles', '/api/v1/inbox', '/api/v1/units', '/api/v1/triage-board']) {
      const { status, headers, body } = await api.anonymous.get(path);
      expect([path, status, body['code']]).toEqual([path, 401, 'auth/unauthenticated']);
      expect(headers.get('www-authenticate')).toMatch(/^Bearer realm=/);
    }
  });

  test('wrong credentials are refused, also where none are needed', async () => {
    for (const authorization of ['Bearer x.y.z', 'Basic eDp5', 'Bearer chs_none_secret']) {
      const { status, headers } = await api.anonymous.get('/api/v1/areas', { headers: { authorization } });
      expect([authorization, status]).toEqual([authorization, 401]);
      expect(headers.get('www-authenticate')).toContain('error="invalid_token"');
    }
  });

  test.each([
    ['resident', 'GET', '/api/v1/inbox'],
    ['resident', 'GET', '/api/v1/triage-board'],
    ['resident', 'GET', '/api/v1/units'],
    ['clerk-hj-1', 'GET', '/api/v1/triage-board'],
    ['privacy-officer', 'GET', '/api/v1/triage-board'],
    ['dispatcher', 'POST', '/api/v1/api-keys'],
    ['dispatcher', 'GET', '/api/v1/api-keys'],
    ['auditor', 'GET', '/api/v1/grants'],
    ['clerk-s1-ga-1', 'POST', '/accept'],
    ['dispatcher', 'POST', '/close'],
    ['dispatcher', 'POST', '/follow-up'],
    ['auditor', 'POST', '/accept'],
    ['secretary-s1-c01', 'POST', '/dispatch'],
    ['dispatcher', 'GET', '/reveals'],
  ])('%s may not %s %s', async (account, method, path) => {
    const url = path.startsWith('/api') ? path : `/api/v1/whistles/${noise.id}${path}`;
    const caller = api.as(account);
    const answer = await (method === 'GET' ? caller.get(url) : caller.post(url, {}));
    expect([answer.status, answer.body['code']]).toEqual([403, 'auth/not-allowed']);
  });

  test('GET /me says who one is and what one may do', async () => {
    const { body } = await api.as('clerk-s1-ga-1').get('/api/v1/me');
    expect(body).toMatchObject({
      id: 'clerk-s1-ga-1',
      kind: 'person',
      capabilities: expect.arrayContaining(['HANDLE']),
    });
    expect(body['grants']).toMatchObject([{ role: 'DEPARTMENT', unitId: 'XY-S1-GA' }, { role: 'RESIDENT' }]);
    expect((await api.as('resident').get<{ capabilities: string[] }>('/api/v1/me')).body.capabilities).not.toContain(
      'INBOX',
    );
  });

  test('whoever blew it may withdraw it until somebody has reported in', async () => {
    const { id } = await raised(api.as('resident'));
    const actions = await api.as('resident').get<Page<{ action: string }>>(`/api/v1/whistles/${id}/actions`);
    expect(actions.body.items.map(({ action }) => action)).toEqual(['withdraw', 'uploads']);
    const other = await api.as('dispatcher').post(`/api/v1/whistles/${id}/withdraw`, { reason: '误报' });
    expect(other.status).toBe(403);
    const withdrawn = await api.as('resident').post(`/api/v1/whistles/${id}/withdraw`, { reason: '已自行解决' });
    expect(withdrawn).toMatchObject({ status: 200, body: { status: 'WITHDRAWN' } });
    const late = await api.as('dispatcher').post(`/api/v1/whistles/${id}/accept`);
    expect(late).toMatchObject({ status: 409, body: { code: 'whistle/not-in-this-state' } });
    expect(late.body['title']).toContain('WITHDRAWN');
  });
});

describe('API keys of department systems', () => {
  const issue = (keyId: string, changes: Loose = {}) => ({
    keyId,
    name: '柳湖派出所接处警系统',
    role: 'DEPARTMENT',
    unitId: 'XY-S1-GA',
    areaPath: 'XY/S1',
    scopes: ['whistles:read', 'whistles:handle'],
    ...changes,
  });

  test('work within their unit and scopes, until they are revoked', async () => {
    const admin = api.as('admin');
    const issued = await admin.post<{ key: string }>('/api/v1/api-keys', issue('ga-1'));
    expect(issued.status).toBe(201);
    const system = api.withKey(issued.body.key);
    const { id } = await dispatched(api);
    expect(await system.get('/api/v1/me')).toMatchObject({
      status: 200,
      body: { id: 'ga-1', kind: 'api-key', scopes: ['whistles:read', 'whistles:handle'] },
    });
    expect(await system.get(`/api/v1/whistles/${id}`)).toMatchObject({ status: 200 });
    expect(await system.get(`/api/v1/whistles/${own.id}`)).toMatchObject({ status: 404 });
    const asBearer = { headers: { authorization: `Bearer ${issued.body.key}` } };
    expect(await api.anonymous.post(`/api/v1/whistles/${id}/assignments/a1/sign`, {}, asBearer)).toMatchObject({
      status: 200,
    });
    expect(await system.post(`/api/v1/whistles/${id}/assignments/a2/sign`)).toMatchObject({ status: 403 });
    expect(await system.get('/api/v1/counts')).toMatchObject({ status: 403, body: { code: 'auth/not-allowed' } });
    const reveal = await system.post(`/api/v1/whistles/${id}/reporter/reveal`, { purpose: '联系' });
    expect(reveal).toMatchObject({ status: 403 });

    expect(await admin.post('/api/v1/api-keys/ga-1/revoke')).toMatchObject({ status: 204, body: '' });
    const after = await system.get('/api/v1/me');
    expect(after).toMatchObject({ status: 401, body: { code: 'auth/api-key-invalid' } });
    expect(await admin.post('/api/v1/api-keys/none/revoke')).toMatchObject({ status: 404 });
  });

  test('are listed for the administrators of their area, ended ones if asked for, and never with a secret', async () => {
    const admin = api.as('admin');
    const issued = await admin.post<{ key: string }>('/api/v1/api-keys', issue('ga-7'));
    await admin.post('/api/v1/api-keys', issue('ga-8'));
    await admin.post('/api/v1/api-keys/ga-8/revoke');
    const page = await admin.get<Page<Loose>>('/api/v1/api-keys');
    const { areaPath, ...rest } = issue('ga-7');
    expect(page.body.items.find((one) => one['keyId'] === 'ga-7')).toEqual({
      ...rest,
      areaPath,
      from: expect.stringMatching(/Z$/),
    });
    expect(page.body.items.map((one) => one['keyId'])).not.toContain('ga-8');
    const all = await admin.get<Page<Loose>>('/api/v1/api-keys?ended=true&limit=500');
    expect(all.body.items.find((one) => one['keyId'] === 'ga-8')).toMatchObject({ to: expect.any(String) });
    expect(JSON.stringify(all.body)).not.toMatch(/secret|hash/i);
    expect(JSON.stringify(all.body)).not.toContain(issued.body.key.slice('chs_ga-7_'.length));

    const grants = await admin.get<Page<Loose>>('/api/v1/grants?role=DISPATCHER&limit=1');
    expect(grants.body.items).toMatchObject([{ personId: 'dispatcher', role: 'DISPATCHER', areaPath: 'XY' }]);
    const own = await admin.get<Page<Loose>>('/api/v1/grants?personId=clerk-s1-ga-1');
    expect(own.body.items).toMatchObject([{ personId: 'clerk-s1-ga-1', role: 'DEPARTMENT', unitId: 'XY-S1-GA' }]);
  });

  test('are shown once: a repeated request says so, and does not show another one', async () => {
    const admin = api.as('admin');
    const sent = { headers: { 'idempotency-key': 'issue-ga-2' } };
    const issued = await admin.post<{ key: string }>('/api/v1/api-keys', issue('ga-2'), sent);
    const again = await admin.post('/api/v1/api-keys', issue('ga-2'), sent);
    expect(again).toMatchObject({ status: 409, body: { code: 'api-key/shown-once' } });
    expect(await admin.post('/api/v1/api-keys', issue('ga-2'))).toMatchObject({
      status: 409,
      body: { code: 'directory/key-exists' },
    });
    expect(await api.withKey(issued.body.key).get('/api/v1/me')).toMatchObject({ status: 200 });
    const guessed = issued.body.key.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    expect(await api.withKey(guessed).get('/api/v1/me')).toMatchObject({ status: 401 });
  });

  test('end when they were meant to, and are issued for what exists', async () => {
    const admin = api.as('admin');
    const past = await admin.post('/api/v1/api-keys', issue('ga-3', { to: '2020-01-01T00:00:00+08:00' }));
    expect(past).toMatchObject({ status: 422, body: { code: 'directory/ends-before-it-begins' } });
    const soon = await admin.post('/api/v1/api-keys', issue('ga-3', { to: '2099-01-01T00:00:00+08:00' }));
    expect(soon.status).toBe(201);
    const nowhere = await admin.post('/api/v1/api-keys', issue('ga-4', { unitId: 'XY-NONE' }));
    expect(nowhere).toMatchObject({ status: 422, body: { code: 'directory/unknown-unit' } });
    const elsewhere = await admin.post('/api/v1/api-keys', issue('ga-5', { areaPath: 'BOS' }));
    expect(elsewhere).toMatchObject({ status: 403 });
    const scope = await admin.post('/api/v1/api-keys', issue('ga-6', { scopes: ['all'], role: 'ADMIN' }));
    expect(scope).toMatchObject({ status: 400, body: { errors: [{ field: 'role' }, { field: 'scopes.0' }] } });
  });
});
