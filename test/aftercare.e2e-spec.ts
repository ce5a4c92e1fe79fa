import { type Answer } from '@app/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Decided, type Loose, type Page, type RunningApi, runningApi } from './running-api.js';

let api: RunningApi;
beforeAll(async () => {
  api = await runningApi();
}, 60_000);
afterAll(() => api.stop());

const done = async (sent: Promise<Answer<Decided>>, status: string): Promise<Decided> => {
  const answer = await sent;
  expect([answer.status, answer.body]).toMatchObject([200, { status }]);
  return answer.body;
};
const refused = async (sent: Promise<Answer<unknown>>, status: number, code: string) =>
  expect(await sent).toMatchObject({ status, body: { code } });
const detail = async (path: string) => (await api.as('supervisor').get(path)).body;
const actionsOf = async (account: string, path: string): Promise<string[]> => {
  const { body } = await api.as(account).get<Page<{ action: string }>>(`${path}/actions`);
  return [...new Set(body.items.map(({ action }) => action))].sort();
};

describe('what comes after a result', () => {
  let whistle: Decided;
  let path: string;
  const clerk = () => api.as('clerk-yl-1');
  const supervisor = () => api.as('supervisor');
  const follow = () => `/api/v1/follow/${whistle.number}`;
  const code = () => ({ headers: { 'x-follow-up-code': whistle.followUpCode } });
  const result = () => clerk().post<Decided>(`${path}/assignments/a1/result`, { outcome: 'RESOLVED', reply: '已劝离' });
  beforeAll(async () => {
    const raise = {
      description: '有人在绿地上种菜',
      areaPath: 'XY/S1/C01/G1',
      categoryCode: 'YL02',
      reporter: { name: '欧阳晓月', phone: '13812345678' },
    };
    whistle = (await api.anonymous.post<Decided>('/api/v1/whistles', raise)).body;
    path = `/api/v1/whistles/${whistle.id}`;
    const task = `${path}/assignments/a1`;
    await done(api.as('dispatcher').post(`${path}/accept`, {}), 'ACCEPTED');
    await done(api.as('dispatcher').post(`${path}/dispatch`, { leadUnitId: 'XY-YL', assists: [] }), 'DISPATCHED');
    await done(clerk().post(`${task}/sign`), 'DISPATCHED');
  });

  test('it is supervised, and answered for', async () => {
    const order = { level: 'BLUE', reason: '市民多次反映' };
    await refused(api.as('dispatcher').post(`${path}/supervision`, order), 403, 'auth/not-allowed');
    await done(supervisor().post(`${path}/supervision`, order), 'DISPATCHED');
    await refused(supervisor().post(`${path}/supervision`, order), 409, 'supervision/not-severer');
    expect(await detail(path)).toMatchObject({
      supervisions: [{ assignmentId: 'a1', level: 'BLUE', answered: false }],
    });
    await done(clerk().post(`${path}/assignments/a1/supervision/reply`, { reply: '今日清退' }), 'DISPATCHED');
    await refused(
      clerk().post(`${path}/assignments/a1/supervision/reply`, { reply: '好' }),
      409,
      'supervision/none-open',
    );
  });

  test('its urgency is changed, and with it what runs', async () => {
    const before = (await detail(path))['clocks'] as Loose[];
    await done(api.as('dispatcher').post(`${path}/urgency`, { urgency: 'P2', reason: '正在毁绿' }), 'DISPATCHED');
    const now = await detail(path);
    expect(now).toMatchObject({ urgency: 'P2' });
    expect(now['clocks']).not.toEqual(before);
    await refused(
      api.as('dispatcher').post(`${path}/urgency`, { urgency: 'P2', reason: '再次' }),
      409,
      'urgency/unchanged',
    );
  });

  test('the result is checked by somebody else; what fails comes back', async () => {
    const task = `${path}/assignments/a1`;
    await done(clerk().post(`${task}/report-in`, { person: '程晓', mode: 'ON_SITE' }), 'REPORTED');
    await done(clerk().post(`${task}/start-handling`), 'HANDLING');
    await done(result(), 'HANDLED');
    await refused(supervisor().post(`${path}/checks`, { unitId: 'XY-YL' }), 403, 'check/handler-may-not-check');
    await done(supervisor().post(`${path}/checks`, { unitId: 'XY-S1-C01-SQ' }), 'CHECKING');
    const found = { passed: false, reason: '菜地仍在', longitude: 115.99, latitude: 29.72 };
    await refused(clerk().post(`${path}/checks/result`, found), 403, 'auth/not-allowed');
    await done(api.as('clerk-s1-c01-sq-1').post(`${path}/checks/result`, found), 'HANDLING');
    expect(await detail(path)).toMatchObject({ reworks: 1, result: null, check: null });
    await done(result(), 'HANDLED');
  });

  test('what the reporter is not satisfied with is sent back; what is solved is closed by its condition', async () => {
    await done(supervisor().post(`${path}/follow-up`), 'FOLLOW_UP');
    await refused(supervisor().post(`${path}/send-back`, { reason: '未清' }), 409, 'rework/no-answer');
    const unhappy = { solved: false, satisfaction: 'DISSATISFIED' };
    await done(api.anonymous.post(`${follow()}/answer`, unhappy, code()), 'FOLLOW_UP');
    expect(await actionsOf('supervisor', path)).toEqual(
      expect.arrayContaining(['close', 'send-back', 'supervision', 'voiding', 'exclusion', 'corrections']),
    );
    await done(supervisor().post(`${path}/send-back`, { reason: '菜苗仍在' }), 'HANDLING');
    await done(result(), 'HANDLED');
    await done(supervisor().post(`${path}/follow-up`), 'FOLLOW_UP');
    await done(
      api.anonymous.post(`${follow()}/answer`, { solved: true, satisfaction: 'SATISFIED' }, code()),
      'FOLLOW_UP',
    );
    expect(await detail(path)).toMatchObject({ closeCondition: '已制止占绿毁绿行为' });
    await refused(supervisor().post(`${path}/close`, {}), 422, 'close/condition-not-confirmed');
    await done(supervisor().post(`${path}/close`, { conditionMet: true }), 'CLOSED');
  });

  test('the reporter has it opened again with number and code', async () => {
    const again = { cause: 'RECURRENCE', reason: '又种上了，电话13812345678' };
    expect((await api.anonymous.get(follow(), code())).body).toMatchObject({
      mayAnswer: false,
      mayReopenUntil: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    await refused(api.anonymous.post(`${follow()}/reopen`, again), 400, 'request/code-missing');
    const { position } = await done(api.anonymous.post(`${follow()}/reopen`, again, code()), 'HANDLING');
    const inbox = await clerk().get<Page<Loose>>(`/api/v1/inbox?limit=200&after=${position}`);
    expect(inbox.body.items).toContainEqual(
      expect.objectContaining({ assignmentId: 'a1', rework: true, reason: '又种上了，电话〔电话〕' }),
    );
    expect(await detail(path)).toMatchObject({ closingKind: null, reworks: 2 });
  });

  test('a corrected fact is told to the reporter', async () => {
    const correct = (body: Loose) => supervisor().post<Decided>(`${path}/assignments/a1/corrections`, body);
    const why = { reason: '误录', evidence: '签到簿' };
    await refused(
      correct({ fact: 'CONTAINED', happenedAt: new Date().toISOString(), ...why }),
      409,
      'correction/no-such-fact',
    );
    await refused(
      correct({ fact: 'SIGNED', happenedAt: '2020-01-01T00:00:00Z', ...why }),
      422,
      'correction/before-dispatch',
    );
    const soon = new Date(Date.now() + 60_000).toISOString();
    await refused(correct({ fact: 'REPORTED_IN', happenedAt: soon, ...why }), 422, 'correction/in-the-future');
    const told = await supervisor().get<Page<{ type: string; occurredAt: string }>>(`${path}/timeline?limit=200`);
    const { occurredAt } = told.body.items.find(({ type }) => type === 'DepartmentReportedIn')!;
    const happenedAt = new Date(Date.parse(occurredAt) + 1).toISOString();
    const { position } = await done(correct({ fact: 'REPORTED_IN', happenedAt, ...why }), 'HANDLING');
    const { body } = await api.anonymous.get<Page<{ type: string; text: string }>>(
      `${follow()}?limit=200&after=${position}`,
      {
        headers: { ...code().headers, 'accept-language': 'zh-CN' },
      },
    );
    expect(body.items.at(-1)).toMatchObject({
      type: 'FactCorrected',
      text: expect.stringMatching(/^更正：.+ 报到的时间由 .+ 更正为 .+（误录；依据：签到簿）$/),
    });
  });

  test('its handling is ended when the unit asks and another decides; nothing ran out to appeal against', async () => {
    const task = `${path}/assignments/a1`;
    const ask = { reason: 'INADMISSIBLE', explanation: '该地块已依法出让' };
    await done(clerk().post(`${task}/termination`, ask), 'HANDLING');
    expect(await detail(path)).toMatchObject({ pending: { termination: true, voiding: false, appeals: [] } });
    const yes = { approved: true, reason: '地块权属已核实' };
    await refused(
      api.as('dispatcher').post(`${task}/termination/decision`, yes),
      403,
      'close/dispatcher-may-not-close',
    );
    await done(supervisor().post(`${task}/termination/decision`, yes), 'CLOSED');
    expect(await detail(path)).toMatchObject({ closingKind: 'TERMINATED' });
    await refused(clerk().post(`${task}/appeal`, { reason: '无' }), 409, 'appeal/nothing-overdue');
    await refused(
      supervisor().post(`${task}/appeal/review`, { upheld: true, reason: '无' }),
      409,
      'appeal/none-pending',
    );
  });

  test('it is taken out of scoring, and made void by two', async () => {
    await done(supervisor().post(`${path}/exclusion`, { reason: '权属争议' }), 'CLOSED');
    await refused(supervisor().post(`${path}/exclusion`, { reason: '再次' }), 409, 'exclusion/already-excluded');
    expect(await detail(path)).toMatchObject({ excluded: true });
    await done(supervisor().post(`${path}/voiding`, { reason: '演练' }), 'CLOSED');
    await refused(
      supervisor().post(`${path}/voiding/decision`, { confirmed: true, reason: '是' }),
      403,
      'void/own-request',
    );
    const { position } = await done(
      api.as('supervisor-2').post(`${path}/voiding/decision`, { confirmed: true, reason: '是' }),
      'VOIDED',
    );
    const list = async (query: string) => {
      const { body } = await supervisor().get<Page<{ id: string }>>(
        `/api/v1/whistles?limit=200&after=${position}${query}`,
      );
      return body.items.some(({ id }) => id === whistle.id);
    };
    expect([await list(''), await list('&status=VOIDED'), await list(`&number=${whistle.number}`)]).toEqual([
      false,
      true,
      true,
    ]);
    expect(await actionsOf('supervisor', path)).toEqual([]);
  });

  test('every line of it reads well in both languages', async () => {
    for (const language of ['zh-CN', 'en-GB']) {
      const { body } = await supervisor().get<Page<{ text: string }>>(`${path}/timeline?limit=200`, {
        headers: { 'accept-language': language },
      });
      expect(body.items.length).toBeGreaterThan(40);
      expect(body.items.map(({ text }) => text).join('\n')).not.toMatch(/undefined|NaN|\{|[A-Z]{4}|\d{4}-\d\d-\d\dT/);
    }
  });
});

test.each([
  ['clerk-yl-1', '/checks'],
  ['dispatcher', '/send-back'],
  ['dispatcher', '/reopen'],
  ['clerk-yl-1', '/urgency'],
  ['dispatcher', '/exclusion'],
  ['dispatcher', '/voiding'],
  ['dispatcher', '/assignments/a1/corrections'],
  ['dispatcher', '/assignments/a1/appeal/review'],
  ['auditor', '/supervision'],
  ['supervisor', '/supervision/reply'],
])('%s may not %s', async (account, path) => {
  const url = `/api/v1/whistles/00000000-0000-4000-8000-000000000000${path}`;
  await refused(api.as(account).post(url, {}), 403, 'auth/not-allowed');
});
