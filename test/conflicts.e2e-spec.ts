import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type Decided,
  dispatched,
  type Page,
  raised,
  type RunningApi,
  runningApi,
  storedDatabase,
} from './running-api.js';

let api: RunningApi;
beforeAll(async () => {
  api = await runningApi();
}, 60_000);
afterAll(() => api.stop());

const events = async (): Promise<number> => {
  const { rows } = await api.database.pool().query<{ n: number }>('SELECT count(*)::int AS n FROM log.event');
  return rows[0]!.n;
};

describe('If-Match', () => {
  test('a stale write is refused with the events in between, and stores nothing', async () => {
    const { id, revision } = await raised(api.anonymous);
    const desk = api.as('dispatcher');
    const first = await desk.post<Decided>(`/api/v1/whistles/${id}/accept`, { urgency: 'P1' });
    const before = await events();
    const headers = { 'if-match': `"${revision}"`, 'accept-language': 'en' };
    const stale = await api.as('dispatcher-2').post(`/api/v1/whistles/${id}/accept`, {}, { headers });
    expect(stale.status).toBe(412);
    expect(stale.body).toMatchObject({
      code: 'request/stale',
      expected: revision,
      current: first.body.revision,
      events: [
        { type: 'WhistleAccepted', text: 'Accepted (commercial noise, emergency)', actor: { id: 'dispatcher' } },
        { type: 'DeadlineSet' },
      ],
    });
    expect(stale.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(await events()).toBe(before);
    const now = { headers: { 'if-match': first.headers.get('etag')! } };
    expect(await desk.post(`/api/v1/whistles/${id}/dispatch`, {}, now)).toMatchObject({ status: 200 });
  });

  test('a department reads of what came between only what it may see', async () => {
    const { id, revision } = await dispatched(api);
    const path = `/api/v1/whistles/${id}/assignments`;
    const lead = api.as('clerk-s1-ga-1');
    await lead.post(`${path}/a1/sign`);
    await lead.post(`${path}/a1/contacts`, { contacted: 'STREET', note: '内部' });
    const headers = { 'if-match': `"${revision}"` };
    const stale = await api
      .as('clerk-s1-jd-1')
      .post<{ events: { type: string }[] }>(`${path}/a2/sign`, {}, { headers });
    expect(stale.status).toBe(412);
    expect(stale.body.events.map(({ type }) => type)).toEqual(['AssignmentSigned']);
  });

  test('a reporter reads of what came between only the friendly lines', async () => {
    const { number, followUpCode, position } = await dispatched(api);
    await api.as('supervisor').get(`/api/v1/whistles?after=${position}`);
    const headers = { 'if-match': '"0"', 'x-follow-up-code': followUpCode };
    const stale = await api.anonymous.post<{ events: object[] }>(
      `/api/v1/follow/${number}/withdraw`,
      { reason: '已解决' },
      { headers },
    );
    expect(stale.status).toBe(412);
    expect(stale.body.events.length).toBeGreaterThan(2);
    for (const line of stale.body.events) {
      expect(Object.keys(line).sort()).toEqual(['occurredAt', 'recordedAt', 'revision', 'text', 'type']);
    }
    expect(JSON.stringify(stale.body)).not.toMatch(/WhistleRouted|DeadlineSet|dispatcher/);
  });

  test.each(['7', '"x"', 'W/"7"', '"1", "2"'])('%s is no revision', async (tag) => {
    const { id } = await raised(api.anonymous);
    const sent = { headers: { 'if-match': tag } };
    const answer = await api.as('dispatcher').post(`/api/v1/whistles/${id}/accept`, {}, sent);
    expect(answer).toMatchObject({ status: 400, body: { code: 'request/bad-if-match' } });
  });

  test('without it a race is decided again: two different steps at once both count', async () => {
    const { id } = await dispatched(api);
    const path = `/api/v1/whistles/${id}/assignments`;
    const signed = await Promise.all([
      api.as('clerk-s1-ga-1').post(`${path}/a1/sign`),
      api.as('clerk-s1-jd-1').post(`${path}/a2/sign`),
    ]);
    expect(signed.map(({ status }) => status)).toEqual([200, 200]);
    const again = await api.as('clerk-s1-ga-2').post(`${path}/a1/sign`);
    expect(again).toMatchObject({ status: 409, body: { code: 'assignment/already-signed' } });
  });
});

describe('Idempotency-Key (EC-02)', () => {
  const key = (text: string) => ({ headers: { 'idempotency-key': text } });
  const BODY = { description: '路面塌陷', areaPath: 'XY/S1/C01', address: '柳岸路1号' };

  test('the same request again gets the first answer and writes nothing', async () => {
    const first = await raised(api.as('resident'), BODY, key('phone-1'));
    const before = await storedDatabase(api.database);
    const turned = Object.fromEntries(Object.entries({ categoryCode: 'HJ03', ...BODY }).toReversed());
    const again = await api.as('resident').post<Decided>('/api/v1/whistles', turned, key('phone-1'));
    expect([again.status, again.body]).toEqual([201, first]);
    expect(await storedDatabase(api.database)).toBe(before);
    expect((await raised(api.as('resident-2'), BODY, key('phone-1'))).id).not.toBe(first.id);
  });

  test('the first answer stands, whatever has happened since', async () => {
    const { id } = await raised(api.anonymous);
    const desk = api.as('dispatcher');
    const first = await desk.post<Decided>(`/api/v1/whistles/${id}/accept`, {}, key('accept-1'));
    await desk.post(`/api/v1/whistles/${id}/dispatch`);
    const again = await desk.post<Decided>(`/api/v1/whistles/${id}/accept`, {}, key('accept-1'));
    expect([again.status, again.body]).toEqual([200, first.body]);
  });

  test('with another content the key is refused, and nothing is stored', async () => {
    await raised(api.as('resident'), BODY, key('phone-2'));
    const before = await events();
    const other = { ...BODY, description: '另一件事' };
    const answer = await api.as('resident').post('/api/v1/whistles', other, key('phone-2'));
    expect(answer).toMatchObject({ status: 422, body: { code: 'idempotency/key-reused' } });
    expect(await events()).toBe(before);
  });

  test('the same request ten times at once is one whistle', async () => {
    const sent = key('an-anonymous-key-0001');
    const all = await Promise.all(Array.from({ length: 10 }, () => raised(api.anonymous, BODY, sent)));
    expect(new Set(all.map((one) => JSON.stringify(one))).size).toBe(1);
    const { number } = all[0]!;
    const found = await api
      .as('supervisor')
      .get<Page<unknown>>(`/api/v1/whistles?number=${number}&after=${all[0]!.position}`);
    expect(found.body.items).toHaveLength(1);
  });

  test.each([
    ['empty', 'resident', ''],
    ['with blanks', 'resident', 'a b'],
    ['too long', 'resident', 'k'.repeat(129)],
    ['short without an account', undefined, 'short'],
  ])('%s is refused', async (_, account, text) => {
    const caller = account === undefined ? api.anonymous : api.as(account);
    const answer = await caller.post('/api/v1/whistles', BODY, key(text));
    expect(answer).toMatchObject({ status: 400, body: { code: 'request/bad-idempotency-key' } });
  });

  test('a refusal is no answer to keep: the same key may be tried again', async () => {
    const { id } = await raised(api.anonymous, { categoryCode: undefined });
    const desk = api.as('dispatcher');
    const sent = key('later');
    const refused = await desk.post(`/api/v1/whistles/${id}/accept`, {}, sent);
    expect(refused).toMatchObject({ status: 422, body: { code: 'whistle/unclassified' } });
    await desk.post(`/api/v1/whistles/${id}/reclassify`, { categoryCode: 'HJ03', reason: '噪声' });
    expect(await desk.post(`/api/v1/whistles/${id}/accept`, {}, sent)).toMatchObject({ status: 200 });
  });
});

describe('EC-29: a wish that two want to fulfil', () => {
  const PATH = '/api/v1/service-orders';
  const key = (text: string) => ({ headers: { 'idempotency-key': text } });
  const withoutRequestId = ({ status, body }: { status: number; body: object }) => [status, { ...body, requestId: '' }];
  /** Ordered by a resident and approved by their community. */
  async function approved(): Promise<Decided> {
    const contact = { name: '李小红', phone: '13800138000', address: '柳岸路1号' };
    const body = { note: '李小红想要一副老花镜', areaPath: 'XY/S1/C01', contact };
    const { body: ordered } = await api.as('resident').post<Decided>(PATH, body);
    const review = await api.as('secretary-s1-c01').post<Decided>(`${PATH}/${ordered.id}/review`, { approved: true });
    expect([review.status, review.body.status]).toEqual([200, 'APPROVED']);
    return review.body;
  }

  test('is claimed by one, and the other is told that it is taken; each is told the same again', async () => {
    const { id } = await approved();
    const claim = () =>
      Promise.all([
        api.as('resident-2').post<Decided>(`${PATH}/${id}/claim`, {}, key('mine')),
        api.as('clerk-mz-1').post<Decided>(`${PATH}/${id}/claim`, { unitId: 'XY-MZ' }, key('ours')),
      ]);
    const answers = await claim();
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
    const lost = answers.find(({ status }) => status === 409)!;
    expect(lost.body).toMatchObject({ code: 'service-order/taken', title: '已被他人认领' });
    const before = await events();
    expect((await claim()).map(withoutRequestId)).toEqual(answers.map(withoutRequestId));
    expect(await events()).toBe(before);
  });

  test('is taken for whoever saw it free, and changed for whoever saw it otherwise', async () => {
    const { id, revision } = await approved();
    const seen = { headers: { 'if-match': `"${revision}"`, 'accept-language': 'en' } };
    const claim = await api.as('resident-2').post<Decided>(`${PATH}/${id}/claim`, {}, seen);
    expect(claim.status).toBe(200);
    const late = await api.as('clerk-mz-1').post(`${PATH}/${id}/claim`, { unitId: 'XY-MZ' }, seen);
    expect(late).toMatchObject({ status: 409, body: { code: 'service-order/taken' } });
    const mine = await api
      .as('resident-2')
      .get<Page<Decided>>(`${PATH}?mine=claimed&status=CLAIMED&after=${claim.body.position}`);
    expect(mine.body.items.map((one) => one.id)).toContain(id);
    const stale = await api.as('resident').post(`${PATH}/${id}/withdraw`, { note: '不用了' }, seen);
    expect(stale).toMatchObject({
      status: 412,
      body: { code: 'request/stale', events: [{ type: 'ServiceOrderClaimed', text: 'Claimed by a resident' }] },
    });
    const given = await api.as('resident-2').post<Decided>(`${PATH}/${id}/release`, { note: '出差' });
    expect(given).toMatchObject({ status: 200, body: { status: 'APPROVED' } });
    expect(await api.as('clerk-mz-1').post(`${PATH}/${id}/claim`, { unitId: 'XY-MZ' })).toMatchObject({ status: 200 });
  });
});
