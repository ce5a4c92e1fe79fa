import { PostgresEventStore } from '@app/event-store';
import { migrate } from '@app/runtime';
import { hoursLater, type TestDatabase, testDatabase, viewBench, whistleId, whistleNamed } from '@app/testing';
import { whistleCodec, whistleProjections } from '@app/whistles';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { migrations } from '../migrations/index.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

/** Each migration waits for the disk, which may have others to serve. */
const PATIENCE_MS = 60_000;

const metadata = { actor: { id: 'a', role: 'SYSTEM', channel: 'test' }, occurredAt: '2026-11-01T00:00:00.000Z' };
const written = (id: string, n: number) => ({
  event_id: `00000000-0000-4000-8000-00000000000${n}`,
  type: 'NoteAdded',
  schema_version: 1,
  data: { note: '灯坏了', id, n },
  metadata,
});

test(
  'a log of four tables becomes a log of one, and answers as before',
  async () => {
    const pool = database.pool();
    await pool.query('DROP SCHEMA log, vault, views, evidence, delivery, public CASCADE; CREATE SCHEMA public');
    const former = migrations.filter(({ name }) => Number(name.slice(-13)) < 1700000000006);
    await migrate(database.url, former);
    const requests = [
      { stream_id: 'note-1', expected: -1, command_id: 'c1', events: [written('1', 1), written('1', 2)] },
      { stream_id: 'note-2', expected: -1, command_id: 'c2', events: [written('2', 3)] },
    ].map((request) => ({ ...request, category: 'note', command_hash: 'h' }));
    await pool.query('SELECT log.append($1)', [JSON.stringify(requests)]);
    const before = await pool.query(
      'SELECT position, event_id, stream_id, revision, recorded_at FROM log.event ORDER BY 1',
    );

    await migrate(database.url, migrations);

    const after = await pool.query(
      'SELECT position, event_id, stream_id, revision, recorded_at FROM log.event ORDER BY 1',
    );
    expect(after.rows).toEqual(before.rows);
    const store = new PostgresEventStore({ url: database.url });
    try {
      expect((await store.readStream('note-1')).map(({ data }) => data)).toEqual([
        { note: '灯坏了', id: '1', n: 1 },
        { note: '灯坏了', id: '1', n: 2 },
      ]);
      const events = [{ type: 'NoteAdded', schemaVersion: 1, data: {}, metadata }] as never;
      const again = { streamId: 'note-1', expected: 'none', commandId: 'c1', commandHash: 'h', events } as const;
      expect(await store.append(again)).toMatchObject({ revision: 1, position: 2n, repeated: true });
      const next = { ...again, expected: 1, commandId: 'c3' } as const;
      expect(await store.append(next)).toMatchObject({ revision: 2, position: 4n, repeated: false });
    } finally {
      await store.close();
    }
  },
  PATIENCE_MS,
);

test(
  'counts by day become counts by month and year, the same as a rebuild makes, and go back',
  async () => {
    const views = whistleProjections.filter(({ name }) => name === 'resolution-counts');
    const bench = await viewBench(whistleCodec, views);
    const runner = bench.dataSource.createQueryRunner();
    try {
      const [a, b, c] = [1, 2, 3].map((n) => whistleNamed(whistleId(n)));
      const row = {
        source: { system: 'old', id: '1' },
        summary: 'Pothole',
        categoryCode: 'POTHOLE',
        unitId: 'BOS-PWD',
      };
      const [openedAt, closedAt] = ['2026-01-31T23:00:00.000Z', '2026-02-02T03:00:00.000Z'];
      await bench.tell(
        a!.raise(),
        b!.raise({ categoryCode: 'CG01' }, hoursLater(24 * 40)),
        c!.import({ ...row, location: { areaPath: 'BOS' }, openedAt, closedAt, closingKind: 'RESOLVED' }),
      );
      await bench.project(views);
      const content = () => Promise.all(views.map((view) => bench.dump(view)));
      const shape = () =>
        bench.dataSource.query(`SELECT indexdef FROM pg_indexes WHERE schemaname = 'views' ORDER BY indexdef`);
      const version = () => bench.dataSource.query(`SELECT version FROM views.projection`);
      const before = [await content(), await shape()];
      const [migration] = migrations.flatMap((one) => (one.name.startsWith('CountsByMonthAndYear') ? [new one()] : []));

      // as it was then: later versions have other rows, and are rebuilt
      await runner.query('UPDATE views.projection SET version = 2');
      await migration!.down(runner);

      const days = await bench.dataSource.query(
        'SELECT anchor, day::text, whistles FROM resolution_count ORDER BY anchor, day',
      );
      expect(days).toEqual([
        { anchor: 'CLOSED', day: '2026-02-01', whistles: 1 },
        { anchor: 'RAISED', day: '2026-01-31', whistles: 1 },
        { anchor: 'RAISED', day: '2026-03-02', whistles: 1 },
        { anchor: 'RAISED', day: '2026-04-11', whistles: 1 },
      ]);
      expect(await version()).toEqual([{ version: 1 }]);

      await migration!.up(runner);

      expect([await content(), await shape()]).toEqual(before);
      expect(await version()).toEqual([{ version: 2 }]);
    } finally {
      await runner.release();
      await bench.close();
    }
  },
  PATIENCE_MS,
);
