import { EventStore } from '@app/event-store';
import { mergeUnits } from '../apps/cli/src/units/merge-units.js';
import { ApplyHolidayNotice } from '@app/catalogue/domain';
import type { CommandContext } from '@app/kernel';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CommandBus } from '@nestjs/cqrs';
import { type Loose, type Page, type RunningApi, runningApi } from './running-api.js';

let api: RunningApi;
beforeAll(async () => {
  api = await runningApi();
}, 60_000);
afterAll(() => api.stop());

const get = (path: string, account = 'supervisor') => api.as(account).get<Loose>(`/api/v1/${path}`);
const context: CommandContext = {
  actor: { id: 'wu', role: 'SUPERVISOR', channel: 'web' },
  at: '2026-11-25T00:00:00.000Z',
  commandId: 'notice-2027',
  commandHash: 'notice-2027',
};

describe('working calendars', () => {
  test('that of China holds for 浔阳区, and says how far it is complete', async () => {
    const { status, body } = await api.as('supervisor').get<Page<Loose>>('/api/v1/calendars');
    expect([status, body.items]).toEqual([
      200,
      [
        {
          id: 'CN',
          version: 'CN@1',
          timeZone: 'Asia/Shanghai',
          coveredFrom: '2004-01-01',
          coveredThrough: '2026-12-31',
          areaPaths: ['XY'],
          source: 'chinese-days 1.5.7',
        },
      ],
    ]);
  });

  test('shows the days of a year, its hours and its revisions', async () => {
    const { status, body } = await get('calendars/CN?year=2018');
    expect(status).toBe(200);
    const days = body['days'] as { date: string }[];
    expect(days.slice(-3)).toEqual([
      { date: '2018-12-29', working: true, name: '元旦' },
      { date: '2018-12-30', working: false, name: '元旦' },
      { date: '2018-12-31', working: false, name: '元旦' },
    ]);
    expect(days.every(({ date }) => date.startsWith('2018-'))).toBe(true);
    expect((body['week'] as unknown[]).map((slots) => (slots as unknown[]).length)).toEqual([2, 2, 2, 2, 2, 0, 0]);
    expect(body['revisions']).toEqual([
      {
        version: 'CN@1',
        definedAt: expect.stringMatching(/Z$/),
        coveredThrough: '2026-12-31',
        source: 'chinese-days 1.5.7',
      },
    ]);
  });

  test('of an earlier version are still there after a notice has changed them', async () => {
    const notice = { year: 2027, source: '国办发明电〔2026〕1号', days: [{ date: '2027-01-01', working: false }] };
    await api.app.get(CommandBus).execute(new ApplyHolidayNotice('CN', notice, context));
    const now = await get('calendars/CN?year=2027');
    expect(now.body).toMatchObject({ version: 'CN@2', coveredThrough: '2027-12-31', days: notice.days });
    const before = await get('calendars/CN?year=2027&version=CN@1');
    expect(before.body).toMatchObject({ version: 'CN@1', coveredThrough: '2026-12-31', days: [] });
    expect((now.body['revisions'] as { version: string }[]).map(({ version }) => version)).toEqual(['CN@1', 'CN@2']);
  });

  test('without a year it is the present one', async () => {
    const { body } = await get('calendars/CN');
    expect(String(body['year'])).toBe(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 4));
  });

  test.each([
    ['calendars/BOS', 404, 'calendar/unknown'],
    ['calendars/CN?version=CN@9', 404, 'calendar/unknown'],
    ['calendars/CN?version=9', 404, 'calendar/unknown'],
    ['calendars/cn', 400, 'request/invalid'],
    ['calendars/CN?year=MMXXVI', 400, 'request/invalid'],
    ['calendars/CN?year=1899', 400, 'request/invalid'],
    ['calendars/CN?month=2', 400, 'request/invalid'],
    ['calendars?limit=0', 400, 'request/invalid'],
  ])('%s answers %i %s', async (path, status, code) => {
    const answer = await get(path);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });

  test('of an unknown version are refused by that version', async () => {
    const { body } = await get('calendars/CN?version=CN@9');
    expect(body['title']).toContain('CN@9');
  });
});

describe('time policies', () => {
  test('in force are listed, by the version that deadlines name', async () => {
    const { status, body } = await api.as('auditor').get<Page<Loose>>('/api/v1/policies');
    expect([status, body.items.length]).toEqual([200, 1]);
    expect(body.items[0]).toMatchObject({
      version: 'XY@1',
      jurisdiction: 'XY',
      limits: { P1: { REPORT_IN: { amount: 30, unit: 'MIN' } }, P3: { RESIDENT_TOTAL: { amount: 10, unit: 'WD' } } },
      counting: { workdays: 'WORKDAY_COUNT', days: 'CONTINUOUS', dayEnds: 'CLOSE_OF_BUSINESS' },
      marks: { amber: 0.75, red: 0.9 },
    });
    const { body: named } = await get('policies/XY@1');
    expect(named).toMatchObject({ ...body.items[0] });
    expect(named['revisions']).toMatchObject([
      { version: 'XY@1', by: { id: 'seeds', role: 'SYSTEM' }, reason: null, to: null, replaces: null },
    ]);
  });

  test('hold for a place', async () => {
    expect((await get('policies?areaPath=XY/S1/C01')).body['items']).toMatchObject([{ version: 'XY@1' }]);
  });

  test.each([
    ['policies/XY@2', 404, 'catalogue/unknown-policy'],
    ['policies/none', 404, 'catalogue/unknown-policy'],
    ['policies?areaPath=BOS', 422, 'directory/unknown-area'],
    ['policies?areaPath=XY//S1', 400, 'request/invalid'],
    ['policies?at=2026', 400, 'request/invalid'],
  ])('%s answers %i %s', async (path, status, code) => {
    const answer = await get(path);
    expect([answer.status, answer.body['code']]).toEqual([status, code]);
  });
});

test.each(['calendars', 'calendars/CN', 'policies', 'policies/XY@1'])(
  '%s is for whoever reads the catalogue',
  async (path) => {
    const statuses = await Promise.all(
      ['dispatcher', 'clerk-hj-1', 'grid-worker', 'auditor', 'admin', 'resident', 'privacy-officer'].map(
        async (account) => (await get(path, account)).status,
      ),
    );
    expect([statuses, (await api.anonymous.get(`/api/v1/${path}`)).status]).toEqual([
      [200, 200, 200, 200, 200, 403, 403],
      401,
    ]);
  },
);

describe('units', () => {
  const ids = async () => {
    const { body } = await api.as('supervisor').get<Page<{ id: string }>>('/api/v1/units?areaPath=XY&limit=200');
    return body.items.map(({ id }) => id);
  };

  test('that are merged (机构合并) are there no longer, their successor is; said again it adds nothing', async () => {
    expect(await ids()).toEqual(expect.arrayContaining(['XY-YL', 'XY-CGJ']));
    const merger = { from: ['XY-YL'], into: 'XY-CGJ', at: '2026-11-01T00:00:00.000Z' };
    expect(await mergeUnits(api.app, merger)).toBe(merger.at);
    expect(await ids()).toContain('XY-CGJ');
    expect(await ids()).not.toContain('XY-YL');
    const head = await api.app.get(EventStore).head();
    await mergeUnits(api.app, merger);
    expect(await api.app.get(EventStore).head()).toBe(head);
    await expect(mergeUnits(api.app, { from: ['XY-NONE'], into: 'XY-CGJ' })).rejects.toMatchObject({
      code: 'directory/unknown-unit',
    });
  });
});
