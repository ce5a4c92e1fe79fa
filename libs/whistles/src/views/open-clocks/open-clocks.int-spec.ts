import { hoursLater, minutesLater, NOON, type ViewBench, viewBench, whistleId, whistleNamed } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { whistleCodec } from '../../whistle.codec.js';
import { whistleSearch } from '../whistle-search/whistle-search.projector.js';
import { openClocks } from './open-clocks.projector.js';
import { OpenClocks, OpenClocksHandler } from './open-clocks.query.js';

const views = [whistleSearch, openClocks];

describe('the open clocks', () => {
  let bench: ViewBench;
  let handler: OpenClocksHandler;
  const [waiting, joint, old] = [1, 2, 3].map((n) => whistleNamed(whistleId(n)));
  beforeAll(async () => {
    bench = await viewBench(whistleCodec, views);
    handler = new OpenClocksHandler(bench.dataSource);
    await bench.tell(
      waiting!.raise(),
      joint!.raise(),
      joint!.accept({}),
      joint!.dispatch({ leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }] }),
      joint!.sign('XY-ZJ'),
      joint!.missed({}, minutesLater(181)),
      old!.import({
        source: { system: 'old', id: '1' },
        summary: '路灯不亮',
        categoryCode: 'WY02',
        unitId: 'XY-ZJ',
        location: { areaPath: 'XY' },
        openedAt: NOON,
        targetAt: hoursLater(30),
        closingKind: 'RECORDED',
      }),
    );
    await bench.project(views);
  });
  afterAll(() => bench.close());

  const clocks = (filter: OpenClocks['filter'] = {}, page: OpenClocks['page'] = { limit: 50 }) =>
    handler.execute(new OpenClocks({ sql: 'TRUE', parameters: {} }, filter, page));
  const names = async (...args: Parameters<typeof clocks>) =>
    (await clocks(...args)).items.map((row) => `${Number(row.whistleId.slice(0, 8))} ${row.clockId}`);
  const all = [
    '2 SIGN-7',
    '1 ACCEPT-1',
    '2 CONTACT-4',
    '2 CONTACT-8',
    '3 HANDLE-1',
    '2 REPORT_IN-5',
    '2 REPORT_IN-9',
    '2 HANDLE-10',
    '2 HANDLE-6',
  ];

  it('are those that run, the next to run out first', async () => {
    expect(await names()).toEqual(all);
  });

  it('say of what, until when, by which policy, and whether somebody is to be woken', async () => {
    const { items } = await clocks({ whistleId: whistleId(3) });
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      clock: 'HANDLE',
      assignmentId: 'a1',
      unitId: 'XY-ZJ',
      startedAt: NOON,
      dueAt: hoursLater(30),
      missed: false,
      timer: false,
      kind: 'MANUAL_DATE',
      policyVersion: 'source',
      whistle: { number: 'OLD-1' },
    });
  });

  it('say whether they were reckoned again since they were set', async () => {
    const told = (revision: number, type: string, clockId: string) =>
      bench.dataSource.query(
        `INSERT INTO whistle_timeline (whistle_id, revision, type, facts, actor, occurred_at, recorded_at, position)
         VALUES ($1, $2::integer, $3, $4, '{}', now(), now(), $2::integer)`,
        [whistleId(2), revision, type, JSON.stringify({ clockId })],
      );
    const causes = async () =>
      (await clocks({ whistleId: whistleId(2), clock: 'HANDLE' })).items.map(({ cause }) => cause);
    await told(900, 'DeadlineSet', 'HANDLE-10');
    expect(await causes()).toEqual(['STARTED', 'STARTED']);
    await told(901, 'DeadlineRecalculated', 'HANDLE-10');
    expect(await causes()).toEqual(['RECALCULATED', 'STARTED']);
    await told(902, 'DeadlineSet', 'HANDLE-10');
    expect(await causes()).toEqual(['STARTED', 'STARTED']);
  });

  it('are filtered by whistle, kind, unit, lateness and time', async () => {
    expect(await names({ whistleId: whistleId(1) })).toEqual(['1 ACCEPT-1']);
    expect(await names({ clock: 'CONTACT' })).toEqual(['2 CONTACT-4', '2 CONTACT-8']);
    expect(await names({ unitId: 'XY-S1-JD', missed: false })).toEqual(['2 CONTACT-8', '2 REPORT_IN-9', '2 HANDLE-10']);
    expect(await names({ missed: true })).toEqual(['2 SIGN-7']);
    expect(await names({ dueBefore: hoursLater(4) })).toEqual(['2 SIGN-7']);
  });

  it('are paged to their end', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await clocks({}, { limit: 2, cursor });
      seen.push(...page.items.map((row) => `${Number(row.whistleId.slice(0, 8))} ${row.clockId}`));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(all);
  });

  it('stop with the step that they are for', async () => {
    await bench.tell(joint!.contact('XY-ZJ', 'a1', minutesLater(182)));
    await bench.project(views);
    expect(await names({ clock: 'CONTACT' })).toEqual(['2 CONTACT-8']);
  });

  it('are brought forward by a reclassification, and gone with the whistle', async () => {
    await bench.tell(
      joint!.reclassify({ categoryCode: 'WY02', conditionSeq: 2, urgency: 'P2', reason: '停水' }, minutesLater(190)),
      waiting!.withdraw({ reason: '不用了' }),
    );
    await bench.project(views);
    expect((await clocks()).items.map((row) => [row.clockId, row.dueAt])).toEqual([
      ['SIGN-7', hoursLater(3)],
      ['CONTACT-8', minutesLater(310)],
      ['REPORT_IN-5', minutesLater(310)],
      ['REPORT_IN-9', minutesLater(310)],
      ['HANDLE-10', minutesLater(190 + 24 * 60)],
      ['HANDLE-6', minutesLater(190 + 24 * 60)],
      ['HANDLE-1', hoursLater(30)],
    ]);
  });
});
