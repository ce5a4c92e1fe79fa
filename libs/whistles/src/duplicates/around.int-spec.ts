import { hoursLater, NOON, type ViewBench, viewBench, whistleId, whistleNamed } from '@app/testing';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { whistleSearch } from '../views/whistle-search/whistle-search.projector.js';
import { whistleCodec } from '../whistle.codec.js';
import { type Around, around } from './around.js';

const EVERYTHING = { sql: 'TRUE', parameters: {} };
const POINT = { longitude: 116, latitude: 29.7 };
const place: Around = {
  whistleId: whistleId(1),
  point: POINT,
  metres: 200,
  areaPath: 'XY/S1/C01/G1',
  since: hoursLater(-24 * 7),
  overSince: hoursLater(-24 * 30),
  until: hoursLater(24 * 7),
};
const at = (areaPath: string, latitude?: number) => ({
  location: { areaPath, ...(latitude !== undefined && { longitude: 116, latitude }) },
});

describe('what lies around a whistle', () => {
  let bench: ViewBench;
  beforeAll(async () => {
    bench = await viewBench(whistleCodec, [whistleSearch]);
    const [itself, near, nearer, far, elsewhere, noPoint, otherArea, sealed, withdrawn, old, merged] = [
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ].map((n) => whistleNamed(whistleId(n)));
    await bench.tell(
      itself!.raise(at('XY/S1/C01/G1', 29.7)),
      near!.raise(at('XY/S1/C01/G1', 29.7012)), // 134 m
      nearer!.raise(at('XY/S2', 29.7003)), // 33 m, in another street
      far!.raise(at('XY/S1/C01/G1', 29.7019)), // 212 m
      elsewhere!.raise(at('XY/S1/C01/G1', 29.8)),
      noPoint!.raise(at('XY/S1/C01')),
      otherArea!.raise(at('XY/S2')),
      sealed!.raise({ ...at('XY/S1/C01/G1', 29.7), categoryCode: 'YJ01' }),
      withdrawn!.raise(at('XY/S1/C01/G1', 29.7)),
      withdrawn!.withdraw({ reason: '不用了' }),
      old!.raise(at('XY/S1/C01/G1', 29.7), hoursLater(-24 * 8)),
      merged!.raise(at('XY/S1/C01/G1', 29.7)),
      merged!.merge({ masterId: whistleId(2), reason: '同一处' }),
    );
    await bench.project([whistleSearch]);
  });
  afterAll(() => bench.close());

  const numbers = async (of: Partial<Around> = {}, visible = EVERYTHING) =>
    (await around(bench.dataSource, visible, { ...place, ...of })).map((row) => Number(row.whistleId.slice(0, 8)));

  it('is within the reach of its category, the nearest first, across streets; then what has no point', async () => {
    expect(await numbers()).toEqual([3, 2, 6]);
    expect(await numbers({ metres: 300 })).toEqual([3, 2, 4, 6]);
  });

  it('without a point of its own is whatever lies in its community', async () => {
    expect((await numbers({ point: undefined })).sort((a, b) => a - b)).toEqual([2, 4, 5, 6]);
  });

  it('is recent', async () => {
    expect(await numbers({ since: hoursLater(-24 * 9) })).toEqual([10, 3, 2, 6]);
    expect(await numbers({ until: NOON })).toEqual([]);
  });

  it('is what the caller may see', async () => {
    expect(await numbers({}, { sql: 'whistle.area_path = :mine', parameters: { mine: 'XY/S2' } })).toEqual([3]);
  });

  it('is found by indexes among very many that are long over, at the same spot and in the same community', async () => {
    await bench.dataSource.query(`
      INSERT INTO whistle_search
      SELECT made.* FROM generate_series(1, 20000) AS n, whistle_search AS one, LATERAL jsonb_populate_record(one, jsonb_build_object(
        'whistle_id', gen_random_uuid(), 'number', 'N' || n, 'grams', '[]'::jsonb, 'latitude', 29.7 + (n % 100) * 0.00001,
        'longitude', CASE WHEN n % 2 = 0 THEN 116 END, 'raised_at', one.raised_at - n * interval '30 minutes' - interval '60 days',
        'closed_at', one.raised_at - n * interval '30 minutes' - interval '50 days')) AS made
      WHERE one.whistle_id = '${whistleId(6)}'`);
    await bench.dataSource.query('ANALYZE whistle_search');
    const asked = jest.spyOn(pg.Client.prototype, 'query') as unknown as jest.Mock<
      (...of: [string, unknown[]]) => void
    >;
    expect(await numbers()).toEqual([3, 2, 6]);
    await numbers({ point: undefined });
    const statements = asked.mock.calls.filter(([sql]) => sql.includes('whistle_search'));
    asked.mockRestore();
    const plans = statements.map(async ([sql, values]) => {
      const lines: Record<string, string>[] = await bench.dataSource.query(`EXPLAIN (ANALYZE) ${sql}`, values);
      return lines.flatMap((line) => Object.values(line)).join('\n');
    });
    const [spot, withoutPoint, community] = await Promise.all(plans);
    expect(spot).toContain('whistle_search_spot');
    expect(withoutPoint).toContain('whistle_search_neighbourhood');
    expect(community).toContain('whistle_search_neighbourhood');
    expect([spot, withoutPoint, community].join('\n')).not.toMatch(/Seq Scan|Removed by Filter: \d{2}/);
  }, 60_000);
});
