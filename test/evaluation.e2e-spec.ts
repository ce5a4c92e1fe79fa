import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { type Decided, type Loose, type Page, raised, type RunningApi, runningApi } from './running-api.js';

const LEAD = 'clerk-s1-ga-1';
const UNIT = 'XY-S1-GA';
const dayOf = (instant: number) => new Date(instant + 8 * 3_600_000).toISOString().slice(0, 10);
/** To a day past every signature that is due, however late in the evening the tests run. */
const RUNNING = {
  areaPath: 'XY',
  from: `${dayOf(Date.now()).slice(0, 7)}-01`,
  to: dayOf(Date.now() + 14 * 86_400_000),
};
const OVER = { areaPath: 'XY', from: '2025-10-01', to: '2025-10-31' };
const idOf = ({ areaPath, from, to }: typeof RUNNING) => `${areaPath}_${from}_${to}`;
const at = (path: string) => `/api/v1/evaluation/${path}`;

interface Figure {
  readonly id: string;
  readonly measure: string;
  readonly numerator: string;
  readonly denominator?: number;
  readonly shown?: string;
}

let api: RunningApi;
beforeAll(async () => {
  api = await runningApi();
}, 60_000);
afterAll(() => api.stop());

const figures = async (account: string, query: string): Promise<readonly Figure[]> => {
  const { status, body } = await api.as(account).get<Page<Figure>>(at(`periods/${idOf(RUNNING)}/results?${query}`));
  expect([status, body]).toEqual([200, expect.anything()]);
  return body.items;
};
const open = (account: string, period: Loose) => api.as(account).post<Loose>(at('periods'), period);
const close = (account: string, id: string) => api.as(account).post<Loose>(at(`periods/${id}/close`));

/** Noise in the first street, given to its police alone, who come, handle it, and answer. */
async function handled(): Promise<Decided> {
  const whistle = await raised(api.anonymous);
  const path = `/api/v1/whistles/${whistle.id}`;
  await api.as('dispatcher').post(`${path}/accept`);
  await api.as('dispatcher').post(`${path}/dispatch`, { leadUnitId: UNIT, assists: [] });
  const lead = api.as(LEAD);
  await lead.post(`${path}/assignments/a1/sign`);
  await lead.post(`${path}/assignments/a1/report-in`, { person: '袁晓汀', mode: 'ON_SITE' });
  await lead.post(`${path}/assignments/a1/progress`, { note: '已劝离' });
  const { status, body } = await lead.post<Decided>(`${path}/assignments/a1/result`, {
    outcome: 'RESOLVED',
    reply: '已劝离',
  });
  if (status !== 200) throw new Error(JSON.stringify(body));
  return { ...whistle, ...body };
}

describe('a period that runs', () => {
  let whistle: Decided;
  beforeAll(async () => {
    expect((await open('supervisor', RUNNING)).status).toBe(201);
    whistle = await handled();
  });

  test('is opened by whoever supervises the district, once', async () => {
    for (const account of ['dispatcher', 'street-s1', LEAD]) expect((await open(account, RUNNING)).status).toBe(403);
    expect(await open('supervisor', RUNNING)).toMatchObject({ status: 409, body: { code: 'period/already-open' } });
    expect(await open('supervisor', { ...RUNNING, areaPath: 'XY/S1' })).toMatchObject({
      status: 422,
      body: { code: 'evaluation/district-only' },
    });
    expect(await close('supervisor', idOf(RUNNING))).toMatchObject({ status: 409, body: { code: 'period/not-over' } });
  });

  test('shows its figures as they stand, each with numerator and denominator', async () => {
    const own = await figures('dispatcher', `by=unit&measure=SIGNING_ON_TIME&after=${whistle.position}`);
    expect(own).toEqual([
      expect.objectContaining({ id: UNIT, numerator: '1', denominator: 1, shown: '100.00', peerGroup: 'STATIONS' }),
    ]);
    expect(await figures('dispatcher', 'by=street&measure=RAISED')).toEqual([
      expect.objectContaining({ id: 'XY/S1', numerator: '1' }),
    ]);
    expect(await figures('auditor', 'by=peerGroup&measure=RECEIVED')).toEqual([
      expect.objectContaining({ id: 'STATIONS', name: '街道派出机构', numerator: '1' }),
    ]);
  });

  test('shows a unit its own, a street what lies in it, and everybody what all did together (§4.1)', async () => {
    const seen = async (account: string, by: string) =>
      (await figures(account, `by=${by}&measure=RECEIVED`)).map(({ id }) => id);
    expect(await seen(LEAD, 'unit')).toEqual([UNIT]);
    expect(await seen('street-s1', 'unit')).toEqual([UNIT]);
    expect(await seen('street-s2', 'unit')).toEqual([]);
    expect(await seen('clerk-hj-1', 'unit')).toEqual([]);
    expect(await seen('clerk-hj-1', 'all')).toEqual(['XY']);
    expect((await api.as('resident').get(at(`periods/${idOf(RUNNING)}/results`))).status).toBe(403);
  });

  test('tells whoever may see a figure which whistles are behind it, and nobody else', async () => {
    const behind = (account: string, query: string) =>
      api.as(account).get<Page<Loose>>(at(`periods/${idOf(RUNNING)}/whistles?${query}`));
    const signed = `measure=SIGNING_ON_TIME&id=${UNIT}&after=${whistle.position}`;
    const clocks = await api.as('dispatcher').get<Page<Loose>>(`/api/v1/whistles/${whistle.id}/clocks`);
    const due = clocks.body.items.find(({ clock }) => clock === 'SIGN')?.['dueAt'];
    for (const account of ['dispatcher', LEAD, 'street-s1']) {
      const { status, body } = await behind(account, signed);
      expect([account, status, body.items]).toEqual([
        account,
        200,
        [
          expect.objectContaining({
            whistleId: whistle.id,
            fact: 'SIGN',
            outcome: 'IN_TIME',
            unitId: UNIT,
            street: 'XY/S1',
            day: dayOf(Date.parse(String(due))),
            numerator: '1',
            denominator: 1,
            leftOut: null,
          }),
        ],
      ]);
    }
    expect((await behind('dispatcher', `${signed}&part=LEFT_OUT`)).body.items).toEqual([]);
    for (const account of ['street-s2', 'clerk-hj-1']) expect((await behind(account, signed)).status).toBe(403);
    expect((await behind('street-s1', 'measure=RECEIVED&of=ALL')).status).toBe(403);
    expect((await behind('auditor', 'measure=RECEIVED&of=ALL')).body.items).toHaveLength(1);
    expect((await behind('dispatcher', 'measure=RECEIVED')).status).toBe(400);
    expect((await behind('dispatcher', 'measure=NONE&of=ALL')).status).toBe(400);

    // what does not count is told too, with the reason, in the language asked for
    const { id } = await raised(api.as('resident'));
    await api.as('dispatcher').post(`/api/v1/whistles/${id}/accept`);
    await api.as('dispatcher').post(`/api/v1/whistles/${id}/dispatch`, { leadUnitId: UNIT, assists: [] });
    const gone = await api.as('resident').post<Decided>(`/api/v1/whistles/${id}/withdraw`, { reason: '已自行解决' });
    const received = await behind(LEAD, `measure=RECEIVED&id=${UNIT}&part=LEFT_OUT&after=${gone.body.position}`);
    expect(received.body.items).toEqual([
      expect.objectContaining({ whistleId: id, numerator: '0', leftOut: 'WITHDRAWN', leftOutReason: '撤哨' }),
    ]);
    const csv = { headers: { accept: 'text/csv', 'accept-language': 'en' } };
    const lines = await api
      .as('dispatcher')
      .get<string>(at(`periods/${idOf(RUNNING)}/whistles?measure=RECEIVED&id=${UNIT}`), csv);
    expect(lines.body.trim().split('\r\n')).toHaveLength(3);
    expect(lines.body).toContain(',WITHDRAWN,withdrawn');
  });

  test('ranks nobody by so little', async () => {
    const { body } = await api
      .as('supervisor')
      .get<Page<Loose>>(at(`rankings?periodId=${idOf(RUNNING)}&measure=SIGNING_ON_TIME`));
    expect(body.items).toEqual([expect.objectContaining({ id: UNIT, sample: 1, value: '100.00' })]);
    expect(body.items[0]).not.toHaveProperty('rank');
    const refused = await api.as('supervisor').get(at(`rankings?periodId=${idOf(RUNNING)}&measure=RECEIVED`));
    expect(refused).toMatchObject({ status: 422, body: { code: 'evaluation/not-ranked' } });
  });

  test('is CSV to whoever asks for it, as any list is', async () => {
    const csv = { headers: { accept: 'text/csv' } };
    const answer = await api
      .as('supervisor')
      .get<string>(at(`periods/${idOf(RUNNING)}/results?measure=SIGNING_ON_TIME`), csv);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [head, line] = answer.body.replace(/^\uFEFF/, '').split('\r\n');
    expect(head).toBe('id,name,peerGroup,measure,measureName,numerator,denominator,sample,shown');
    expect(line).toMatch(/^XY-S1-GA,.+,STATIONS,SIGNING_ON_TIME,按时签收率,1,1,,100.00$/);
    const areas = await api.anonymous.get<string>('/api/v1/areas?limit=1', csv);
    expect(areas.body).toContain('path,type,name,timeZone\r\nXY,DISTRICT,');
    const none = await api.as('supervisor').get(at(`periods/${idOf(RUNNING)}`), csv);
    expect(none).toMatchObject({ status: 406, body: { code: 'request/no-csv' } });
  });

  test('counts what those who whistled and those who came think of each other (双评议)', async () => {
    const path = `/api/v1/whistles/${whistle.id}/assignments/a1`;
    for (const account of ['supervisor', 'resident', LEAD, 'street-s2']) {
      expect([account, (await api.as(account).post(`${path}/rating`, { score: 1 })).status]).not.toEqual([
        account,
        200,
      ]);
    }
    expect((await api.as('street-s1').post(`${path}/rating`, { score: 6 })).status).toBe(400);
    expect((await api.as('street-s1').post(`${path}/rating`, { score: 4, note: '来得快' })).status).toBe(200);
    const again = await api.as('street-s1').post(`${path}/rating`, { score: 1 });
    expect(again).toMatchObject({ status: 409, body: { code: 'rating/already-rated' } });
    const back = await api.as(LEAD).post<Decided>(`${path}/street-rating`, { score: 5 });
    expect(back.status).toBe(200);
    expect(await figures('supervisor', `by=unit&measure=DEPARTMENT_SCORE&after=${back.body.position}`)).toEqual([
      expect.objectContaining({ id: UNIT, numerator: '4', denominator: 1, shown: '4.00' }),
    ]);
    expect(await figures('supervisor', 'by=street&measure=STREET_SCORE')).toEqual([
      expect.objectContaining({ id: 'XY/S1', numerator: '5', denominator: 1 }),
    ]);
  });
});

describe('a period that is over', () => {
  test('is frozen: its hash is of the bytes that are published', async () => {
    expect((await open('supervisor', OVER)).status).toBe(201);
    const closed = await close('supervisor', idOf(OVER));
    expect([closed.status, closed.body]).toEqual([
      200,
      expect.objectContaining({ state: 'CLOSED', policyVersion: 'default-1' }),
    ]);
    expect(await close('supervisor', idOf(OVER))).toMatchObject({
      status: 409,
      body: { code: 'period/already-closed' },
    });
    const token = await api.anonymous.post<{ token: string }>('/api/v1/demo/token', { account: 'auditor' });
    const published = await fetch(`${api.address}${at(`periods/${idOf(OVER)}/published`)}`, {
      headers: { authorization: `Bearer ${token.body.token}` },
    });
    const bytes = Buffer.from(await published.arrayBuffer());
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(closed.body['sha256']);
    expect(JSON.parse(bytes.toString())).toMatchObject({ periodId: idOf(OVER), rows: [], corrections: [] });
  });

  test('has totals for everybody, and an open one has none', async () => {
    expect((await api.anonymous.get(at(`periods/${idOf(OVER)}/totals`))).status).toBe(200);
    expect(await api.anonymous.get(at(`periods/${idOf(RUNNING)}/totals`))).toMatchObject({
      status: 404,
      body: { code: 'period/not-closed' },
    });
    const { body } = await api.anonymous.get<Page<Loose>>(at('periods?areaPath=XY'));
    expect(body.items.map(({ id, state }) => [id, state])).toEqual([
      [idOf(RUNNING), 'OPEN'],
      [idOf(OVER), 'CLOSED'],
    ]);
  });
});

test('the policy is what the district decides, and the measures are open to everybody', async () => {
  const { body } = await api.as('supervisor').get<{ version: string; policy: Loose }>(at('policy?areaPath=XY'));
  expect(body.version).toBe('default-1');
  const next = { ...body.policy, minimumSample: 5 };
  expect((await api.as('dispatcher').post(at('policies'), next)).status).toBe(403);
  expect(await api.as('supervisor').post(at('policies'), next)).toMatchObject({
    status: 201,
    body: { version: 'XY@1' },
  });
  const wrong = { ...next, weights: { RESPONSE: '0.5', SOLVED: '0.5', SATISFACTION: '0.5' } };
  expect(await api.as('supervisor').post(at('policies'), wrong)).toMatchObject({
    status: 422,
    body: { code: 'evaluation/weights-not-one' },
  });
  const measures = await api.anonymous.get<Page<Loose>>(at('measures'));
  expect(measures.body.items.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['RESPONSE', 'SOLVED', 'SATISFACTION', 'REPORT_IN_ON_TIME', 'MISDISPATCH']),
  );
});
