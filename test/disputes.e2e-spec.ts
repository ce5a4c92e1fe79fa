import { type Answer } from '@app/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Decided, type Loose, type Page, type RunningApi, runningApi } from './running-api.js';

let api: RunningApi;
beforeAll(async () => {
  api = await runningApi();
}, 60_000);
afterAll(() => api.stop());

const done = async (sent: Promise<Answer<Decided>>, status?: string): Promise<Decided> => {
  const answer = await sent;
  expect([answer.status, answer.body]).toMatchObject([200, status === undefined ? {} : { status }]);
  return answer.body;
};
const refused = async (sent: Promise<Answer<Loose>>) => {
  const { status, body } = await sent;
  return [status, body['code']];
};

interface Clock {
  readonly clockId: string;
  readonly clock: string;
  readonly dueAt: string;
  readonly assignmentId?: string;
}
interface Detail extends Loose {
  readonly clocks: readonly Clock[];
}
const detail = async (path: string) => (await api.as('dispatcher').get<Detail>(path)).body;
const dueOf = async (path: string, name: string, assignmentId?: string) =>
  (await detail(path)).clocks.find((one) => one.clock === name && one.assignmentId === assignmentId)?.dueAt;

/** Of category WY02 to housing, assisted by the street. */
async function dispatched(): Promise<string> {
  const body = { description: '物业三个月不清理垃圾', areaPath: 'XY/S1/C03/G2', categoryCode: 'WY02' };
  const { body: raised } = await api.as('dispatcher').post<Decided>('/api/v1/whistles', { ...body, level: 'DISTRICT' });
  const path = `/api/v1/whistles/${raised.id}`;
  await done(api.as('dispatcher').post(`${path}/accept`, {}), 'ACCEPTED');
  const units = { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }] };
  await done(api.as('dispatcher').post(`${path}/dispatch`, units), 'DISPATCHED');
  return path;
}
const onBoard = async (path: string, after: string) => {
  const { body } = await api
    .as('dispatcher')
    .get<Page<Loose & { whistle: { id: string } }>>(`/api/v1/triage-board?limit=200&after=${after}`);
  return body.items.find(({ whistle }) => path.endsWith(whistle.id));
};
const inInbox = async (account: string, path: string, after: string) => {
  const { body } = await api
    .as(account)
    .get<Page<Loose & { whistle: { id: string } }>>(`/api/v1/inbox?limit=200&after=${after}`);
  return body.items.find(({ whistle }) => path.endsWith(whistle.id));
};

describe('disputes', () => {
  test('a return: asked for, seen by the desk, approved, and dispatched again', async () => {
    const path = await dispatched();
    const [clerk, desk] = [api.as('clerk-zj-1'), api.as('dispatcher')];
    const request = { reason: 'NOT_OUR_DUTY', basis: '属环卫职责', suggestedUnitId: 'XY-HW' };
    expect(await refused(api.as('clerk-hw-1').post(`${path}/assignments/a1/returns`, request))).toEqual([
      404,
      'whistle/not-found',
    ]);
    expect(await refused(desk.post(`${path}/assignments/a1/returns`, request))).toEqual([403, 'auth/not-allowed']);
    const asked = await done(clerk.post(`${path}/assignments/a1/returns`, request), 'IN_DISPUTE');
    expect(await onBoard(path, asked.position)).toMatchObject({
      waiting: 'IN_DISPUTE',
      disputes: [{ assignmentId: 'a1', dispute: 'RETURN', reason: 'NOT_OUR_DUTY', suggestedUnitId: 'XY-HW' }],
    });
    expect(await inInbox('clerk-zj-1', path, asked.position)).toMatchObject({ dispute: 'RETURN' });

    const approval = { approved: true, fault: 'MISDISPATCH', reason: '属实' };
    expect(await refused(clerk.post(`${path}/assignments/a1/returns/decision`, approval))).toEqual([
      403,
      'auth/not-allowed',
    ]);
    const back = await done(desk.post(`${path}/assignments/a1/returns/decision`, approval), 'BACK_AT_DISPATCH');
    expect(await onBoard(path, back.position)).toMatchObject({
      waiting: 'BACK_AT_DISPATCH',
      disputes: [],
      suggestion: { lead: { unitId: 'XY-HW' } },
    });
    expect(await inInbox('clerk-zj-1', path, back.position)).toBeUndefined();

    expect(await refused(desk.post(`${path}/redispatch`, { leadUnitId: 'XY-ZJ' }))).toEqual([
      422,
      'dispatch/unit-returned',
    ]);
    const again = await done(desk.post(`${path}/redispatch`, { overrideReason: '属环卫' }), 'DISPATCHED');
    expect(await inInbox('clerk-hw-1', path, again.position)).toMatchObject({ assignmentId: 'a3', role: 'LEAD' });
    expect(await onBoard(path, again.position)).toBeUndefined();
    const shown = await detail(path);
    expect(shown['assignments']).toMatchObject([
      { released: 'RETURNED' },
      { released: null },
      { released: null, noReturn: false, dispute: null },
    ]);
  });

  test('dispatched again to the same unit, its clock to handle goes on and says so', async () => {
    const path = await dispatched();
    const [clerk, desk] = [api.as('clerk-zj-1'), api.as('dispatcher')];
    await done(clerk.post(`${path}/assignments/a1/returns`, { reason: 'NOT_OUR_DUTY', basis: '属环卫职责' }));
    const approval = { approved: true, fault: 'MISDISPATCH', reason: '属实' };
    await done(desk.post(`${path}/assignments/a1/returns/decision`, approval), 'BACK_AT_DISPATCH');
    await done(desk.post(`${path}/redispatch`, { leadUnitId: 'XY-ZJ', overrideReason: '仍属其职责' }), 'DISPATCHED');
    const { body } = await desk.get<{ items: Clock[] }>(`${path}/clocks`);
    const [before, now] = ['a1', 'a3'].map((assignmentId) =>
      body.items.find((one) => one.clock === 'HANDLE' && one.assignmentId === assignmentId),
    );
    expect(now).toMatchObject({ continues: { clockId: before?.clockId, assignmentId: 'a1', unitId: 'XY-ZJ' } });
    const explained = await desk.get<Loose>(`${path}/clocks/${now?.clockId}/explanation`);
    expect(explained.body).toMatchObject({ dueAt: now?.dueAt, changes: [{ cause: 'STARTED' }, { cause: 'RESUMED' }] });
    expect(explained.body['text']).toContain(`接续：原计时 ${before?.clockId}`);
  });

  test('arbitration: by an arbiter, and for good', async () => {
    const path = await dispatched();
    const [clerk, desk, arbiter] = [api.as('clerk-zj-1'), api.as('dispatcher'), api.as('supervisor')];
    const unclear = { reason: 'UNCLEAR_OWNERSHIP', basis: '两家都说不是' };
    await done(clerk.post(`${path}/assignments/a1/returns`, unclear), 'IN_DISPUTE');
    const approval = { approved: true, fault: 'MISDISPATCH', reason: '属实' };
    expect(await refused(desk.post(`${path}/assignments/a1/returns/decision`, approval))).toEqual([
      409,
      'return/needs-arbitration',
    ]);
    await done(desk.post(`${path}/assignments/a1/arbitration`, { reason: '各执一词' }), 'IN_DISPUTE');
    const decision = { leadUnitId: 'XY-HW', assists: [{ unitId: 'XY-ZJ' }], basis: '联席会议纪要', note: '现场查明' };
    expect(await refused(desk.post(`${path}/arbitration`, decision))).toEqual([403, 'auth/not-allowed']);
    const preview = `${path}/arbitration-preview?leadUnitId=XY-HW&assistUnitIds=XY-ZJ`;
    expect(await refused(desk.get(preview))).toEqual([403, 'auth/not-allowed']);
    const { status, body: previewed } = await arbiter.get<Loose>(preview);
    expect([status, previewed]).toMatchObject([
      200,
      {
        status: 'DISPATCHED',
        released: [{ assignmentId: 'a2', unitId: 'XY-S1-JD' }],
        assigned: [{ assignmentId: 'a3', unitId: 'XY-HW' }],
      },
    ]);
    expect(await refused(arbiter.get(`${path}/arbitration-preview?leadUnitId=XY-NN`))).toEqual([
      422,
      'dispatch/unit-not-active',
    ]);
    expect((await detail(path))['status']).toBe('IN_DISPUTE'); // nothing was written
    await done(arbiter.post(`${path}/arbitration`, decision), 'DISPATCHED');
    const shown = await detail(path);
    expect(shown['assignments']).toMatchObject([
      { unitId: 'XY-ZJ', role: 'ASSIST', noReturn: true },
      { unitId: 'XY-S1-JD', released: 'ARBITRATED' },
      { unitId: 'XY-HW', role: 'LEAD', noReturn: true },
    ]);
  });

  test('units come and go, and another leads', async () => {
    const path = await dispatched();
    const desk = api.as('dispatcher');
    await done(desk.post(`${path}/assists`, { unitId: 'XY-HW', mandatory: false, overrideReason: '需清运' }));
    await done(desk.post(`${path}/assignments/a3/release`, { reason: '不属环卫', misdispatched: true }));
    await done(desk.post(`${path}/assignments/a2/excuse`, { reason: '已掌握情况' }));
    expect(await refused(api.as('clerk-zj-1').post(`${path}/lead`, { unitId: 'XY-S1-JD', reason: '属街道' }))).toEqual([
      403,
      'auth/not-allowed',
    ]);
    await done(desk.post(`${path}/lead`, { unitId: 'XY-S1-JD', keepFormer: true, reason: '属街道' }), 'DISPATCHED');
    expect((await detail(path))['assignments']).toMatchObject([
      { unitId: 'XY-ZJ', role: 'ASSIST', released: null },
      { unitId: 'XY-S1-JD', role: 'LEAD', excused: false },
      { unitId: 'XY-HW', released: 'MISDISPATCHED' },
    ]);
  });

  test('a whistle of a type (哨种) is for those who hold the post, and has its own time to report in', async () => {
    const body = { description: '楼道堆物三年未解决', areaPath: 'XY/S1/C03/G2', categoryCode: 'WY02' };
    const { body: raised } = await api.as('leader-s1').post<Decided>('/api/v1/whistles', body);
    const path = `/api/v1/whistles/${raised.id}`;
    await done(api.as('dispatcher').post(`${path}/accept`, {}), 'ACCEPTED');
    const hard = { leadUnitId: 'XY-ZJ', whistleType: 'HARD_PROBLEM' };
    expect(await refused(api.as('dispatcher').post(`${path}/dispatch`, hard))).toEqual([
      403,
      'dispatch/initiator-authority',
    ]);
    const { position } = await done(api.as('party-secretary-s1').post(`${path}/dispatch`, hard), 'DISPATCHED');
    const { body: ordinary } = await api.as('dispatcher').get<Detail>(await dispatched());
    const reportIn = ({ clocks }: Detail) => clocks.find(({ clock }) => clock === 'REPORT_IN')?.dueAt ?? '';
    const typed = await detail(path);
    expect([typed['whistleType'], ordinary['whistleType']]).toEqual(['HARD_PROBLEM', 'ORDINARY']);
    expect(reportIn(typed) > reportIn(ordinary)).toBe(true);
    expect(await inInbox('clerk-zj-1', path, position)).toMatchObject({ whistle: { whistleType: 'HARD_PROBLEM' } });
    const found = await api
      .as('dispatcher')
      .get<Page<Loose>>(`/api/v1/whistles?whistleType=HARD_PROBLEM&after=${position}`);
    expect(found.body.items).toMatchObject([{ id: raised.id }]);
    const told = await api.as('dispatcher').get<Page<Loose>>(`${path}/timeline?after=${position}`);
    expect(told.body.items).toContainEqual(
      expect.objectContaining({ type: 'WhistleDispatched', text: '派单（第 1 轮，攻坚克难哨，街道书记）' }),
    );
    const me = await api.as('party-secretary-s1').get<Loose>('/api/v1/me');
    expect(me.body['posts']).toEqual([{ post: 'STREET_SECRETARY', areaPath: 'XY/S1' }]);
  });

  test('a recall is looked at before it is done, and restores the clock that there was', async () => {
    const { body: raised } = await api
      .as('dispatcher')
      .post<Decided>('/api/v1/whistles', { description: '垃圾', areaPath: 'XY/S1/C03/G2', categoryCode: 'WY02' });
    const path = `/api/v1/whistles/${raised.id}`;
    const desk = api.as('dispatcher');
    await done(desk.post(`${path}/accept`, {}));
    const due = await dueOf(path, 'DISPATCH');
    const sent = await done(desk.post(`${path}/dispatch`, { leadUnitId: 'XY-ZJ' }));
    const preview = await desk.get<Loose>(`${path}/recall-preview`);
    expect(preview).toMatchObject({
      status: 200,
      body: {
        status: 'ACCEPTED',
        released: [{ assignmentId: 'a1', unitId: 'XY-ZJ' }],
        restored: [{ clock: 'DISPATCH', dueAt: due }],
        revision: sent.revision,
      },
    });
    expect(await detail(path)).toMatchObject({ status: 'DISPATCHED', revision: sent.revision });
    expect(await refused(api.as('clerk-zj-1').get(`${path}/recall-preview`))).toEqual([403, 'auth/not-allowed']);
    const back = await done(desk.post(`${path}/recall`, { reason: '派错' }), 'ACCEPTED');
    expect(await dueOf(path, 'DISPATCH')).toBe(due);
    expect(await onBoard(path, back.position)).toMatchObject({ waiting: 'ACCEPTED', dueAt: due });
    await done(desk.post(`${path}/fallback`, { reason: '两街交界，各说各的' }), 'DISPATCHED');
    expect((await detail(path))['assignments']).toMatchObject([
      { released: 'RECALLED' },
      { unitId: 'XY-QZF', role: 'LEAD', noReturn: true },
    ]);
  });
});

describe('where residents’ whistles go to the street first (街居响应)', () => {
  const blow = async (categoryCode: string): Promise<Decided> => {
    const reporter = { name: '王小明', phone: '13800138000' };
    const body = { description: '巷口长期堆放废料', areaPath: 'XY/S3/C01/G1', categoryCode, reporter };
    return (await api.anonymous.post<Decided>('/api/v1/whistles', body)).body;
  };
  const blownOn = { outcome: 'BLOWN_ON', note: '街道无执法权限，需部门到场' };

  test('the street blows it on, and only then it is dispatched', async () => {
    const raised = await blow('WY02');
    const path = `/api/v1/whistles/${raised.id}`;
    const accepted = await done(api.as('dispatcher').post(`${path}/accept`, {}), 'ACCEPTED');
    expect(await detail(path)).toMatchObject({
      awaitedStreet: { unitId: 'XY-S3-JD', turn: 'FIRST' },
      clocks: [{ clock: 'RESIDENT_TOTAL' }, { clock: 'STREET_RESPONSE', unitId: 'XY-S3-JD' }],
    });
    expect(await onBoard(path, accepted.position)).toMatchObject({
      waiting: 'STREET_RESPONSE',
      dueAt: await dueOf(path, 'STREET_RESPONSE'),
    });
    const queue = async (account: string) => {
      const { body } = await api.as(account).get<Page<Loose>>('/api/v1/triage-board?status=STREET_RESPONSE');
      return body.items.length;
    };
    expect([await queue('street-s3'), await queue('street-s1')]).toEqual([1, 0]);
    const actions = await api.as('secretary-s3-c01').get<Page<Loose>>(`${path}/actions`);
    expect(actions.body.items).toContainEqual(expect.objectContaining({ action: 'street-response' }));
    expect(await refused(api.as('dispatcher').post(`${path}/dispatch`, { leadUnitId: 'XY-ZJ' }))).toEqual([
      409,
      'dispatch/street-not-responded',
    ]);
    expect(await refused(api.as('street-s1').post(`${path}/street-response`, blownOn))).toEqual([
      404,
      'whistle/not-found',
    ]);
    expect(await refused(api.as('dispatcher').post(`${path}/street-response`, blownOn))).toEqual([
      403,
      'auth/not-allowed',
    ]);
    expect((await api.as('street-s3').post(`${path}/street-response`, { outcome: 'BLOWN_ON' })).status).toBe(400);
    const on = await done(api.as('street-s3').post(`${path}/street-response`, blownOn), 'ACCEPTED');
    expect(await onBoard(path, on.position)).toMatchObject({
      waiting: 'ACCEPTED',
      dueAt: await dueOf(path, 'DISPATCH'),
    });
    await done(api.as('dispatcher').post(`${path}/dispatch`, { leadUnitId: 'XY-ZJ' }), 'DISPATCHED');
    const follow = await api.anonymous.get<Page<Loose>>(`/api/v1/follow/${raised.number}?after=${on.position}`, {
      headers: { 'X-Follow-Up-Code': raised.followUpCode },
    });
    expect(follow.body.items.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['StreetCalled', 'StreetResponded']),
    );
  });

  test('the community solves it, and no department hears of it; what is of direct dispatch waits, too', async () => {
    const raised = await blow('CG01');
    expect(raised.status).toBe('ACCEPTED');
    const path = `/api/v1/whistles/${raised.id}`;
    const solved = { outcome: 'SELF_RESOLVED', evidence: '社区已组织清运' };
    await done(api.as('secretary-s3-c01').post(`${path}/street-response`, solved), 'SELF_RESOLVED');
    expect(await detail(path)).toMatchObject({ awaitedStreet: null, assignments: [] });
    expect(await refused(api.as('street-s3').post(`${path}/street-response`, blownOn))).toEqual([
      409,
      'whistle/not-in-this-state',
    ]);
  });
});
