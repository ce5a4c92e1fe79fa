import { visibleWhere } from '@app/identity';
import {
  command,
  desk,
  hoursLater,
  minutesLater,
  NOON,
  type ViewBench,
  viewBench,
  whistleId,
  whistleNamed,
} from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type AnyWhistleCommand, FollowMaster } from '../../domain/index.js';
import { whistleCodec } from '../../whistle.codec.js';
import { SearchWhistles, SearchWhistlesHandler, WHISTLE_COLUMNS } from './search-whistles.query.js';
import { whistleSearch } from './whistle-search.projector.js';

const views = [whistleSearch];
const EVERYTHING = { sql: 'TRUE', parameters: {} };

describe('searching whistles', () => {
  let bench: ViewBench;
  let handler: SearchWhistlesHandler;
  const w = (n: number) => whistleNamed(whistleId(n));
  beforeAll(async () => {
    bench = await viewBench(whistleCodec, views);
    handler = new SearchWhistlesHandler(bench.dataSource);
    await bench.tell(
      w(1).raise({ description: '小区路灯不亮三天', location: { areaPath: 'XY/S1/C01/G1', address: '环城路12号' } }),
      w(2).raise({ description: '楼上漏水，灯也坏了', location: { areaPath: 'XY/S1/C01' } }, hoursLater(1)),
      w(3).raise({ description: '路边灯箱松动', location: { areaPath: 'XY/S2' }, categoryCode: 'HJ03' }, hoursLater(2)),
      w(4).raise(
        { description: '仓库存放危险品', categoryCode: 'YJ01', location: { areaPath: 'XY/S2' } },
        hoursLater(3),
      ),
      w(5).raise({ description: '垃圾堆放', categoryCode: 'CG01', location: { areaPath: 'XY' } }, hoursLater(4)),
      w(1).accept({}, hoursLater(7)),
      w(1).dispatch({ leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }] }, hoursLater(7)),
      w(2).reject({ reason: 'UNLAWFUL', basis: '第十一条', toldChannel: '无' }, hoursLater(1.5)),
      w(6).import({
        source: { system: 'old', id: 'x_1%' },
        summary: 'Pothole on Main St',
        categoryCode: 'POTHOLE',
        unitId: 'BOS-PWD',
        location: { areaPath: 'BOS' },
        openedAt: '2026-02-01T00:00:00.000Z',
        targetAt: '2026-02-02T00:00:00.000Z',
        closedAt: '2026-02-03T00:00:00.000Z',
        closingKind: 'RECORDED',
      }),
    );
    await bench.project(views);
  });
  afterAll(() => bench.close());

  const search = (
    filter: SearchWhistles['filter'] = {},
    page: SearchWhistles['page'] = { limit: 50 },
    visible: SearchWhistles['visible'] = EVERYTHING,
  ) => handler.execute(new SearchWhistles(visible, filter, page));
  const found = async (...args: Parameters<typeof search>) =>
    (await search(...args)).items.map((row) => Number(row.whistleId.slice(0, 8)));

  it('lists the newest first, with what lists show', async () => {
    expect(await found()).toEqual([5, 4, 3, 2, 1, 6]);
    const { items } = await search({ categoryCode: 'WY02', areaPath: 'XY/S1/C01/G1' });
    expect(items).toEqual([
      {
        whistleId: whistleId(1),
        number: 'XY260302-00000',
        status: 'DISPATCHED',
        level: 'RESIDENT',
        anonymity: 'NAMED',
        initiatorId: 'resident',
        sealed: false,
        aboutUnitIds: [],
        summary: '小区路灯不亮三天',
        categoryCode: 'WY02',
        urgency: 'P3',
        areaPath: 'XY/S1/C01/G1',
        address: '环城路12号',
        longitude: null,
        latitude: null,
        unitIds: ['XY-ZJ', 'XY-S1-JD'],
        leadUnitId: 'XY-ZJ',
        raisedAt: NOON,
        raisedOn: '2026-03-02',
        closedAt: null,
        closingKind: null,
        missedClocks: 1,
        exemptedClocks: 0,
        reworks: 0,
        reopenings: 0,
        excluded: false,
        whistleType: 'ORDINARY',
        pending: [],
        masterId: null,
        followers: 0,
        sourceSystem: null,
        sourceId: null,
        flags: [],
      },
    ]);
  });

  it('finds Chinese words of two characters, of one, several at once, and words of the address', async () => {
    expect(await found({ words: '路灯' })).toEqual([1]);
    expect(await found({ words: '灯' })).toEqual([3, 2, 1]);
    expect(await found({ words: '路灯 三天' })).toEqual([1]);
    expect(await found({ words: '路灯 漏水' })).toEqual([]);
    expect(await found({ words: '环城路' })).toEqual([1]);
    expect(await found({ words: 'MAIN st' })).toEqual([6]);
    expect(await found({ words: '％' })).toEqual([]);
  });

  it('finds a number by its beginning, as typed in either case, and nothing by wildcards', async () => {
    expect(await found({ number: 'xy260302-0000' })).toEqual([5, 4, 3, 2, 1]);
    expect(await found({ number: 'XY260302-00005' })).toEqual([]);
    expect(await found({ number: 'old-x_1' })).toEqual([6]);
    expect(await found({ number: 'OLD-X_1%' })).toEqual([6]);
    expect(await found({ number: 'OLD-X%1' })).toEqual([]);
    expect(await found({ number: '%' })).toEqual([]);
    expect(await found({ number: '260302' })).toEqual([]);
  });

  it('narrows to an area and all below it, not to its namesakes', async () => {
    expect(await found({ areaPath: 'XY/S1' })).toEqual([2, 1]);
    expect(await found({ areaPath: 'XY/S1/C01/G1' })).toEqual([1]);
    expect(await found({ areaPath: 'XY/S' })).toEqual([]);
    expect(await found({ areaPath: 'XY' })).toEqual([5, 4, 3, 2, 1]);
  });

  it('narrows by unit, status, category, lateness, source and time', async () => {
    expect(await found({ unitId: 'XY-S1-JD' })).toEqual([1]);
    expect(await found({ unitId: 'XY-S1' })).toEqual([]);
    expect(await found({ statuses: ['RAISED', 'REJECTED'] })).toEqual([4, 3, 2]);
    expect(await found({ statuses: ['CLOSED'] })).toEqual([6]);
    expect(await found({ categoryCode: 'YJ01' })).toEqual([4]);
    expect(await found({ missed: true })).toEqual([1, 6]);
    expect(await found({ missed: false })).toEqual([5, 4, 3, 2]);
    expect(await found({ sourceSystem: 'old' })).toEqual([6]);
    expect(await found({ raisedFrom: hoursLater(1), raisedBefore: hoursLater(3) })).toEqual([3, 2]);
  });

  it('shows nobody what they may not see', async () => {
    const may = (to: Partial<Parameters<typeof visibleWhere>[0]>) =>
      visibleWhere(
        { everything: false, areaPaths: [], sealedAreaPaths: [], unitIds: [], concernedBy: [], ...to },
        WHISTLE_COLUMNS,
      );
    const seen = (to: Parameters<typeof may>[0]) => found({}, { limit: 9 }, may(to));
    expect(await seen({})).toEqual([]);
    expect(await seen({ everything: true })).toEqual([5, 4, 3, 2, 1, 6]);
    expect(await seen({ areaPaths: ['XY/S2'] })).toEqual([3]);
    expect(await seen({ sealedAreaPaths: ['XY/S2'] })).toEqual([4]);
    expect(await seen({ unitIds: ['XY-S1-JD'] })).toEqual([1]);
    expect(await seen({ unitIds: ['XY-HW'], areaPaths: ['XY/S1'] })).toEqual([5, 2, 1]);
    expect(await seen({ initiatorId: 'resident' })).toEqual([5, 4, 3, 2, 1]);
  });

  it('is paged to the end without a gap or a repetition, also among whistles of one moment', async () => {
    for (const n of [21, 22, 23, 24, 25])
      await bench.tell(w(n).raise({ location: { areaPath: 'XY/S2' } }, hoursLater(9)));
    await bench.project(views);
    const all = await found();
    expect(all).toEqual([25, 24, 23, 22, 21, 5, 4, 3, 2, 1, 6]);
    for (const limit of [1, 2, 3, 11]) {
      const seen: number[] = [];
      let cursor: string | undefined;
      do {
        const page = await search({}, { limit, cursor });
        expect(page.items.length).toBeGreaterThan(0);
        seen.push(...page.items.map((row) => Number(row.whistleId.slice(0, 8))));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      expect(seen).toEqual(all);
    }
  });

  it('finds a whistle by its new words, its new category and as sealed, once it was reclassified', async () => {
    await bench.tell(
      w(3).reclassify({ categoryCode: 'YJ01', summary: '广告牌欲坠', reason: '核实' }, minutesLater(125)),
      w(21).accept({ categoryCode: 'YJ01' }, hoursLater(9)),
    );
    await bench.project(views);
    expect(await found({ words: '广告牌' })).toEqual([3]);
    expect(await found({ words: '灯箱' })).toEqual([]);
    const { items } = await search({ categoryCode: 'YJ01' });
    expect(items.map(({ whistleId: id, sealed }) => [Number(id.slice(0, 8)), sealed])).toEqual([
      [21, true],
      [4, true],
      [3, true],
    ]);
  });

  it('tells when and how a whistle ended', async () => {
    await bench.tell(w(22).withdraw({ reason: '不用了' }, hoursLater(10)));
    await bench.project(views);
    const ended = (await search({ statuses: ['CLOSED', 'REJECTED', 'WITHDRAWN'] })).items;
    expect(ended.map((row) => [Number(row.whistleId.slice(0, 8)), row.status, row.closedAt, row.closingKind])).toEqual([
      [22, 'WITHDRAWN', hoursLater(10), null],
      [2, 'REJECTED', hoursLater(1.5), null],
      [6, 'CLOSED', '2026-02-03T00:00:00.000Z', 'RECORDED'],
    ]);
  });

  it('shows whom a whistle follows, until it is on its own again, and by then no lead', async () => {
    const master = { masterId: whistleId(1), reason: '同一处' };
    const story = (n: number, ...last: AnyWhistleCommand[]) => [
      w(n).raise({}, hoursLater(48)),
      w(n).accept({}, hoursLater(48)),
      w(n).dispatch({}, hoursLater(49)),
      w(n).merge(master, hoursLater(50)),
      ...last,
    ];
    const outcome = { stage: 'ANSWERED', outcome: 'RESOLVED', reply: '已修复', kind: 'EXPLAINED' } as const;
    const answered = (n: number) => [
      command(FollowMaster, { masterId: whistleId(1), master: outcome }, desk, hoursLater(51), whistleId(n)),
      w(n).recordFollowUp({ answered: true, solved: false, satisfaction: 'DISSATISFIED', by: 'STAFF' }, hoursLater(52)),
    ];
    await bench.tell(
      ...story(901),
      ...story(902, ...answered(902), w(902).sendBack({ reason: '还在漏' }, hoursLater(53))),
      ...story(
        903,
        ...answered(903),
        w(903).close({ note: '已说明' }, hoursLater(53)),
        w(903).reopen({ cause: 'NOT_SOLVED', reason: '又漏了' }, hoursLater(54)),
      ),
    );
    await bench.project(views);
    const { items } = await search({ raisedFrom: hoursLater(48) });
    const own = items.filter(({ whistleId: id }) => id > whistleId(900));
    expect(own.map((row) => [row.whistleId, row.status, row.masterId, row.leadUnitId])).toEqual([
      [whistleId(903), 'ACCEPTED', null, null],
      [whistleId(902), 'ACCEPTED', null, null],
      [whistleId(901), 'MERGED', whistleId(1), null],
    ]);
  });
});
