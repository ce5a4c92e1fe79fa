import { decideAndAppend, type EventCodec, type EventStore, PostgresEventStore } from '@app/event-store';
import type { Position } from '@app/kernel';
import { type Projection, ProjectionRunner, rebuild, startView } from '@app/projections';
import { type AnyWhistleCommand, whistle, type WhistleEvent } from '@app/whistles/domain';
import type { DataSource } from 'typeorm';
import { type TestDatabase, testDatabase } from './test-database.js';
import { smallCity } from './small-city.js';
import { type City, factsFor } from './whistle-story.js';

/** A database of its own with the log and the tables of views: what commands say goes into the log, and from there into rows. */
export interface ViewBench {
  readonly database: TestDatabase;
  readonly dataSource: DataSource;
  readonly store: EventStore;
  /** Decides the commands on the log one after another, each on its own whistle's stream. */
  tell(...told: readonly AnyWhistleCommand[]): Promise<void>;
  /** What commands are decided by from here on. */
  become(city: City): void;
  /** Brings views up to the end of the log, in pages of this size. */
  project(views: readonly Projection[], pageSize?: number): Promise<void>;
  /** Every row of a view's tables as text, in order. */
  dump(view: Projection): Promise<string[]>;
  /** The rows after a rebuild. */
  rebuilt(view: Projection): Promise<string[]>;
  /** Drops the view's rows and its checkpoint. */
  forget(view: Projection): Promise<void>;
  close(): Promise<void>;
}

export async function viewBench(
  codec: EventCodec<WhistleEvent>,
  views: readonly Projection[],
  city: City = smallCity,
): Promise<ViewBench> {
  let today = city;
  const database = await testDatabase();
  const dataSource = await database.dataSource(views.flatMap(({ rows }) => [...rows]));
  const store = new PostgresEventStore({ url: database.url });
  const tablesOf = (view: Projection) => view.rows.map((row) => dataSource.getMetadata(row).tableName);

  const dump = async (view: Projection): Promise<string[]> => {
    const tables = await Promise.all(
      tablesOf(view).map((table) =>
        dataSource.query<{ row: string }[]>(`SELECT t::text AS row FROM ${table} t ORDER BY 1`),
      ),
    );
    return tables.flat().map(({ row }) => row);
  };
  return {
    database,
    dataSource,
    store,
    dump,
    async tell(...told) {
      for (const [index, command] of told.entries()) {
        const number = `XY260302-${command.whistleId.slice(0, 4).toUpperCase()}${index}`;
        const streamId = `whistle-${command.whistleId}`;
        await decideAndAppend(store, {
          streamId,
          command,
          decider: whistle,
          codec,
          facts: factsFor(command, number, today),
        });
      }
    },
    become: (other) => void (today = other),
    async project(all, pageSize = 500) {
      const end = await store.head();
      for (const view of all) await caughtUp(view, end, pageSize);
    },
    async rebuilt(view) {
      await rebuild({ projection: view, store, dataSource });
      return dump(view);
    },
    async forget(view) {
      for (const table of tablesOf(view)) await dataSource.query(`DELETE FROM ${table}`);
      await dataSource.query('DELETE FROM views.projection WHERE name = $1', [view.name]);
    },
    async close() {
      await store.close();
      await database.drop();
    },
  };

  /** The runner itself, on pages of our size, until it has come to the end. */
  async function caughtUp(view: Projection, end: Position, pageSize: number): Promise<void> {
    if ((await startView(dataSource, view)) >= end) return;
    const stop = new AbortController();
    const paged = Object.assign(Object.create(store) as EventStore, {
      subscribe: (after: Position, options: { signal: AbortSignal; categories?: readonly string[] }) =>
        store.subscribe(after, { ...options, limit: pageSize }),
    });
    const committed = (_: Projection, position: Position) => void (position >= end && stop.abort());
    await new ProjectionRunner(view, paged, dataSource, committed).work(stop.signal);
  }
}
