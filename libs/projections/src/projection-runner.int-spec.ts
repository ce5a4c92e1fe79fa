import { PostgresEventStore } from '@app/event-store';
import { DomainError, type Position, type RecordedEvent } from '@app/kernel';
import { testDatabase, type TestDatabase } from '@app/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { lockCheckpoint, moveCheckpoint, startView, viewStatus } from './checkpoint.js';
import { Lease } from './lease.js';
import { keepAtWork } from './leased-work.js';
import { ProjectionRunner } from './projection-runner.js';
import type { Projection } from './projection.js';
import { rebuild } from './rebuild.js';
import { upsertRows } from './rows.js';
import { waitForView } from './wait-for-view.js';

@Entity('seen')
class SeenRow {
  @PrimaryColumn('bigint') position!: string;
  @Column('text') type!: string;
}

describe('a projection’s runner', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  let store: PostgresEventStore;
  let stopping: { stop: AbortController; running: Promise<void> }[] = [];
  let poisoned: string | undefined;
  let names = 0;
  let view: Projection;

  const newView = (name: string, version = 1): Projection => ({
    name,
    version,
    categories: ['thing'],
    rows: [SeenRow],
    async project(events: readonly RecordedEvent[], db) {
      if (events.some(({ type }) => type === poisoned)) throw new Error(`cannot read ${poisoned}`);
      await upsertRows(
        db,
        SeenRow,
        events.map(({ position, type }) => ({ position: position.toString(), type })),
      );
    },
  });
  const happen = (...types: string[]): Promise<Position> => happenTo('thing', ...types);
  const happenTo = async (category: string, ...types: string[]): Promise<Position> => {
    for (const type of types) {
      const id = `c${++names}`;
      await store.append({
        streamId: `${category}-${id}`,
        expected: 'none',
        commandId: id,
        commandHash: id,
        events: [
          {
            type,
            schemaVersion: 1,
            data: {},
            metadata: {
              actor: { id: 'test', role: 'SYSTEM', channel: 'test' },
              occurredAt: '2026-03-02T04:00:00.000Z',
              commandId: id,
              commandHash: id,
              correlationId: id,
              causationId: id,
            },
          },
        ],
      });
    }
    return store.head();
  };
  /** A runner, and the pages that it has committed. */
  const start = (projection = view) => {
    const stop = new AbortController();
    const pages: Position[] = [];
    const runner = new ProjectionRunner(projection, store, dataSource, (_, position) => {
      pages.push(position);
    });
    const running = keepAtWork(runner, new Lease(database.url), stop.signal);
    stopping.push({ stop, running });
    return {
      pages,
      stop: async () => {
        stop.abort();
        await running;
      },
    };
  };
  const until = async (condition: () => Promise<boolean> | boolean): Promise<void> => {
    while (!(await condition())) await dataSource.query('SELECT pg_sleep(0.02)');
  };
  const seen = async () =>
    (await dataSource.query<{ type: string }[]>('SELECT type FROM seen ORDER BY position')).map(({ type }) => type);
  const leaseHolders = async (name: string) =>
    (
      await dataSource.query<{ pid: number }[]>(
        `SELECT a.pid FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid AND l.locktype = 'advisory' AND l.granted
         WHERE a.application_name = $1 AND a.datname = current_database()`,
        [`chuishao lease ${name}`],
      )
    ).map(({ pid }) => pid);
  const candidates = async (name: string) =>
    (
      await dataSource.query<object[]>('SELECT 1 FROM pg_stat_activity WHERE application_name = $1', [
        `chuishao lease ${name}`,
      ])
    ).length;

  beforeAll(async () => {
    Logger.overrideLogger(false); // what goes wrong here goes wrong on purpose
    database = await testDatabase();
    dataSource = await database.dataSource([SeenRow]);
    await dataSource.query('CREATE TABLE views.seen (position bigint PRIMARY KEY, type text NOT NULL)');
    store = new PostgresEventStore({ url: database.url });
  });
  beforeEach(async () => {
    poisoned = undefined;
    await dataSource.query('TRUNCATE views.seen');
    view = newView(`things-${++names}`);
  });
  afterEach(async () => {
    for (const { stop } of stopping) stop.abort();
    await Promise.all(stopping.map(({ running }) => running));
    stopping = [];
  });
  afterAll(async () => {
    await store.close();
    await database.drop();
  });

  it('follows the log, and goes on from its checkpoint when it is started again', async () => {
    const first = start();
    await waitForView(dataSource, view.name, await happen('A', 'B'));
    await first.stop();
    const before = (await seen()).length;
    await happen('C');
    expect((await seen()).length).toBe(before);
    const second = start();
    await waitForView(dataSource, view.name, await store.head());
    expect((await seen()).slice(-3)).toEqual(['A', 'B', 'C']);
    expect(second.pages).toHaveLength(1);
    expect(await viewStatus(dataSource, view.name)).toEqual({
      name: view.name,
      version: 1,
      position: await store.head(),
      error: undefined,
    });
  });

  it('moves on at once with what happens to others, so that nobody waits for it in vain', async () => {
    start();
    await waitForView(dataSource, view.name, await happen('A'));
    const head = await happenTo('other', 'X');
    await waitForView(dataSource, view.name, head);
    expect((await viewStatus(dataSource, view.name))?.position).toBe(head);
  });

  it('is one of several, and another takes over when its session dies', async () => {
    const runners = [start(), start()];
    await waitForView(dataSource, view.name, await happen('A'));
    await until(async () => (await candidates(view.name)) === 2);
    expect(await leaseHolders(view.name)).toHaveLength(1);
    const active = runners.filter(({ pages }) => pages.length > 0);
    expect(active).toHaveLength(1);

    const [holder] = await leaseHolders(view.name);
    await dataSource.query('SELECT pg_terminate_backend($1)', [holder]);
    await until(async () => {
      const [now] = await leaseHolders(view.name);
      return now !== undefined && now !== holder;
    });
    await waitForView(dataSource, view.name, await happen('B'));
    expect((await seen()).slice(-2)).toEqual(['A', 'B']);
  }, 20_000);

  it('reads nothing while another holds the lease', async () => {
    start();
    await waitForView(dataSource, view.name, await happen('A'));
    let read = 0;
    const watched = Object.assign(Object.create(store) as PostgresEventStore, {
      subscribe: (...args: Parameters<PostgresEventStore['subscribe']>) => {
        read++;
        return store.subscribe(...args);
      },
    });
    const stop = new AbortController();
    const runner = new ProjectionRunner(view, watched, dataSource);
    const running = keepAtWork(runner, new Lease(database.url), stop.signal);
    stopping.push({ stop, running });
    const refused = `application_name = $1 AND state = 'idle' AND query LIKE '%pg_try_advisory_lock%'`;
    await until(async () => {
      const asked = await dataSource.query<object[]>(`SELECT 1 FROM pg_stat_activity WHERE ${refused}`, [
        `chuishao lease ${view.name}`,
      ]);
      return asked.length === 2;
    });
    await waitForView(dataSource, view.name, await happen('B', 'C'));
    expect(read).toBe(0);
  }, 20_000);

  it('does not call it the view’s failure when its own session dies', async () => {
    start();
    await waitForView(dataSource, view.name, await happen('A'));
    const [holder] = await leaseHolders(view.name);
    await dataSource.query('SELECT pg_terminate_backend($1)', [holder]);
    await until(async () => (await leaseHolders(view.name)).some((pid) => pid !== holder));
    expect(await viewStatus(dataSource, view.name)).toMatchObject({ error: undefined });
  }, 20_000);

  it('hands over when it is stopped in good order', async () => {
    const first = start();
    await waitForView(dataSource, view.name, await happen('A'));
    const second = start();
    await until(async () => (await candidates(view.name)) === 2);
    await first.stop();
    await happen('B');
    await until(() => second.pages.length > 0);
    expect((await seen()).slice(-2)).toEqual(['A', 'B']);
  }, 20_000);

  it('stops alone at an event that it cannot read, says so, and goes on when the cause is gone', async () => {
    poisoned = 'POISON';
    const healthy = { ...newView(`healthy-${names}`), project: async () => undefined };
    start();
    start(healthy);
    const before = await happen('A');
    await waitForView(dataSource, view.name, before);
    const after = await happen('POISON', 'B');
    await waitForView(dataSource, healthy.name, after);
    await until(async () => (await viewStatus(dataSource, view.name))?.error !== undefined);
    expect(await viewStatus(dataSource, view.name)).toMatchObject({
      position: before,
      error: 'Error: cannot read POISON',
    });
    expect((await seen()).at(-1)).toBe('A');
    expect(await viewStatus(dataSource, healthy.name)).toMatchObject({ error: undefined });

    poisoned = undefined;
    await waitForView(dataSource, view.name, after);
    expect((await seen()).slice(-3)).toEqual(['A', 'POISON', 'B']);
    expect(await viewStatus(dataSource, view.name)).toMatchObject({ error: undefined });
  }, 20_000);

  it('keeps rows and checkpoint together: what fails leaves neither', async () => {
    await startView(dataSource, view);
    const failing = dataSource.transaction(async (db) => {
      await lockCheckpoint(db, view, 0n);
      await upsertRows(db, SeenRow, [{ position: '1', type: 'X' }]);
      await moveCheckpoint(db, view, 1n);
      throw new Error('power cut');
    });
    await expect(failing).rejects.toThrow('power cut');
    expect(await seen()).toEqual([]);
    expect(await viewStatus(dataSource, view.name)).toMatchObject({ position: 0n });
  });

  it('cannot write a page again once the checkpoint has moved', async () => {
    await startView(dataSource, view);
    const write = () =>
      dataSource.transaction(async (db) => {
        await lockCheckpoint(db, view, 0n);
        await moveCheckpoint(db, view, 5n);
      });
    await write();
    await expect(write()).rejects.toThrow('checkpoint was moved from 0 to 5');
  });

  it('is not disturbed by a rebuild that puts the checkpoint elsewhere: that is no failure', async () => {
    await happen('A');
    const blocked = newView(view.name);
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let arrived = (): void => undefined;
    const reading = new Promise<void>((resolve) => (arrived = resolve));
    // a page that was read before the rebuild and written after it
    const slow = Object.assign(Object.create(store) as PostgresEventStore, {
      async *subscribe(...args: Parameters<PostgresEventStore['subscribe']>) {
        for await (const page of store.subscribe(...args)) {
          arrived();
          await gate;
          yield page;
        }
      },
    });
    const stop = new AbortController();
    const runner = new ProjectionRunner(blocked, slow, dataSource);
    const running = keepAtWork(runner, new Lease(database.url), stop.signal);
    stopping.push({ stop, running });
    await reading;
    await rebuild({ projection: blocked, store, dataSource });
    const rows = await seen();
    const [holder] = await leaseHolders(view.name);
    release();
    await until(async () => (await leaseHolders(view.name)).some((pid) => pid !== holder));
    expect(await viewStatus(dataSource, view.name)).toMatchObject({ error: undefined });
    await waitForView(dataSource, view.name, await happen('B'));
    expect(await seen()).toEqual([...rows, 'B']);
    expect(await viewStatus(dataSource, view.name)).toMatchObject({ error: undefined });
  }, 20_000);

  it('is rebuilt with what happens at the last moment, before the tables are swapped', async () => {
    await happen('A');
    let asked = 0;
    const growing = Object.assign(Object.create(store) as PostgresEventStore, {
      readAll: (...args: Parameters<PostgresEventStore['readAll']>) => store.readAll(...args),
      // asked before each round, and once more when nobody else can write to the view
      head: async () => (++asked === 3 ? happen('LAST') : store.head()),
    });
    const { position } = await rebuild({ projection: view, store: growing, dataSource });
    expect(asked).toBe(3);
    expect((await seen()).slice(-2)).toEqual(['A', 'LAST']);
    expect(await viewStatus(dataSource, view.name)).toMatchObject({ position });
    expect(position).toBe(await store.head());
  });

  it('is rebuilt by one at a time: the second is refused, the first finishes', async () => {
    await happen('A', 'B');
    const both = await Promise.allSettled([
      rebuild({ projection: view, store, dataSource }),
      rebuild({ projection: view, store, dataSource }),
    ]);
    expect(both.map(({ status }) => status).sort((a, b) => (a < b ? -1 : 1))).toEqual(['fulfilled', 'rejected']);
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: new Error(`view ${view.name} is being rebuilt already`),
    });
    expect((await seen()).slice(-2)).toEqual(['A', 'B']);
  });

  it('wants a rebuild before it writes rows of another version', async () => {
    await startView(dataSource, view);
    await expect(startView(dataSource, newView(view.name, 2))).rejects.toThrow(
      `view ${view.name} is of version 1, this program writes 2: rebuild ${view.name}`,
    );
    await rebuild({ projection: newView(view.name, 2), store, dataSource });
    expect(await startView(dataSource, newView(view.name, 2))).toBe(await store.head());
  });

  it('is not waited for beyond some seconds', async () => {
    await startView(dataSource, view);
    const ahead = (await store.head()) + 1n;
    const waiting = waitForView(dataSource, view.name, ahead);
    await expect(waiting).rejects.toEqual(
      new DomainError('view/behind', { view: view.name, after: String(ahead), position: '0' }),
    );
    await expect(waiting).rejects.toMatchObject({ code: 'view/behind' });
  }, 10_000);
});
