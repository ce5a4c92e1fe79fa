import { PostgresEventStore } from '@app/event-store';
import { migrate } from '@app/runtime';
import { type TestDatabase, testDatabase } from '@app/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { migrations } from '../migrations/index.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const metadata = { actor: { id: 'a', role: 'SYSTEM', channel: 'test' }, occurredAt: '2026-11-01T00:00:00.000Z' };
const written = (id: string, n: number) => ({
  event_id: `00000000-0000-4000-8000-00000000000${n}`,
  type: 'NoteAdded',
  schema_version: 1,
  data: { note: '灯坏了', id, n },
  metadata,
});

test('a log of four tables becomes a log of one, and answers as before', async () => {
  const pool = database.pool();
  await pool.query('DROP SCHEMA log, vault, views, public CASCADE; CREATE SCHEMA public');
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
});
