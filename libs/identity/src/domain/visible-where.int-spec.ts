import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type TestDatabase, testDatabase } from '@app/testing';
import fc from 'fast-check';
import type { DataSource } from 'typeorm';
import { isVisible, type Visibility } from './visibility.js';
import { type VisibleColumns, visibleWhere } from './visible-where.js';

const areas = ['XY', 'XY/S1', 'XY/S1/C1', 'XY/S10', 'XY/S_', 'XY/S%', 'XY/Sa', String.raw`XY/S\1`, 'BOS', 'X'];
const units = ['U1', 'U2', 'U3'];
const whistles = areas.flatMap((areaPath, n) =>
  [true, false].flatMap((sealed) =>
    [undefined, 'p-1', 'p-2'].map((initiatorId, m) => {
      return {
        areaPath,
        sealed,
        initiatorId,
        unitIds: units.slice(0, n % 4),
        aboutUnitIds: units.slice(0, (n + m) % 3),
      };
    }),
  ),
);

let test1: TestDatabase;
let database: DataSource;
beforeAll(async () => {
  test1 = await testDatabase();
  database = await test1.dataSource();
  await database.query(
    'CREATE TABLE seen (n int, area_path text, unit_ids text[], initiator_id text, sealed boolean, about text[])',
  );
  for (const [n, { areaPath, unitIds, initiatorId, sealed, aboutUnitIds }] of whistles.entries()) {
    const row = [n, areaPath, unitIds, initiatorId, sealed, aboutUnitIds];
    await database.query('INSERT INTO seen VALUES ($1, $2, $3, $4, $5, $6)', row);
  }
});
afterAll(() => test1.drop());

const columns = {
  areaPath: 's.area_path',
  unitIds: 's.unit_ids',
  initiatorId: 's.initiator_id',
  sealed: 's.sealed',
  aboutUnitIds: 's.about',
};

async function found(to: Visibility, by: VisibleColumns = columns): Promise<number[]> {
  const { sql, parameters } = visibleWhere(to, by);
  const rows = await database
    .createQueryBuilder()
    .select('s.n', 'n')
    .from('seen', 's')
    .where(sql, parameters)
    .orderBy('s.n')
    .getRawMany<{ n: number }>();
  return rows.map(({ n }) => n);
}

test('the SQL condition finds exactly what the function lets through', async () => {
  const some = (from: string[]) => fc.uniqueArray(fc.constantFrom(...from), { maxLength: 3 });
  const anybody = fc
    .record({
      everything: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, fc.constant(true)),
      areaPaths: some(areas),
      sealedAreaPaths: some(areas),
      unitIds: some(units),
      concernedBy: some(units),
      initiator: fc.constantFrom(undefined, 'p-1', 'p-2'),
    })
    .map(({ initiator, ...rest }): Visibility => (initiator ? { ...rest, initiatorId: initiator } : rest));
  await fc.assert(
    fc.asyncProperty(anybody, async (to) => {
      const expected = whistles.flatMap((whistle, n) => (isVisible(to, whistle) ? [n] : []));
      expect(await found(to)).toEqual(expected);
    }),
    { numRuns: 200 },
  );
});

test('nobody in particular sees nothing, and "everything" is everything', async () => {
  const nothing = { everything: false, areaPaths: [], sealedAreaPaths: [], unitIds: [], concernedBy: [] };
  expect(await found(nothing)).toEqual([]);
  expect(await found({ ...nothing, everything: true })).toHaveLength(whistles.length);
});

test('a column of one unit is compared as one', async () => {
  const to = { everything: false, areaPaths: [], sealedAreaPaths: [], unitIds: ['U1', 'U3'], concernedBy: [] };
  const expected = whistles.flatMap(({ unitIds }, n) => (unitIds[0] === 'U1' ? [n] : []));
  expect(expected.length).toBeGreaterThan(0);
  expect(await found(to, { ...columns, unitIds: { one: 's.unit_ids[1]' } })).toEqual(expected);
});
