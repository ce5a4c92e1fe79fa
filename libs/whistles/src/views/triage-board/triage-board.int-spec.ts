import { hoursLater, minutesLater, NOON, type ViewBench, viewBench, whistleId, whistleNamed } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { whistleCodec } from '../../whistle.codec.js';
import { whistleSearch } from '../whistle-search/whistle-search.projector.js';
import { triageBoard } from './triage-board.projector.js';
import { TriageBoard, TriageBoardHandler } from './triage-board.query.js';

const EVERYTHING = { sql: 'TRUE', parameters: {} };
const views = [whistleSearch, triageBoard];

describe('the triage board', () => {
  let bench: ViewBench;
  let handler: TriageBoardHandler;
  beforeAll(async () => {
    bench = await viewBench(whistleCodec, views);
    handler = new TriageBoardHandler(bench.dataSource);
    const [waiting, urgent, accepted, dispatched, direct, rejected, unclassified, withdrawn, late] = [
      1, 2, 3, 4, 5, 6, 7, 8, 9,
    ].map((n) => whistleNamed(whistleId(n)));
    await bench.tell(
      waiting!.raise(),
      urgent!.raise({ categoryCode: 'WY09' }),
      accepted!.raise(),
      accepted!.accept({}, minutesLater(10)),
      dispatched!.raise(),
      dispatched!.accept({}),
      dispatched!.dispatch({}),
      direct!.raise({ categoryCode: 'CG01' }),
      rejected!.raise(),
      rejected!.reject({ reason: 'UNLAWFUL', basis: '第十一条', toldChannel: '无' }),
      unclassified!.raise({ categoryCode: undefined, location: { areaPath: 'XY/S2' } }, minutesLater(1)),
      withdrawn!.raise(),
      withdrawn!.withdraw({ reason: '不用了' }),
      late!.raise({ location: { areaPath: 'XY/S2' } }, minutesLater(2)),
      late!.missed({}, minutesLater(361)),
    );
    await bench.project(views);
  });
  afterAll(() => bench.close());

  const board = (filter: TriageBoard['filter'] = {}, page: TriageBoard['page'] = { limit: 50 }, visible = EVERYTHING) =>
    handler.execute(new TriageBoard(visible, filter, page));
  const ids = async (...args: Parameters<typeof board>) =>
    (await board(...args)).items.map((item) => Number(item.whistleId.slice(0, 8)));

  it('holds what waits to be accepted or dispatched, the next to run out first, and nothing else', async () => {
    expect(
      (await board()).items.map(({ whistleId: id, status, dueAt, missed }) => [
        Number(id.slice(0, 8)),
        status,
        dueAt,
        missed,
      ]),
    ).toEqual([
      [2, 'RAISED', minutesLater(15), false],
      [1, 'RAISED', hoursLater(6), false],
      [7, 'RAISED', hoursLater(6), false],
      [9, 'RAISED', hoursLater(6), true],
      [3, 'ACCEPTED', minutesLater(24 * 60 + 10), false],
    ]);
  });

  it('shows routing’s suggestion or its problems, and the whistle', async () => {
    const { items } = await board();
    const of = (n: number) => items.find((item) => item.whistleId === whistleId(n));
    expect(of(1)).toMatchObject({
      suggestion: {
        lead: { unitId: 'XY-ZJ' },
        assists: [{ unitId: 'XY-S1-JD' }, { unitId: 'XY-S1-GA' }],
        problems: [],
      },
      whistle: { number: 'XY260302-00000', categoryCode: 'WY02', areaPath: 'XY/S1/C01/G1', raisedAt: NOON },
    });
    expect(of(7)?.suggestion).toMatchObject({ assists: [], problems: ['尚未分类'] });
  });

  it('is narrowed by filter and by what somebody may see', async () => {
    expect(await ids({ areaPath: 'XY/S2' })).toEqual([7, 9]);
    expect(await ids({ categoryCode: 'WY09' })).toEqual([2]);
    expect(await ids({ missed: true })).toEqual([9]);
    expect(await ids({}, { limit: 9 }, { sql: 'whistle.area_path = :mine', parameters: { mine: 'XY/S2' } })).toEqual([
      7, 9,
    ]);
    expect(await ids({}, { limit: 9 }, { sql: 'FALSE', parameters: {} })).toEqual([]);
  });

  it('is paged to its end without a gap or a repetition', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await board({}, { limit: 2, cursor });
      seen.push(...page.items.map(({ whistleId: id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(seen).toEqual([2, 1, 7, 9, 3].map(whistleId));
  });

  it('refuses a cursor that it did not give', async () => {
    await expect(board({}, { limit: 2, cursor: 'x' })).rejects.toMatchObject({ code: 'request/bad-cursor' });
    const forged = Buffer.from(JSON.stringify(['never', 'nobody'])).toString('base64url');
    await expect(board({}, { limit: 2, cursor: forged })).rejects.toMatchObject({ code: 'request/bad-cursor' });
  });
});
