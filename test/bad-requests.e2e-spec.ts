import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Decided, dispatched, type Loose, raised, type RunningApi, runningApi } from './running-api.js';

let api: RunningApi;
let whistle: Decided;
let before: number;
beforeAll(async () => {
  api = await runningApi({ bodyLimit: 10_000 });
  whistle = await dispatched(api);
  before = await events();
}, 60_000);
afterAll(() => api.stop());

const events = async (): Promise<number> => {
  const { rows } = await api.database.pool().query<{ n: number }>('SELECT count(*)::int AS n FROM log.event');
  return rows[0]!.n;
};
const GOOD = { description: '路灯不亮', areaPath: 'XY/S1/C01' };

test('a raise that is refused uses up no number and makes no key for a person', async () => {
  const used = async () => {
    const { rows } = await api.database
      .pool()
      .query(
        'SELECT (SELECT last_value FROM whistle_number) AS number, (SELECT count(*) FROM vault.person_key) AS keys',
      );
    return rows[0] as unknown;
  };
  const unused = await used();
  const refused = await api.anonymous.post('/api/v1/whistles', { ...GOOD, areaPath: 'XY/S9' });
  expect(refused.status).toBe(422);
  expect(await used()).toEqual(unused);
});

describe('a body', () => {
  const fieldsOf = async (path: string, body: unknown, account?: string): Promise<string[]> => {
    const caller = account === undefined ? api.anonymous : api.as(account);
    const answer = await caller.post<{ code: string; errors: { in: string; field: string; message: string }[] }>(
      path,
      body,
    );
    expect([answer.status, answer.body.code]).toEqual([400, 'request/invalid']);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.body.errors.every(({ message }) => message.length > 0)).toBe(true);
    return answer.body.errors.map((error) => `${error.in} ${error.field}`).sort();
  };

  test('has every offending field named', async () => {
    const body = {
      description: '  ',
      areaPath: 'XY//S1',
      longitude: 181,
      latitude: '29',
      level: 'KING',
      reporter: { phone: 'abc', age: 7 },
      extra: true,
    };
    expect(await fieldsOf('/api/v1/whistles', body)).toEqual([
      'body areaPath',
      'body description',
      'body extra',
      'body latitude',
      'body level',
      'body longitude',
      'body reporter.age',
      'body reporter.phone',
    ]);
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'body '],
    ['a list', [GOOD], 'body '],
    ['null', 'null', 'body '],
    ['half a point', { ...GOOD, longitude: 116 }, 'body latitude'],
    ['a phone without digits', { ...GOOD, reporter: { phone: '((((((((' } }, 'body reporter.phone'],
    ['text that is too long', { ...GOOD, description: '长'.repeat(2_001) }, 'body description'],
    ['a zero byte', { ...GOOD, address: 'a\0b' }, 'body address'],
    ['half a character', '{"description":"\\ud83d","areaPath":"XY"}', 'body description'],
  ])('of %s is refused', async (_, body, expected) => {
    expect(await fieldsOf('/api/v1/whistles', body)).toContain(expected);
  });

  test('of every action is checked', async () => {
    const path = `/api/v1/whistles/${whistle.id}`;
    const desk = (route: string, body: unknown) => fieldsOf(`${path}/${route}`, body, 'dispatcher');
    const unit = (route: string, body: unknown) => fieldsOf(`${path}/assignments/a1/${route}`, body, 'clerk-s1-ga-1');
    const supervisor = (route: string, body: unknown) => fieldsOf(`${path}/${route}`, body, 'supervisor');
    expect(await desk('accept', { conditionSeq: 0, urgency: 'P9' })).toEqual(['body conditionSeq', 'body urgency']);
    expect(await desk('reject', {})).toEqual(['body basis', 'body reason', 'body toldChannel']);
    expect(await desk('reclassify', {})).toEqual(['body categoryCode', 'body reason']);
    expect(await desk('dispatch', { assists: [{ mandatory: 'yes' }] })).toEqual([
      'body assists.0.mandatory',
      'body assists.0.unitId',
    ]);
    expect(await unit('sign', { by: 'me' })).toEqual(['body by']);
    expect(await unit('contacts', {})).toEqual(['body contacted']);
    expect(await unit('report-in', { mode: 'BY_FAX' })).toEqual(['body mode', 'body person']);
    expect(await unit('progress', {})).toEqual(['body note']);
    expect(await unit('assist-result', { outcome: 'DONE' })).toEqual(['body outcome', 'body reply']);
    expect(await unit('result', { outcome: 'DONE' })).toEqual(['body outcome', 'body reply']);
    expect(await supervisor('follow-up/answers', { answered: true })).toEqual(['body satisfaction', 'body solved']);
    expect(await supervisor('close', { note: '' })).toEqual(['body note']);
    expect(await desk('withdraw', {})).toEqual(['body reason']);
  });

  test.each<[string, string, Loose, number, string]>([
    ['not JSON', '{"description":', {}, 400, 'request/invalid'],
    ['empty, and called JSON', '', {}, 400, 'request/invalid'],
    ['of another kind', 'a=1', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'request/not-json'],
    ['too large', JSON.stringify({ ...GOOD, description: 'x'.repeat(20_000) }), {}, 413, 'request/too-large'],
  ])('that is %s is a problem', async (_, body, headers, status, code) => {
    const answer = await api.anonymous.post('/api/v1/whistles', body, { headers: headers as Record<string, string> });
    expect(answer).toMatchObject({ status, body: { status, code, type: `/problems/${code}` } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    if (status === 400) expect(answer.body['errors']).toMatchObject([{ in: 'body', message: expect.any(String) }]);
  });
});

describe('a query or path', () => {
  test.each([
    ['/api/v1/whistles?limit=0&status=OPEN&colour=red', ['query colour', 'query limit', 'query status']],
    ['/api/v1/whistles?raisedFrom=yesterday&missed=1', ['query missed', 'query raisedFrom']],
    ['/api/v1/whistles?raisedFrom=0000-01-01T00:00:00Z', ['query raisedFrom']],
    ['/api/v1/whistles?words=%00', ['query words']],
    ['/api/v1/whistles?after=-1', ['query after']],
    ['/api/v1/counts?by=unit,colour&from=2026-13-01', ['query by', 'query from']],
    ['/api/v1/counts?from=0000-01-01', ['query from']],
    ['/api/v1/inbox?step=DONE', ['query step']],
    ['/api/v1/clocks?clock=TEA&whistleId=7', ['query clock', 'query whistleId']],
    ['/api/v1/areas?below=XY//', ['query below']],
    ['/api/v1/whistles/7', ['path whistleId']],
    ['/api/v1/whistles/%ZZ', ['path ']],
  ])('%s has every offending field named', async (path, fields) => {
    const answer = await api.as('street-s1').get<{ errors: { in: string; field: string }[] }>(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      400,
      'application/problem+json; charset=utf-8',
    ]);
    expect(answer.body.errors.map((error) => `${error.in} ${error.field}`).sort()).toEqual(fields);
  });

  test.each(['x', 'WyJhIl0', 'WyJhIiwiYiJd', Buffer.from('["-1","x"]').toString('base64url')])(
    'the cursor %s is not one of ours',
    async (cursor) => {
      const id = whistle.id;
      const paths = [
        'whistles',
        'triage-board',
        'inbox',
        'clocks',
        'counts?by=unit,day',
        'areas',
        'units',
        'categories',
      ];
      for (const path of [...paths, `whistles/${id}/timeline`]) {
        const url = `/api/v1/${path}${path.includes('?') ? '&' : '?'}cursor=${cursor}`;
        const { status, body } = await api.as('street-s1').get(url);
        // lists that are ordered by texts alone take any text for a place in them
        if (status === 200 && /^(areas|units|categories|counts)/.test(path)) continue;
        expect([path, status]).toEqual([path, 400]);
        expect(['request/bad-cursor', 'request/invalid']).toContain(body['code']);
      }
      const reveals = await api.as('auditor').get(`/api/v1/whistles/${id}/reveals?cursor=${cursor}`);
      expect(reveals.status).toBe(400);
    },
  );

  test.each(['/', '/api/v1/whistle', '/api/v2/whistles', '/problems/none'])('%s leads nowhere', async (path) => {
    const answer = await api.anonymous.get(path);
    expect(answer).toMatchObject({ status: 404, body: { code: 'request/no-such-route' } });
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
  });
});

describe('a problem', () => {
  test.each([
    ['zh-CN', 'zh-CN', '没有这个地址'],
    ['en', 'en', 'There is nothing at this address'],
    ['en;q=0.3, zh;q=0.9', 'zh-CN', '没有这个地址'],
    ['fr, en-US;q=0.8', 'en', 'There is nothing at this address'],
    ['fr', 'zh-CN', '没有这个地址'],
  ])('for %s is told in %s', async (accepted, language, title) => {
    const answer = await api.anonymous.get('/api/v1/none', { headers: { 'accept-language': accepted } });
    expect([answer.headers.get('content-language'), answer.body['title']]).toEqual([language, title]);
  });

  test('carries the id under which it is found in the log', async () => {
    const { headers, body } = await api.anonymous.get('/api/v1/none');
    expect(body['requestId']).toBe(headers.get('x-request-id'));
    expect(body['requestId']).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('of a rule names its facts, with no gap in its text', async () => {
    const desk = api.as('dispatcher');
    const { id } = await raised(api.anonymous);
    const path = `/api/v1/whistles/${id}`;
    const unknown = { ...GOOD, categoryCode: 'XX99' };
    const problems = [
      await api.anonymous.post('/api/v1/whistles', unknown),
      await api.anonymous.post('/api/v1/whistles', { ...GOOD, areaPath: 'XY/S9' }),
      await desk.post(`${path}/dispatch`),
      await desk.post(`${path}/accept`, { conditionSeq: 9 }),
      await desk.post(`${path}/accept`).then(() => desk.post(`${path}/dispatch`, { leadUnitId: 'XY-NONE' })),
      await desk.post(`${path}/dispatch`, { leadUnitId: 'XY-S2-GA' }),
      await desk.post(`${path}/dispatch`, { leadUnitId: 'XY-S1-GA', assists: [{ unitId: 'XY-S1-GA' }] }),
      await desk.post(`${path}/dispatch`, { leadUnitId: 'XY-S1-C01-SQ', overrideReason: '社区可办' }),
    ];
    expect(problems.map(({ status, body }) => [status, body['code'], body['title']])).toEqual([
      [422, 'whistle/unknown-category', '没有类别 XX99'],
      [422, 'whistle/unknown-area', '没有区域 XY/S9'],
      [409, 'whistle/not-in-this-state', expect.stringMatching(/^当前状态（[^?{]+）不能执行此操作，须为：[^?{]+$/)],
      [422, 'whistle/unknown-condition', '类别 HJ03 没有第 9 种情形'],
      [422, 'dispatch/unit-not-active', '单位 XY-NONE 目前不存在'],
      [422, 'dispatch/wrong-area', '单位 XY-S2-GA 不负责 XY/S1/C01/G1，须说明理由'],
      [422, 'dispatch/unit-twice', '单位 XY-S1-GA 重复'],
      [422, 'dispatch/community-not-admitted', '类别 HJ03 不在社区工作事项准入清单内'],
    ]);
  });
});

test('nothing of all this was stored', async () => {
  const { rows } = await api.database
    .pool()
    .query<{ type: string }>('SELECT type FROM log.event ORDER BY position OFFSET $1', [before]);
  const allowed = ['WhistleRaised', 'WhistleRouted', 'WhistleAccepted', 'DeadlineSet'];
  expect(rows.map(({ type }) => type).filter((type) => !allowed.includes(type))).toEqual([]);
  expect(rows.filter(({ type }) => type === 'WhistleRaised')).toHaveLength(1);
});
