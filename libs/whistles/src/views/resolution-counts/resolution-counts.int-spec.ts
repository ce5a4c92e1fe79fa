import { cityWith, hoursLater, type ViewBench, viewBench, whistleId, whistleNamed } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { whistleCodec } from '../../whistle.codec.js';
import { GRAINS } from './count-tables.js';
import { resolutionCounts } from './resolution-counts.projector.js';
import {
  type CountDimension,
  COUNT_DIMENSIONS,
  type CountScope,
  ResolutionCounts,
  ResolutionCountsHandler,
} from './resolution-counts.query.js';

const views = [resolutionCounts];
const EVERYTHING: CountScope = { everything: true };
const scope = (areaPaths: string[], unitIds: string[] = []): CountScope => ({ everything: false, areaPaths, unitIds });

describe('counts of whistles', () => {
  let bench: ViewBench;
  let handler: ResolutionCountsHandler;
  const w = (n: number) => whistleNamed(whistleId(n));
  const history = (n: number, more: object) =>
    w(n).import({
      source: { system: 'old', id: String(n) },
      summary: 'Pothole',
      categoryCode: 'POTHOLE',
      unitId: 'BOS-PWD',
      location: { areaPath: 'BOS' },
      openedAt: '2026-01-31T23:00:00.000Z',
      closingKind: 'RESOLVED',
      ...more,
    });
  beforeAll(async () => {
    bench = await viewBench(whistleCodec, views);
    handler = new ResolutionCountsHandler(bench.dataSource);
    await bench.tell(
      w(1).raise(),
      w(2).raise({ location: { areaPath: 'XY/S1' } }),
      w(3).raise({ categoryCode: undefined, location: { areaPath: 'XY/S2' } }, hoursLater(13)),
      w(4).raise({ categoryCode: 'CG01' }),
      // 18:00 and, closed at 03:00Z, 22:00 of the day before in Boston
      history(5, { targetAt: '2026-02-01T00:00:00.000Z', closedAt: '2026-02-02T03:00:00.000Z' }),
      history(6, { closedAt: '2026-02-02T06:00:00.000Z', closingKind: 'DUPLICATE' }),
      history(7, {}),
    );
    await bench.project(views);
  });
  afterAll(() => bench.close());

  const count = async (
    by: readonly CountDimension[],
    filter: Partial<ResolutionCounts['filter']> = {},
    visible: CountScope = EVERYTHING,
  ) => {
    const { items } = await handler.execute(
      new ResolutionCounts(visible, by, { anchor: 'RAISED', ...filter }, { limit: 100 }),
    );
    return items.map((item) => [...by.map((name) => item[name]), item.whistles]);
  };

  it('are by each dimension', async () => {
    expect(await count([])).toEqual([[7]]);
    expect(await count(['unit'])).toEqual([
      ['', 3],
      ['BOS-PWD', 3],
      ['XY-HW', 1],
    ]);
    expect(await count(['community'])).toEqual([
      ['BOS', 3],
      ['XY/S1', 1],
      ['XY/S1/C01', 2],
      ['XY/S2', 1],
    ]);
    expect(await count(['street'])).toEqual([
      ['BOS', 3],
      ['XY/S1', 3],
      ['XY/S2', 1],
    ]);
    expect(await count(['category'])).toEqual([
      ['', 1],
      ['CG01', 1],
      ['POTHOLE', 3],
      ['WY02', 2],
    ]);
    expect(await count(['status'])).toEqual([
      ['CLOSED', 2],
      ['DISPATCHED', 2],
      ['RAISED', 3],
    ]);
    expect(await count(['closingKind'])).toEqual([
      ['', 5],
      ['DUPLICATE', 1],
      ['RESOLVED', 1],
    ]);
    expect(await count(['overdue'])).toEqual([
      ['false', 6],
      ['true', 1],
    ]);
    expect(await count(['day'])).toEqual([
      ['2026-01-31', 3],
      ['2026-03-02', 3],
      ['2026-03-03', 1],
    ]);
    expect(await count(['month'])).toEqual([
      ['2026-01', 3],
      ['2026-03', 4],
    ]);
    expect(await count(['street', 'status'])).toEqual([
      ['BOS', 'CLOSED', 2],
      ['BOS', 'DISPATCHED', 1],
      ['XY/S1', 'DISPATCHED', 1],
      ['XY/S1', 'RAISED', 2],
      ['XY/S2', 'RAISED', 1],
    ]);
  });

  it('are by the day of raising or of closing, in the zone of the place', async () => {
    expect(await count(['day'], { anchor: 'CLOSED' })).toEqual([
      ['2026-02-01', 1],
      ['2026-02-02', 1],
    ]);
    expect(await count(['closingKind'], { anchor: 'CLOSED', from: '2026-02-02' })).toEqual([['DUPLICATE', 1]]);
    expect(await count(['closingKind'], { anchor: 'CLOSED', to: '2026-02-01' })).toEqual([['RESOLVED', 1]]);
  });

  it('are filtered by area, unit and category, and by what somebody may see', async () => {
    expect(await count([], { areaPath: 'XY/S1' })).toEqual([[3]]);
    expect(await count([], { areaPath: 'XY/S' })).toEqual([]);
    expect(await count([], { unitId: 'XY-HW' })).toEqual([[1]]);
    expect(await count([], { categoryCode: 'WY02', from: '2026-03-02', to: '2026-03-02' })).toEqual([[2]]);
    expect(await count(['unit'], {}, scope([], ['BOS-PWD']))).toEqual([['BOS-PWD', 3]]);
    expect(await count(['street'], {}, scope([], ['BOS-PWD']))).toEqual([['BOS', 3]]);
    expect(await count(['street'], {}, scope(['XY']))).toEqual([
      ['XY/S1', 3],
      ['XY/S2', 1],
    ]);
    expect(await count(['street'], {}, scope(['XY/S1/C01']))).toEqual([['XY/S1', 2]]);
    expect(await count(['category'], { areaPath: 'XY' }, scope(['XY/S1/C01', 'XY/S2']))).toEqual([
      ['', 1],
      ['CG01', 1],
      ['WY02', 1],
    ]);
    expect(await count([], {}, scope(['XY/S2'], ['XY-HW']))).toEqual([[2]]);
    expect(await count([], {}, scope(['XY/S', 'XY/S1/C01/G1']))).toEqual([]);
    expect(await count([], {}, scope([]))).toEqual([]);
  });

  it('are paged to their end by every dimension at once', async () => {
    const by = COUNT_DIMENSIONS;
    const all = await count(by);
    const seen: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await handler.execute(
        new ResolutionCounts(EVERYTHING, by, { anchor: 'RAISED' }, { limit: 2, cursor }),
      );
      seen.push(...page.items.map((item) => [...by.map((name) => item[name]), item.whistles]));
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    expect(all).toHaveLength(7);
    expect(seen).toEqual(all);
  });

  const emptyCells = () =>
    Promise.all(
      GRAINS.flatMap(({ tables }) => Object.values(tables)).map(async (row) => {
        const { tableName } = bench.dataSource.getMetadata(row);
        const [found]: { empty: number; all: number }[] = await bench.dataSource.query(
          `SELECT count(*) FILTER (WHERE whistles <= 0)::int AS empty, count(*)::int AS all FROM ${tableName}`,
        );
        expect(found?.all).toBeGreaterThan(0);
        return { row: row.name, empty: found?.empty };
      }),
    );

  it('move from cell to cell with the whistle, and an empty cell is gone', async () => {
    const cell = () => count(['category', 'unit', 'status', 'overdue'], { areaPath: 'XY/S1' });
    const others = [
      ['CG01', 'XY-HW', 'DISPATCHED', 'false', 1],
      ['WY02', '', 'RAISED', 'false', 1],
    ];
    await bench.tell(w(1).accept({ categoryCode: 'WY09' }));
    await bench.project(views);
    expect(await cell()).toEqual([...others, ['WY09', '', 'ACCEPTED', 'false', 1]]);
    await bench.tell(w(1).dispatch({}));
    await bench.project(views);
    expect(await cell()).toEqual([...others, ['WY09', 'XY-S1-JD', 'DISPATCHED', 'false', 1]]);
    await bench.tell(w(1).missed({}, hoursLater(1)));
    await bench.project(views);
    // the assisting unit's SIGN and the lead's are late, the lead's handling is not
    expect(await cell()).toEqual([...others, ['WY09', 'XY-S1-JD', 'DISPATCHED', 'false', 1]]);
    await bench.tell(w(1).missed({}, hoursLater(3)));
    await bench.project(views);
    expect(await cell()).toEqual([...others, ['WY09', 'XY-S1-JD', 'DISPATCHED', 'true', 1]]);
    for (const { row, empty } of await emptyCells()) expect([row, empty]).toEqual([row, 0]);
    expect(await count([])).toEqual([[7]]);
  });

  it('of a month stay where they were when a grid is redrawn at its end, also in a rebuild (EC-16)', async () => {
    const [from, at] = ['2026-04-01T00:00:00+08:00', '2026-04-02T10:00:00+08:00'].map((text) =>
      new Date(text).toISOString(),
    );
    const area = (path: string, type: 'COMMUNITY' | 'GRID') =>
      ({ type: 'AreaDefined', data: { path, type, name: path, from: from ?? '' } }) as const;
    const march = () => count(['community'], { areaPath: 'XY', from: '2026-03-01', to: '2026-03-31' });
    const before = await march();

    bench.become(
      cityWith({
        directory: [
          { type: 'AreaRetired', data: { path: 'XY/S1/C01/G1', at: from ?? '' } },
          area('XY/S1/C02', 'COMMUNITY'),
          area('XY/S1/C02/G1', 'GRID'),
        ],
      }),
    );
    const there = { location: { areaPath: 'XY/S1/C01/G1' } };
    await expect(bench.tell(w(8).raise(there, at))).rejects.toMatchObject({ code: 'whistle/unknown-area' });
    await bench.tell(w(8).raise({ location: { areaPath: 'XY/S1/C02/G1' } }, at));
    await bench.project(views);
    expect(await march()).toEqual(before);
    expect(await count(['community'], { areaPath: 'XY', from: '2026-04-01' })).toEqual([['XY/S1/C02', 1]]);
    await bench.rebuilt(resolutionCounts);
    expect(await march()).toEqual(before);
  });
});
