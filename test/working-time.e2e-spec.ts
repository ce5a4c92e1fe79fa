import { type Answer } from '@app/testing';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { type Decided, dispatched, type Loose, type Page, raised, type RunningApi, runningApi } from './running-api.js';

jest.setTimeout(30_000);

let api: RunningApi;
beforeAll(async () => {
  api = await runningApi();
}, 60_000);
afterAll(() => api.stop());

interface Story extends Loose {
  readonly clockId: string;
  readonly clock: string;
  readonly state: string;
  readonly startedAt: string;
  readonly dueAt: string;
  readonly pauses: readonly { readonly from: string; readonly to: string | null }[];
}
const HOUR = 3_600_000;
const LEAD = 'clerk-s1-ga-1';
const at = (id: string, path = '') => `/api/v1/whistles/${id}${path}`;

const done = async (sent: Promise<Answer<Decided>>, status: string): Promise<Decided> => {
  const answer = await sent;
  expect([answer.status, answer.body]).toMatchObject([200, { status }]);
  return answer.body;
};
const refused = async (sent: Promise<Answer<unknown>>, status: number, code: string): Promise<void> => {
  expect(await sent).toMatchObject({ status, body: { code } });
};
const clocksOf = async (id: string): Promise<readonly Story[]> =>
  (await api.as('supervisor').get<{ items: Story[] }>(at(id, '/clocks'))).body.items;
const clockOf = async (id: string, clock: string, assignmentId: string | null = null): Promise<Story> => {
  const found = (await clocksOf(id)).find((one) => one.clock === clock && one['assignmentId'] === assignmentId);
  if (!found) throw new Error(`there is no clock ${clock}`);
  return found;
};
const actionsOf = async (account: string, id: string): Promise<string[]> => {
  const { body } = await api.as(account).get<Page<{ action: string }>>(at(id, '/actions'));
  return body.items.map(({ action }) => action);
};

/** Each clock is explained to the due moment that is stored. */
async function explained(id: string): Promise<void> {
  const clocks = await clocksOf(id);
  expect(clocks.length).toBeGreaterThan(1);
  const told = clocks.map(async ({ clockId, dueAt }, index) => {
    const headers = { 'accept-language': index % 2 === 0 ? 'zh-CN' : 'en' };
    const path = at(id, `/clocks/${clockId}/explanation`);
    const { status, body } = await api.as('supervisor').get<Loose & { text: string }>(path, { headers });
    expect([status, clockId, body['dueAt']]).toEqual([200, clockId, dueAt]);
    expect(body.text.split('\n').length).toBeGreaterThan(2);
    expect(body.text).not.toMatch(/undefined|NaN|null|\[object|\d{4}-\d\d-\d\dT/);
  });
  await Promise.all(told);
}

/** A whistle whose lead is at work on it. */
async function handled(): Promise<Decided> {
  const whistle = await dispatched(api);
  const lead = api.as(LEAD);
  await done(lead.post(at(whistle.id, '/assignments/a1/sign')), 'DISPATCHED');
  const present = { person: '袁晓汀', mode: 'ON_SITE' };
  await done(lead.post(at(whistle.id, '/assignments/a1/report-in'), present), 'DISPATCHED');
  await done(lead.post(at(whistle.id, '/assignments/a1/start-handling')), 'HANDLING');
  return whistle;
}

describe('before acceptance', () => {
  test('the reporter is asked for more, and the acceptance clock stands still until they answer', async () => {
    const whistle = await raised(api.anonymous);
    const { id } = whistle;
    const desk = api.as('dispatcher');
    const ask = { text: '请说明是几号楼' };
    await refused(api.as('street-s2').post(at(id, '/info-requests'), ask), 404, 'whistle/not-found');
    await refused(api.as(LEAD).post(at(id, '/info-requests'), ask), 403, 'auth/not-allowed');
    await refused(api.as('grid-worker').post(at(id, '/info-requests'), ask), 403, 'auth/not-allowed');
    expect(await actionsOf('dispatcher', id)).toContain('info-requests');
    await done(desk.post(at(id, '/info-requests'), ask), 'PENDING_INFO');
    expect(await clockOf(id, 'ACCEPT')).toMatchObject({ state: 'PAUSED', pauses: [{ to: null }] });
    expect(await clockOf(id, 'INFO')).toMatchObject({ state: 'RUNNING' });
    expect(await clockOf(id, 'RESIDENT_TOTAL')).toMatchObject({ state: 'RUNNING', pauses: [] });
    await refused(desk.post(at(id, '/accept')), 409, 'whistle/not-in-this-state');

    const sent = { headers: { 'x-follow-up-code': whistle.followUpCode, 'accept-language': 'zh' } };
    const follow = await api.anonymous.get<Page<{ text: string }>>(`/api/v1/follow/${whistle.number}?after=0`, sent);
    expect(follow.body.items.map(({ text }) => text)).toContain('请补正：请说明是几号楼');
    await done(api.anonymous.post(`/api/v1/follow/${whistle.number}/info`, { text: '三号楼' }, sent), 'RAISED');
    const accept = await clockOf(id, 'ACCEPT');
    expect(accept).toMatchObject({ state: 'RUNNING', pauses: [{ to: expect.any(String) }] });
    expect(await clockOf(id, 'INFO')).toMatchObject({ state: 'STOPPED', stopped: { type: 'InfoSupplied' } });
    await explained(id);
  });

  test('an account that raised it answers too, and staff who were told; nobody else', async () => {
    const { id } = await raised(api.as('resident'));
    await done(api.as('dispatcher').post(at(id, '/info-requests'), { text: '何时？' }), 'PENDING_INFO');
    expect(await actionsOf('resident', id)).toContain('info');
    await refused(api.as('resident-2').post(at(id, '/info'), { text: '昨晚' }), 404, 'whistle/not-found');
    await refused(api.as('grid-worker').post(at(id, '/info'), { text: '昨晚' }), 403, 'auth/not-allowed');
    await done(api.as('resident').post(at(id, '/info'), { text: '昨晚' }), 'RAISED');
    await done(api.as('dispatcher').post(at(id, '/info-requests'), { text: '何地？' }), 'PENDING_INFO');
    await done(api.as('street-s1').post(at(id, '/info'), { text: '门口' }), 'RAISED');
    const third = api.as('dispatcher').post(at(id, '/info-requests'), { text: '何人？' });
    await refused(third, 409, 'info/asked-too-often');
  });

  test('somebody is sent to look, and the grid worker of the place says what is there', async () => {
    const { id } = await raised(api.anonymous);
    const desk = api.as('dispatcher');
    const order = { unitId: 'XY-S1-C01-SQ' };
    await refused(desk.post(at(id, '/pre-verifications'), { unitId: 'XY-NONE' }), 422, 'verification/unit-not-active');
    await done(desk.post(at(id, '/pre-verifications'), order), 'PRE_VERIFYING');
    expect(await clockOf(id, 'VERIFY')).toMatchObject({ state: 'RUNNING', unitId: 'XY-S1-C01-SQ' });
    expect(await actionsOf('grid-worker', id)).toContain('pre-verification-reports');
    expect(await actionsOf('secretary-s1-c01', id)).toContain('pre-verification-reports');
    expect(await actionsOf('supervisor', id)).not.toContain('pre-verification-reports');
    const report = { finding: 'EXISTS', longitude: 115.99, latitude: 29.72 };
    const half = { finding: 'EXISTS', longitude: 115.99 };
    await refused(api.as('grid-worker').post(at(id, '/pre-verification-reports'), half), 400, 'request/invalid');
    await refused(api.as('supervisor').post(at(id, '/pre-verification-reports'), report), 403, 'auth/not-allowed');
    await refused(api.as('grid-worker-s2').post(at(id, '/pre-verification-reports'), report), 404, 'whistle/not-found');
    await done(api.as('grid-worker').post(at(id, '/pre-verification-reports'), report), 'RAISED');
    await done(desk.post(at(id, '/pre-verifications'), order), 'PRE_VERIFYING');
    await done(
      api.as('secretary-s1-c01').post(at(id, '/pre-verification-reports'), { finding: 'NOT_EXISTS', note: '已停' }),
      'RAISED',
    );
    expect((await clockOf(id, 'ACCEPT')).pauses).toHaveLength(2);
    await explained(id);
  });
});

describe('more time', () => {
  test('the unit asks for an extension, somebody else decides, and the clock runs out later', async () => {
    const { id } = await handled();
    const [lead, desk] = [api.as(LEAD), api.as('dispatcher')];
    const path = at(id, '/assignments/a1/extensions');
    const before = await clockOf(id, 'HANDLE', 'a1');
    await refused(desk.post(path, { reason: '等配件' }), 403, 'auth/not-allowed');
    await refused(api.as('clerk-s1-jd-1').post(path, { reason: '等配件' }), 403, 'auth/not-allowed');
    await refused(desk.post(`${path}/decision`, { granted: true, reason: '同意' }), 409, 'extension/none-pending');
    await refused(lead.post(path, { clock: 'SIGN', reason: '等配件' }), 409, 'extension/no-clock');
    await done(lead.post(path, { reason: '等配件' }), 'HANDLING');
    expect(await clockOf(id, 'HANDLE', 'a1')).toMatchObject({ pendingExtension: true, dueAt: before.dueAt });
    await refused(lead.post(path, { reason: '等配件' }), 409, 'extension/already-asked');
    await refused(lead.post(`${path}/decision`, { granted: true, reason: '同意' }), 403, 'auth/not-allowed');
    expect(await actionsOf('dispatcher', id)).toContain('extensions/decision');
    const granted = { granted: true, reason: '配件明日到货' };
    const sent = { headers: { 'idempotency-key': 'extension-decision-1' } };
    const first = await done(desk.post(`${path}/decision`, granted, sent), 'HANDLING');
    expect((await desk.post<Decided>(`${path}/decision`, granted, sent)).body).toEqual(first);
    const after = await clockOf(id, 'HANDLE', 'a1');
    // noise in the street: 2 hours day and night, and as much again
    expect(Date.parse(after.dueAt) - Date.parse(before.dueAt)).toBe(2 * HOUR);
    expect(after).toMatchObject({ pendingExtension: false, extensions: [{ granted: true }] });
    expect((await clockOf(id, 'HANDLE', 'a2')).dueAt).toBe(before.dueAt);
    const explanation = await api.as(LEAD).get<Loose>(at(id, `/clocks/${after.clockId}/explanation`));
    expect(explanation.body).toMatchObject({
      changes: [
        { cause: 'STARTED', oldDueAt: null },
        { cause: 'EXTENDED', oldDueAt: before.dueAt, dueAt: after.dueAt, because: { type: 'ExtensionGranted' } },
      ],
      stretches: [{ dueAt: before.dueAt }, { dueAt: after.dueAt }],
    });
    const timeline = await api.anonymous.get<Page<{ text: string }>>(`/api/v1/follow/${first.number}?after=0`, {
      headers: { 'x-follow-up-code': 'AAAA-AAAA' },
    });
    expect(timeline.status).toBe(404);
    await explained(id);
  });

  test('what a unit asks for, and why it is denied, is read by itself and the desk; the reporter reads that it was granted', async () => {
    const whistle = await handled();
    const path = at(whistle.id, '/assignments/a1/extensions');
    await done(api.as(LEAD).post(path, { reason: '人手不足' }), 'HANDLING');
    const stale = { headers: { 'if-match': '"0"' } };
    await refused(
      api.as('supervisor').post(`${path}/decision`, { granted: false, reason: '不足' }, stale),
      412,
      'request/stale',
    );
    await done(api.as('supervisor').post(`${path}/decision`, { granted: false, reason: '理由不足' }), 'HANDLING');
    await done(api.as(LEAD).post(path, { reason: '需吊车' }), 'HANDLING');
    const last = await done(
      api.as('dispatcher').post(`${path}/decision`, { granted: true, reason: '吊车明日到' }),
      'HANDLING',
    );
    const read = async (account: string) => {
      const list = await api
        .as(account)
        .get<Page<{ text: string }>>(at(whistle.id, `/timeline?limit=200&after=${last.position}`));
      return list.body.items.map(({ text }) => text).join('\n');
    };
    expect(await read('dispatcher')).toContain('人手不足');
    expect(await read(LEAD)).toContain('理由不足');
    expect(await read('clerk-s1-jd-1')).not.toMatch(/人手不足|理由不足/);
    const sent = { headers: { 'x-follow-up-code': whistle.followUpCode } };
    const own = await api.anonymous.get<Page<{ text: string }>>(
      `/api/v1/follow/${whistle.number}?after=${last.position}`,
      sent,
    );
    const told = own.body.items.map(({ text }) => text).join('\n');
    expect(told).toContain('吊车明日到');
    expect(told).not.toMatch(/人手不足|理由不足/);
  });

  test('a suspension is asked for, approved, and ended by the unit or by who supervises it', async () => {
    const { id } = await handled();
    const [lead, supervisor] = [api.as(LEAD), api.as('supervisor')];
    const path = at(id, '/assignments/a1/suspensions');
    const day = (days: number) => new Date(Date.now() + days * 24 * HOUR).toISOString().slice(0, 10);
    const ask = { until: day(20), constraint: '等待施工许可' };
    await refused(supervisor.post(path, ask), 403, 'auth/not-allowed');
    await refused(lead.post(path, { ...ask, until: day(-2) }), 422, 'suspension/not-in-the-future');
    await refused(lead.post(path, { ...ask, until: day(500) }), 422, 'suspension/too-long');
    await refused(lead.post(path, { ...ask, until: 'tomorrow' }), 400, 'request/invalid');
    await done(lead.post(path, ask), 'HANDLING');
    await refused(lead.post(`${path}/decision`, { approved: true, reason: '同意' }), 403, 'auth/not-allowed');
    await done(supervisor.post(`${path}/decision`, { approved: true, reason: '属实' }), 'SUSPENDED');
    expect(await clockOf(id, 'HANDLE', 'a1')).toMatchObject({ state: 'PAUSED' });
    expect(await clockOf(id, 'HANDLE', 'a2')).toMatchObject({ state: 'RUNNING', pauses: [] });
    expect(await clockOf(id, 'RESIDENT_TOTAL')).toMatchObject({ state: 'RUNNING', pauses: [] });
    expect(await clockOf(id, 'REVIEW', 'a1')).toMatchObject({ state: 'RUNNING', kind: 'MANUAL_DATE' });
    await explained(id);
    await refused(api.as('clerk-s1-jd-1').post(at(id, '/assignments/a1/resume')), 403, 'auth/not-allowed');
    expect(await actionsOf(LEAD, id)).toContain('resume');
    expect(await actionsOf('dispatcher', id)).toContain('resume');
    const paused = await clockOf(id, 'HANDLE', 'a1');
    await done(api.as('dispatcher').post(at(id, '/assignments/a1/resume')), 'HANDLING');
    const resumed = await clockOf(id, 'HANDLE', 'a1');
    expect(resumed.state).toBe('RUNNING');
    const [pause] = resumed.pauses;
    const stood = Date.parse(pause!.to!) - Date.parse(pause!.from);
    expect(Date.parse(resumed.dueAt) - Date.parse(paused.dueAt)).toBe(stood); // it runs on day and night
    expect(await clockOf(id, 'REVIEW', 'a1')).toMatchObject({ state: 'STOPPED' });
    await explained(id);
  });

  test('a hazard is made safe once', async () => {
    const { id } = await raised(api.anonymous, { description: '路面塌陷', categoryCode: 'SZ03' });
    await done(api.as('dispatcher').post(at(id, '/accept')), 'ACCEPTED');
    await done(api.as('dispatcher').post(at(id, '/dispatch')), 'DISPATCHED');
    const lead = api.as('clerk-sz-1');
    await done(lead.post(at(id, '/assignments/a1/sign')), 'DISPATCHED');
    await done(lead.post(at(id, '/assignments/a1/report-in'), { person: '曾欣溪', mode: 'ON_SITE' }), 'DISPATCHED');
    expect(await actionsOf('clerk-sz-1', id)).toContain('containment');
    await done(lead.post(at(id, '/assignments/a1/containment'), { note: '已设围挡' }), 'DISPATCHED');
    expect(await clockOf(id, 'CONTAIN', 'a1')).toMatchObject({
      state: 'STOPPED',
      stopped: { type: 'HazardContained' },
    });
    await refused(
      lead.post(at(id, '/assignments/a1/containment'), { note: '再次' }),
      409,
      'assignment/already-contained',
    );
    await explained(id);
  });
});

describe('what happened earlier than it is recorded', () => {
  const ago = (hours: number) => new Date(Date.now() - hours * HOUR).toISOString();

  test('staff enter a whistle late, and the intake office is judged by when it was told', async () => {
    const occurredAt = ago(2);
    const late = { occurredAt, lateEntryReason: '系统停机', reporter: { name: '王小明', phone: '13800138000' } };
    await refused(api.anonymous.post('/api/v1/whistles', { ...NOISE, ...late }), 403, 'auth/not-allowed');
    await refused(api.as('resident').post('/api/v1/whistles', { ...NOISE, ...late }), 403, 'auth/not-allowed');
    const half = api.as('dispatcher').post('/api/v1/whistles', { ...NOISE, occurredAt });
    await refused(half, 400, 'request/invalid');
    const future = { ...late, occurredAt: ago(-1) };
    await refused(
      api.as('dispatcher').post('/api/v1/whistles', { ...NOISE, ...future }),
      422,
      'late-entry/in-the-future',
    );
    const { id } = await raised(api.as('dispatcher'), { ...late, level: 'RESIDENT' });
    expect((await clockOf(id, 'ACCEPT')).startedAt).toBe(occurredAt);
    const accepted = await done(api.as('dispatcher').post(at(id, '/accept')), 'ACCEPTED');
    // P2: 15 minutes to accept, over since long
    expect(await clockOf(id, 'ACCEPT')).toMatchObject({ missed: true, state: 'STOPPED' });
    await done(api.as('dispatcher').post(at(id, '/dispatch')), 'DISPATCHED');
    expect(Date.parse((await clockOf(id, 'SIGN', 'a1')).startedAt)).toBeGreaterThan(Date.now() - 60_000);
    await explained(id);

    const reminders = (account: string, query = '') =>
      api
        .as(account)
        .get<Page<Loose & { whistle: { id: string } }>>(`/api/v1/reminders?after=${accepted.position}${query}`);
    const own = (await reminders('dispatcher', `&whistleId=${id}`)).body.items;
    expect(own).toMatchObject([{ level: 'MISSED', clock: 'ACCEPT', to: { units: [], roles: ['DISPATCHER'] } }]);
    expect(own[0]!['doneAt']).not.toBeNull();
    expect((await reminders('dispatcher', `&whistleId=${id}&open=true`)).body.items).toEqual([]);
    for (const account of ['supervisor', LEAD, 'street-s1', 'grid-worker', 'auditor']) {
      expect([account, (await reminders(account, `&whistleId=${id}`)).body.items]).toEqual([account, []]);
    }
    await refused(reminders(LEAD, '&unitId=XY-HJ'), 403, 'auth/not-allowed');
    await refused(api.as('resident').get('/api/v1/reminders'), 403, 'auth/not-allowed');
    await refused(reminders('dispatcher', '&level=PURPLE'), 400, 'request/invalid');
  });

  test('a report-in made without a network counts as of when it was made, with its point and soon enough', async () => {
    const { id } = await dispatched(api);
    const lead = api.as(LEAD);
    await done(lead.post(at(id, '/assignments/a1/sign')), 'DISPATCHED');
    const madeAt = new Date().toISOString();
    const body = { person: '袁晓汀', mode: 'ON_SITE', madeAt };
    const point = { longitude: 115.99, latitude: 29.72 };
    const path = at(id, '/assignments/a1/report-in');
    await refused(lead.post(path, body), 422, 'report-in/point-needed');
    await refused(lead.post(path, { ...body, ...point, madeAt: ago(-1) }), 422, 'report-in/in-the-future');
    await refused(lead.post(path, { ...body, ...point, madeAt: ago(1) }), 422, 'report-in/before-dispatch');
    await done(lead.post(path, { ...body, ...point }), 'DISPATCHED');
    const clock = await clockOf(id, 'REPORT_IN', 'a1');
    expect(clock).toMatchObject({ state: 'STOPPED', stopped: { type: 'DepartmentReportedIn', at: madeAt } });
  });
});

describe('who may read clocks', () => {
  test('whoever sees the whistle, but no resident; what is not there is not found', async () => {
    const { id } = await raised(api.as('resident'));
    await refused(api.as('resident').get(at(id, '/clocks')), 403, 'auth/not-allowed');
    await refused(api.as('street-s2').get(at(id, '/clocks')), 404, 'whistle/not-found');
    await refused(api.as('grid-worker').get(at(id, '/clocks/HANDLE-99/explanation')), 404, 'whistle/unknown-clock');
    await refused(api.as('grid-worker').get(at(id, '/clocks/x/explanation')), 400, 'request/invalid');
    const text = async (language: string): Promise<string> => {
      const [first] = await clocksOf(id);
      const path = at(id, `/clocks/${first!.clockId}/explanation`);
      const headers = { 'accept-language': language };
      return (await api.as('grid-worker').get<{ text: string }>(path, { headers })).body.text;
    };
    expect(await text('zh')).toMatch(
      /^受理：15 分钟，时限 .+\n起算：.+ 吹哨\n时限出处：时限规则 XY@1，紧急\n计算依据：时限规则 XY@1，工作日历 CN@1（.+）\n连续计时/,
    );
    expect(await text('en')).toMatch(
      /^Accepting: 15 minutes, due at .+\nStarted at .+: the whistle was blown\nLimit of policy XY@1, urgent\nCounted by policy XY@1/,
    );
  });

  test('a sealed whistle reminds those only who may see it', async () => {
    const occurredAt = ago(2);
    const sealed = { categoryCode: 'YJ01', occurredAt, lateEntryReason: '停电', anonymity: 'ANONYMOUS' };
    const { id } = await raised(api.as('dispatcher'), { ...sealed, level: 'RESIDENT' });
    const { position } = await done(api.as('dispatcher').post(at(id, '/accept')), 'ACCEPTED');
    const count = async (account: string) => {
      const path = `/api/v1/reminders?after=${position}&whistleId=${id}`;
      return (await api.as(account).get<Page<Loose>>(path)).body.items.length;
    };
    expect(await Promise.all(['dispatcher', 'street-s1', 'secretary-s1-c01'].map(count))).toEqual([1, 0, 0]);
  });
});

const NOISE = { description: '夜市音响扰民', areaPath: 'XY/S1/C01/G1', categoryCode: 'HJ03' };
const ago = (hours: number): string => new Date(Date.now() - hours * HOUR).toISOString();
