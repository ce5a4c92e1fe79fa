import { EventStore } from '@app/event-store';
import { allProjections } from '@app/process';
import { type Projection, rebuild, waitForView } from '@app/projections';
import { RetentionEnds } from '@app/whistles';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { setTimeout as pause } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import { type Decided, type Loose, type Page, type RunningApi, runningApi, wholeDatabase } from './running-api.js';

const NAME = '欧阳晓月';
const PHONE = '13812345678';
const ID_NUMBER = '360403198504127213';
const SECRETS = [NAME, PHONE, ID_NUMBER];

const REPORTER = { name: NAME, phone: PHONE, idNumber: ID_NUMBER };
const RAISE = {
  description: `我是${NAME}，电话138-1234-5678，身份证${ID_NUMBER}，楼下夜市音响扰民`,
  areaPath: 'XY/S1/C01/G1',
  address: `柳岸路3号（${NAME}家）`,
  categoryCode: 'HJ03',
  reporter: REPORTER,
};

let api: RunningApi;
let whistle: Decided;
let path: string;
/** Every text that any answer to somebody who may not see the reporter held. */
const answers: string[] = [];
beforeAll(async () => {
  api = await runningApi();
  ({ body: whistle } = await api.as('resident').post<Decided>('/api/v1/whistles', RAISE));
  path = `/api/v1/whistles/${whistle.id}`;
  await walk();
}, 60_000);
afterAll(() => api.stop());

/** The whole road, with staff who write the reporter's name and phone wherever they can. */
async function walk(): Promise<void> {
  const note = `已联系${NAME}（${PHONE}，身份证${ID_NUMBER}）`;
  const [desk, lead, street, supervisor] = ['dispatcher', 'clerk-s1-ga-1', 'clerk-s1-jd-1', 'supervisor'].map(
    (account) => api.as(account),
  ) as [ReturnType<typeof api.as>, ReturnType<typeof api.as>, ReturnType<typeof api.as>, ReturnType<typeof api.as>];
  const did = async (caller: typeof desk, route: string, body?: Loose): Promise<void> => {
    const answer = await caller.post(`${path}/${route}`, body);
    expect([route, answer.status, answer.body]).toEqual([route, 200, expect.anything()]);
    answers.push(JSON.stringify(answer.body));
  };
  await did(desk, 'reclassify', { categoryCode: 'HJ03', reason: note, summary: `${note}：夜市扰民` });
  await did(desk, 'accept');
  const units = { leadUnitId: 'XY-S1-GA', assists: [{ unitId: 'XY-S1-JD' }] };
  await did(desk, 'dispatch', { ...units, overrideReason: note });
  for (const [caller, id] of [
    [lead, 'a1'],
    [street, 'a2'],
  ] as const) {
    await did(caller, `assignments/${id}/sign`);
    await did(caller, `assignments/${id}/contacts`, { contacted: 'STREET', note });
    await did(caller, `assignments/${id}/report-in`, { person: '值班员', mode: 'ON_SITE' });
    await did(caller, `assignments/${id}/progress`, { note });
  }
  await did(street, 'assignments/a2/assist-result', { outcome: 'RESOLVED', reply: note });
  await did(lead, 'assignments/a1/result', { outcome: 'RESOLVED', reply: note });
  await did(supervisor, 'follow-up');
  await did(supervisor, 'follow-up/answers', { answered: true, solved: true, satisfaction: 'SATISFIED' });
  await did(supervisor, 'close', { note });
}

test('the reporter is nowhere in clear text in the database', async () => {
  await api.as('supervisor').get(`/api/v1/whistles?after=${whistle.position}`);
  const all = await wholeDatabase(api.database);
  expect(all).toContain(whistle.number);
  expect(all).toContain('夜市');
  for (const secret of [...SECRETS, '138-1234-5678', '欧阳'])
    expect([secret, all.includes(secret)]).toEqual([secret, false]);
});

test('nor in any answer to anybody', async () => {
  const readers = [
    'dispatcher',
    'supervisor',
    'auditor',
    'street-s1',
    'secretary-s1-c01',
    'clerk-s1-ga-1',
    'grid-worker',
  ];
  for (const account of readers) {
    for (const route of [path, `${path}/timeline?limit=200`, `/api/v1/whistles?limit=200`, `${path}/actions`]) {
      const { status, body } = await api.as(account).get(route);
      expect([account, route, status]).toEqual([account, route, 200]);
      answers.push(JSON.stringify(body));
    }
  }
  const code = { headers: { 'x-follow-up-code': whistle.followUpCode } };
  answers.push(JSON.stringify((await api.anonymous.get(`/api/v1/follow/${whistle.number}`, code)).body));
  for (const secret of SECRETS) expect([secret, answers.filter((text) => text.includes(secret))]).toEqual([secret, []]);
});

test('the detail shows the reporter masked', async () => {
  const { body } = await api.as('clerk-s1-ga-1').get(path);
  expect(body).toMatchObject({
    reporter: { name: '欧阳**', phone: '138****5678', erased: false, restricted: false },
    address: '柳岸路3号（〔姓名〕家）',
    anonymity: 'NAMED',
  });
  expect(JSON.stringify(body['reporter'])).toMatch(/"idNumber":"3604\*+7213"|"idNumber":"3604\*+213"/);
});

describe('revealing the reporter', () => {
  const reveal = (account: string, id = whistle.id, purpose = '回访核实情况') =>
    api.as(account).post(`/api/v1/whistles/${id}/reporter/reveal`, { purpose });
  const raise = async (changes: Loose): Promise<string> =>
    (await api.anonymous.post<Decided>('/api/v1/whistles', { ...RAISE, ...changes })).body.id;

  test('shows it for a reason, and says afterwards who looked, when and why', async () => {
    const id = await raise({});
    const shown = await reveal('supervisor', id, `核实 ${PHONE} 是否有效`);
    expect([shown.status, shown.body]).toEqual([200, { ...REPORTER, words: RAISE.description }]);
    expect(shown.headers.get('cache-control')).toBe('no-store');
    await reveal('dispatcher', id);
    const log = await api.as('auditor').get<Page<Loose>>(`/api/v1/whistles/${id}/reveals`);
    expect(log.body.items).toMatchObject([
      {
        actor: { id: 'supervisor', role: 'SUPERVISOR' },
        purpose: '核实 〔电话〕 是否有效',
        fields: expect.arrayContaining(['phone', 'words']),
      },
      { actor: { id: 'dispatcher', role: 'DISPATCHER', unitId: 'XY-ZHZX' }, purpose: '回访核实情况' },
    ]);
    expect(Date.now() - Date.parse(String(log.body.items[0]!['at']))).toBeLessThan(60_000);
    expect((await api.as('privacy-officer').get(`/api/v1/whistles/${id}/reveals`)).status).toBe(200);
  });

  test('needs a reason', async () => {
    const answer = await reveal('supervisor', whistle.id, '  ');
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ in: 'body', field: 'purpose' }] } });
  });

  test('a resident is shown their own, and nobody else’s', async () => {
    expect((await reveal('resident')).body).toMatchObject(REPORTER);
    expect((await reveal('resident-2')).status).toBe(404);
  });

  test('a unit is shown it only while it still has to contact them', async () => {
    const id = await raise({});
    const desk = api.as('dispatcher');
    await desk.post(`/api/v1/whistles/${id}/accept`);
    await desk.post(`/api/v1/whistles/${id}/dispatch`);
    const work = `/api/v1/whistles/${id}/assignments/a1`;
    expect((await reveal('clerk-s1-ga-1', id)).body).toMatchObject({ phone: PHONE });
    await api.as('clerk-s1-ga-1').post(`${work}/sign`);
    await api.as('clerk-s1-ga-1').post(`${work}/contacts`, { contacted: 'REPORTER' });
    const late = await reveal('clerk-s1-ga-1', id);
    expect(late).toMatchObject({ status: 403, body: { code: 'reveal/no-open-contact' } });
    // the street still has its own contact to make
    expect((await reveal('clerk-s1-jd-1', id)).status).toBe(200);
  });

  test.each([
    ['auditor', 403, 'reveal/role'],
    ['privacy-officer', 404, 'whistle/not-found'],
    ['secretary-s1-c01', 403, 'reveal/role'],
    ['grid-worker', 403, 'reveal/role'],
  ])('%s is never shown it', async (account, status, code) => {
    const answer = await reveal(account);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  test('a department is not shown who reported (举报)', async () => {
    const id = await raise({ categoryCode: 'GA01' });
    const desk = api.as('dispatcher');
    await desk.post(`/api/v1/whistles/${id}/accept`);
    await desk.post(`/api/v1/whistles/${id}/dispatch`);
    const refused = await reveal('clerk-xf-1', id);
    expect(refused).toMatchObject({ status: 403, body: { code: 'reveal/report' } });
  });

  test('a confidential reporter is not even shown masked', async () => {
    const id = await raise({ anonymity: 'CONFIDENTIAL' });
    expect((await api.as('dispatcher').get(`/api/v1/whistles/${id}`)).body['reporter']).toBeNull();
  });

  test('an anonymous whistle has nobody to show, and takes no contact', async () => {
    const anonymous = { ...RAISE, reporter: undefined, description: '路灯昏暗' };
    const id = (await api.anonymous.post<Decided>('/api/v1/whistles', anonymous)).body.id;
    expect((await reveal('supervisor', id)).body).toEqual({
      name: null,
      phone: null,
      idNumber: null,
      words: '路灯昏暗',
    });
    const both = await api.anonymous.post('/api/v1/whistles', { ...RAISE, anonymity: 'ANONYMOUS' });
    expect(both).toMatchObject({ status: 422, body: { code: 'whistle/anonymous-with-contact' } });
    const neither = await api.anonymous.post('/api/v1/whistles', { ...anonymous, anonymity: 'NAMED' });
    expect(neither).toMatchObject({ status: 422, body: { code: 'whistle/contact-needed' } });
  });
});

describe('the privacy officer', () => {
  const officer = () => api.as('privacy-officer');
  const decide = (id: string, what: 'restriction' | 'erasure', body: Loose) =>
    officer().post<Loose>(`/api/v1/whistles/${id}/reporter/${what}`, body);
  const raise = async (account: string): Promise<string> =>
    (await api.as(account).post<Decided>('/api/v1/whistles', RAISE)).body.id;
  const until = '2099-12-31';
  /** Works at that moment, until it is as it should be. */
  const retentionEnds = async (now: string, whole: () => Promise<boolean>): Promise<void> => {
    const stop = new AbortController();
    const ends = new RetentionEnds(api.app.get(DataSource), api.app.get(CommandBus), { now: () => now });
    const working = ends.work(stop.signal);
    while (!(await whole())) await pause(50);
    stop.abort();
    await working;
  };

  test('restricts what has to be kept: it is shown to nobody, and nothing is lost', async () => {
    const id = await raise('dispatcher');
    const asked = { reason: `${NAME}申请删除`, basis: '信访档案保管期限未满', until };
    for (const account of ['supervisor', 'auditor', 'admin', 'resident']) {
      const { status } = await api.as(account).post(`/api/v1/whistles/${id}/reporter/restriction`, asked);
      expect([account, status]).toEqual([account, 403]);
    }
    const done = await decide(id, 'restriction', asked);
    expect(done).toMatchObject({ status: 200, body: { subjectId: `whistle-${id}`, outcome: 'RESTRICTED', until } });
    const { body } = await api.as('dispatcher').get(`/api/v1/whistles/${id}`);
    expect(body['reporter']).toEqual({ erased: false, restricted: true });
    const shown = await api.as('supervisor').post(`/api/v1/whistles/${id}/reporter/reveal`, { purpose: '回访' });
    expect(shown).toMatchObject({ status: 403, body: { code: 'reveal/restricted' } });
    // what staff write is still scrubbed of it
    const note = { categoryCode: 'HJ03', reason: `${NAME}来电`, summary: `${NAME}反映夜市扰民` };
    expect((await api.as('dispatcher').post(`/api/v1/whistles/${id}/reclassify`, note)).status).toBe(200);
    expect((await api.as('dispatcher').get(`/api/v1/whistles/${id}`)).body['summary']).toBe('〔姓名〕反映夜市扰民');
    expect((await decide(id, 'restriction', { ...asked, until: '2098-01-01' })).body['code']).toBe(
      'erasure/retention-running',
    );
  });

  test('erases one whose whistles are all over, in all of them and for good', async () => {
    const ids = [await raise('resident-2'), await raise('resident-2')];
    const reason = '本人申请';
    const open = await decide(ids[0]!, 'erasure', { reason });
    expect(open).toMatchObject({ status: 409, body: { code: 'erasure/case-open' } });
    for (const id of ids) await api.as('resident-2').post(`/api/v1/whistles/${id}/withdraw`, { reason: '已自行解决' });
    const sent = { headers: { 'idempotency-key': 'erase-resident-2' } };
    const path = `/api/v1/whistles/${ids[0]!}/reporter/erasure`;
    const done = await officer().post<Loose>(path, { reason }, sent);
    expect(done).toMatchObject({ status: 200, body: { subjectId: 'account-resident-2', outcome: 'ERASED' } });
    expect(await officer().post(path, { reason }, sent)).toMatchObject({ status: 200, body: done.body });
    for (const id of ids) {
      const { body } = await api.as('dispatcher').get(`/api/v1/whistles/${id}`);
      expect(body['reporter']).toEqual({ erased: true, restricted: false });
    }
    expect(await decide(ids[1]!, 'erasure', { reason })).toMatchObject({
      status: 409,
      body: { code: 'privacy/subject-erased' },
    });
    const position = done.headers.get('x-position');
    const log = await api.as('auditor').get<Page<Loose>>(`/api/v1/erasures?limit=2&after=${position}`);
    expect(log.body.items).toMatchObject([
      { subjectId: 'account-resident-2', outcome: 'ERASED', actorId: 'privacy-officer', reason },
      { outcome: 'RESTRICTED', until, reason: '〔姓名〕申请删除' },
    ]);
    expect((await api.as('supervisor').get('/api/v1/erasures')).status).toBe(403);
  });

  test('need not be there when a retention ends: what is over is erased the day after, what goes on is not', async () => {
    const [over, open] = [await raise('dispatcher'), await raise('dispatcher')];
    for (const id of [over, open]) {
      expect((await decide(id, 'restriction', { reason: '申请删除', basis: '保管期限', until })).status).toBe(200);
    }
    await api.as('dispatcher').post(`/api/v1/whistles/${over}/withdraw`, { reason: '重复' });
    const reporterOf = async (id: string) =>
      (await api.as('dispatcher').get(`/api/v1/whistles/${id}`)).body['reporter'] as { erased: boolean };
    const decisions = api.app.get(EventStore);
    const before = await decisions.head();
    await waitForView(api.app.get(DataSource), 'erasures', before);
    await retentionEnds(`${until}T04:00:00.000Z`, async () => true); // noon of the last day
    expect([await reporterOf(over), await decisions.head()]).toEqual([{ erased: false, restricted: true }, before]);
    await retentionEnds('2100-01-01T04:00:00.000Z', async () => (await reporterOf(over)).erased);
    expect(await reporterOf(open)).toEqual({ erased: false, restricted: true });
  }, 30_000);

  describe('of service orders (点单)', () => {
    const PATH = '/api/v1/service-orders';
    const order = async (account: string, areaPath = 'XY/S1/C01') => {
      const note = `我是${NAME}，想要一副老花镜`;
      const body = { note, areaPath, contact: { name: NAME, phone: PHONE, address: '柳岸路3号' } };
      return (await api.as(account).post<Decided>(PATH, body)).body.id;
    };
    const ofContact = (id: string, what: 'restriction' | 'erasure', body: Loose) =>
      officer().post<Loose>(`${PATH}/${id}/contact/${what}`, body);
    const withdraw = (account: string, id: string) =>
      api.as(account).post(`${PATH}/${id}/withdraw`, { note: '不再需要' });
    const contactOf = async (account: string, id: string) =>
      (await api.as(account).get(`${PATH}/${id}`)).body['contact'];
    const lastOf = async (position: string | null) =>
      (await api.as('auditor').get<Page<Loose>>(`/api/v1/erasures?limit=1&after=${position}`)).body.items[0];
    const reason = `${NAME}申请删除`;

    test('somebody for whom a worker ordered is restricted at it, and erased once it is over', async () => {
      const [id, other] = [await order('grid-worker', 'XY/S1/C01/G1'), await order('grid-worker', 'XY/S1/C01/G1')];
      const subjectId = `service-order-${id}`;
      for (const account of ['supervisor', 'admin', 'grid-worker', 'secretary-s1-c01']) {
        const { status } = await api.as(account).post(`${PATH}/${id}/contact/erasure`, { reason });
        expect([account, status]).toEqual([account, 403]);
      }
      const open = await ofContact(id, 'erasure', { reason });
      expect(open).toMatchObject({ status: 409, body: { code: 'erasure/order-open', orders: [id] } });
      expect(open.body['title']).toBe(`尚有未办结点单：${id}`);
      const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
      const kept = await ofContact(id, 'restriction', { reason, basis: '服务档案', until: today });
      expect(kept).toMatchObject({ status: 200, body: { subjectId, outcome: 'RESTRICTED', until: today } });
      expect(await contactOf('grid-worker', id)).toEqual({ erased: false, restricted: true });
      expect(await contactOf('grid-worker', other)).toMatchObject({ name: '欧阳**', restricted: false });
      const shown = await api.as('secretary-s1-c01').post(`${PATH}/${id}/contact`, { note: '核实' });
      expect(shown).toMatchObject({ status: 403, body: { code: 'reveal/restricted' } });
      const record = { subjectId, whistleId: null, orderIds: [id], reason: '〔姓名〕申请删除' };
      expect(await lastOf(kept.headers.get('x-position'))).toMatchObject({ ...record, outcome: 'RESTRICTED' });
      expect((await withdraw('grid-worker', id)).status).toBe(200);
      expect((await ofContact(id, 'erasure', { reason })).body['code']).toBe('erasure/retention-running');
      const tomorrow = `${new Date(Date.parse(today) + 86_400_000).toISOString().slice(0, 10)}T04:00:00.000Z`;
      await retentionEnds(tomorrow, async () => ((await contactOf('grid-worker', id)) as { erased: boolean }).erased);
      expect(await lastOf(String(await api.app.get(EventStore).head()))).toMatchObject({
        ...record,
        outcome: 'ERASED',
        reason: `保管期限届满（${today}）`,
      });
      expect(await contactOf('grid-worker', other)).toMatchObject({ name: '欧阳**', erased: false });
    }, 30_000);

    test('an account is not erased while an order of its goes on; after that all its orders are', async () => {
      const account = 'resident-3';
      const whistleId = await raise(account);
      await api.as(account).post(`/api/v1/whistles/${whistleId}/withdraw`, { reason: '已自行解决' });
      const [one, two] = [await order(account), await order(account)];
      await withdraw(account, one);
      for (const asked of [decide(whistleId, 'erasure', { reason }), ofContact(one, 'erasure', { reason })]) {
        expect(await asked).toMatchObject({ status: 409, body: { code: 'erasure/order-open', orders: [two] } });
      }
      await withdraw(account, two);
      const done = await decide(whistleId, 'erasure', { reason });
      expect(done).toMatchObject({ status: 200, body: { subjectId: `account-${account}`, outcome: 'ERASED' } });
      expect(await lastOf(done.headers.get('x-position'))).toMatchObject({ whistleId, orderIds: [one, two] });
      for (const id of [one, two]) {
        expect(await contactOf('secretary-s1-c01', id)).toEqual({ erased: true, restricted: false });
      }
      expect((await ofContact(two, 'erasure', { reason })).body['code']).toBe('privacy/subject-erased');
      expect((await ofContact(whistleId, 'erasure', { reason })).body['code']).toBe('service-order/not-found');
    });
  });

  test('leaves every view as it is when it is rebuilt from a log with an erased person in it (EC-20)', async () => {
    const [store, dataSource] = [api.app.get(EventStore), api.app.get(DataSource)];
    const rowsOf = async ({ rows }: Projection): Promise<unknown[]> => {
      const tables = rows.map((row) => dataSource.getMetadata(row).tableName);
      const sql = tables.map((table) => `SELECT '${table}' AS of, t::text AS line FROM views.${table} t`);
      return dataSource.query(`${sql.join(' UNION ALL ')} ORDER BY 1, 2`);
    };
    for (const projection of allProjections) {
      await waitForView(dataSource, projection.name, await store.head());
      const before = await rowsOf(projection);
      await rebuild({ projection, store, dataSource });
      expect([projection.name, await rowsOf(projection)]).toEqual([projection.name, before]);
    }
  }, 60_000);
});
