import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type Decided, dispatched, type Page, raised, type RunningApi, runningApi } from './running-api.js';

let api: RunningApi;
let last: Decided;
beforeAll(async () => {
  api = await runningApi();
  for (let n = 0; n < 3; n++) {
    await raised(api.anonymous, { description: `第 ${n} 件` });
    await raised(api.anonymous, { categoryCode: 'SZ04', areaPath: `XY/S${[1, 2, 5][n]}/C01` });
    last = await dispatched(api, { areaPath: 'XY/S1/C02' });
  }
  for (let n = 0; n < 4; n++) {
    const order = { note: `第 ${n} 个心愿`, areaPath: 'XY/S1/C01', contact: { name: '李小红', phone: '13800138000' } };
    last = {
      ...last,
      position: (await api.as('resident').post<Decided>('/api/v1/service-orders', order)).body.position,
    };
  }
  for (const purpose of ['核实', '回访', '督办', '复核']) {
    await api.as('supervisor').post(`/api/v1/whistles/${last.id}/reporter/reveal`, { purpose });
  }
}, 60_000);
afterAll(() => api.stop());

test.each([
  ['whistles', 'supervisor', 9],
  ['triage-board', 'dispatcher', 3],
  ['inbox', 'clerk-s1-ga-1', 3],
  ['clocks', 'supervisor', undefined],
  ['counts?by=unit,category,status', 'supervisor', 3],
  ['counts?by=street,community', 'supervisor', undefined],
  ['whistles/:id/timeline', 'supervisor', undefined],
  ['whistles/:id/timeline', 'clerk-s1-jd-1', undefined],
  ['whistles/:id/reveals', 'auditor', 4],
  ['service-orders', 'supervisor', 4],
  ['areas?below=XY', 'supervisor', 5],
  ['areas?below=XY/S1', 'supervisor', 15],
  ['units?areaPath=XY', 'supervisor', 36],
  ['categories', 'supervisor', 72],
  ['calendars', 'supervisor', 1],
  ['policies', 'supervisor', 1],
] as const)('%s for %s is the same list in pages of any size', async (path, account, count) => {
  const base = `/api/v1/${path.replace(':id', last.id)}`;
  const waits = /areas|units|categories|calendars|policies|reveals/.test(path) ? '' : `&after=${last.position}`;
  const page = async (limit: number, cursor?: string): Promise<Page<unknown>> => {
    const from = cursor === undefined ? '' : `&cursor=${cursor}`;
    const answer = await api
      .as(account)
      .get<Page<unknown>>(`${base}${base.includes('?') ? '&' : '?'}limit=${limit}${waits}${from}`);
    expect([answer.status, answer.body]).toEqual([200, expect.anything()]);
    expect(answer.body.items.length).toBeLessThanOrEqual(limit);
    return answer.body;
  };
  const whole = await page(200);
  expect(whole.nextCursor).toBeUndefined();
  if (count !== undefined) expect(whole.items).toHaveLength(count);
  for (const limit of [1, 2, 3]) {
    const walked: unknown[] = [];
    let cursor: string | undefined;
    do {
      const { items, nextCursor } = await page(limit, cursor);
      walked.push(...items);
      cursor = nextCursor;
    } while (cursor !== undefined);
    expect(walked).toEqual(whole.items);
  }
});
