import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { START } from '@app/kernel';
import { testDatabase, type TestDatabase } from '@app/testing';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type pg from 'pg';
import { aRequest, eventStoreContract, everything, follow, newCategory } from './event-store.contract.js';
import { EventStoreUnavailable, UnstorableAppend, WrongExpectedRevision } from './event-store.js';
import { PostgresEventStore } from './postgres.event-store.js';
import { categoriesSql } from './postgres.reads.js';

eventStoreContract('Postgres', async () => {
  const database = await testDatabase();
  return { open: async () => new PostgresEventStore({ url: database.url }), drop: () => database.drop() };
});

describe('the log on Postgres', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  let store: PostgresEventStore;
  const opened: PostgresEventStore[] = [];
  const open = (url = database.url, patienceMs = 5_000) => {
    const another = new PostgresEventStore({ url, patienceMs });
    opened.push(another);
    return another;
  };
  beforeAll(async () => {
    database = await testDatabase();
    pool = database.pool();
    store = open();
  });
  afterAll(async () => {
    await Promise.all(opened.map((each) => each.close()));
    await database.drop();
  });
  const until = async (condition: () => Promise<boolean>) => {
    const givingUpAt = performance.now() + 10_000;
    while (!(await condition())) if (performance.now() > givingUpAt) throw new Error('waited in vain');
  };
  /** A client of its own in an open transaction, rolled back afterwards unless it was committed. */
  const inTransaction = async (work: (client: pg.PoolClient) => Promise<void>) => {
    const client = await pool.connect();
    try {
      await client.query('BEGIN');
      await work(client);
      await client.query('ROLLBACK');
    } finally {
      client.release(true);
    }
  };
  const backends = async (where: string): Promise<number[]> => {
    const { rows } = await pool.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'event-store' AND ${where}`,
    );
    return rows.map(({ pid }) => pid);
  };
  const terminate = (pids: readonly number[]) => pool.query('SELECT pg_terminate_backend(unnest($1::int[]))', [pids]);
  const positions = async () =>
    (await pool.query<{ position: string }>('SELECT position FROM log.event ORDER BY position')).rows.map(
      (row) => row.position,
    );
  const expectDense = async () => {
    const found = await positions();
    expect(found).toEqual(found.map((_, n) => String(n + 1)));
    expect(await store.head()).toBe(BigInt(found.length));
  };

  test.each([
    ['UPDATE log.event SET type = type'],
    ['UPDATE log.event SET type = type WHERE false'],
    ['DELETE FROM log.event'],
    ['TRUNCATE log.event'],
  ])('%s is refused, even to a session that skips ordinary triggers', async (sql) => {
    await store.append(aRequest());
    const client = await pool.connect();
    try {
      await expect(client.query(sql)).rejects.toThrow('the log is append-only');
      await client.query(`SET session_replication_role = replica`);
      await expect(client.query(sql)).rejects.toThrow('the log is append-only');
    } finally {
      client.release(true);
    }
  });

  test('what content Postgres refuses fails alone, whatever else is in its batch', async () => {
    await pool.query(`ALTER TABLE log.event ADD CONSTRAINT no_poison CHECK (type <> 'Poison')`);
    const requests = Array.from({ length: 9 }, (_, n) => aRequest(n === 4 ? { type: 'Poison' } : {}));
    const results = await Promise.allSettled(requests.map((request) => store.append(request)));
    await pool.query(`ALTER TABLE log.event DROP CONSTRAINT no_poison`);
    expect(results.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).toEqual([4]);
    expect(results[4]).toMatchObject({ reason: expect.any(UnstorableAppend) });
    await expectDense();
  });

  test('recording never goes back in time along the log', () =>
    inTransaction(async (client) => {
      await store.appendInTransaction(client, aRequest());
      await client.query(`
        INSERT INTO log.event SELECT position + 1, '2126-01-01T00:00:00Z', revision + 1, schema_version, event_id,
          stream_id, category, type, data, metadata FROM log.event ORDER BY position DESC LIMIT 1`);
      const { recordedAt } = await store.appendInTransaction(client, aRequest());
      expect(recordedAt).toBe('2126-01-01T00:00:00.000Z');
    }));

  describe('appendInTransaction', () => {
    test('commits with the transaction of a pg client', () =>
      inTransaction(async (client) => {
        const request = aRequest();
        const answer = await store.appendInTransaction(client, request);
        expect(await store.readStream(request.streamId)).toEqual([]);
        await client.query('COMMIT');
        expect((await store.readStream(request.streamId)).at(-1)).toMatchObject({ position: answer.position });
        expect(await store.append(request)).toEqual({ ...answer, repeated: true });
      }));

    test('commits with the transaction of a TypeORM query runner', async () => {
      const request = aRequest();
      const dataSource = await database.dataSource();
      await dataSource.transaction(({ queryRunner }) => store.appendInTransaction(queryRunner!, request));
      expect(await store.readStream(request.streamId)).toHaveLength(1);
    });

    test('a roll-back consumes nothing, and readers never look past what is uncommitted', () =>
      inTransaction(async (client) => {
        const before = await store.head();
        const lost = await store.appendInTransaction(client, aRequest());
        expect(lost.position).toBe(before + 1n);
        expect(await store.head()).toBe(before);
        const nothing = await store.readAll(before, { limit: 5, categories: [newCategory()] });
        expect(nothing).toEqual({ events: [], next: before });
        const waiting = store.append(aRequest());
        await until(async () => (await backends(`wait_event_type = 'Lock'`)).length === 1);
        await client.query('ROLLBACK');
        expect((await waiting).position).toBe(before + 1n);
        await expectDense();
      }));

    test('a refusal leaves the transaction usable', () =>
      inTransaction(async (client) => {
        const refused = store.appendInTransaction(client, aRequest({ expected: 'exists' }));
        await expect(refused).rejects.toBeInstanceOf(WrongExpectedRevision);
        expect((await client.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
      }));

    test(
      'does not wait for ever for a transaction that keeps the log',
      () =>
        inTransaction(async (holder) => {
          await store.appendInTransaction(holder, aRequest());
          await inTransaction(async (client) => {
            const kept = store.appendInTransaction(client, aRequest());
            await expect(kept).rejects.toThrow(/unavailable: .*lock timeout/);
          });
        }),
      15_000,
    );
  });

  test('a rare category is found by its own stretch of the index, however long the log', () =>
    inTransaction(async (client) => {
      await client.query(`
        INSERT INTO log.event (position, recorded_at, revision, schema_version, event_id, stream_id, category, type, data, metadata)
        SELECT 1000000 + n, now(), 0, 1, gen_random_uuid(), 'common-' || n, CASE n WHEN 29000 THEN 'rare' ELSE 'common' END,
               'Happened', '{}', '{}'
        FROM generate_series(1, 30000) AS n`);
      await client.query('ANALYZE log.event');
      const { rows: plan } = await client.query<Record<string, string>>({
        text: `EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) ${categoriesSql(['rare', 'common'])}`,
        values: [1_000_000, 500, [], 'rare', 'common'],
      });
      const lines = plan.flatMap((row) => Object.values(row));
      const removed = lines.flatMap((line) => /Rows Removed by Filter: (\d+)/.exec(line)?.[1] ?? []);
      expect(removed.map(Number).filter((rows) => rows > 10)).toEqual([]);
      expect(lines.join('\n')).toContain(`category = 'rare'`);
    }));

  test('what takes too long is stopped in the server, too', () =>
    inTransaction(async (holder) => {
      await holder.query('LOCK TABLE log.event IN ACCESS EXCLUSIVE MODE');
      const hasty = new PostgresEventStore({ url: database.url, patienceMs: 0, answerMs: 100 });
      opened.push(hasty);
      await expect(hasty.readAll(START, { limit: 1 })).rejects.toThrow(/unavailable: .*statement timeout/);
      expect(await backends(`wait_event_type = 'Lock'`)).toEqual([]);
    }));

  describe('when connections break', () => {
    test('a batch that is killed before its commit is written by the second try', () =>
      inTransaction(async (holder) => {
        await holder.query(`SELECT pg_advisory_xact_lock(hashtextextended('chuishao append', 0))`);
        const requests = Array.from({ length: 20 }, () => aRequest());
        const answers = Promise.all(requests.map((request) => store.append(request)));
        const stuck = () => backends(`wait_event_type = 'Lock'`);
        await until(async () => (await stuck()).length > 0); // one or two, as they come
        await terminate(await stuck());
        await holder.query('ROLLBACK');
        expect((await answers).map(({ revision }) => revision)).toEqual(requests.map(() => 0));
        for (const { streamId } of requests) expect(await store.readStream(streamId)).toHaveLength(1);
        await expectDense();
      }));

    test('a batch whose answer is lost after its commit is not written twice', async () => {
      const proxy = await lossyProxy(database.url);
      const cut = open(proxy.url);
      await cut.append(aRequest());
      proxy.loseNextAnswer();
      const requests = Array.from({ length: 5 }, () => aRequest());
      const answers = await Promise.all(requests.map((request) => cut.append(request)));
      expect(proxy.lost()).toBe(1);
      expect(answers.map(({ revision, repeated }) => ({ revision, repeated }))).toEqual(
        requests.map(() => ({ revision: 0, repeated: true })),
      );
      for (const [n, { streamId }] of requests.entries()) {
        expect(await store.readStream(streamId)).toMatchObject([{ position: answers[n]!.position }]);
      }
      await cut.close();
      await proxy.close();
      await expectDense();
    });

    test('writers and a follower outlive connections that are killed all the time', async () => {
      const before = await store.head();
      const streams = Array.from({ length: 6 }, () => aRequest().streamId);
      const stores = [store, open()];
      const writing = new AbortController();
      let kills = 0;
      const killing = (async () => {
        for (let head = before; !writing.signal.aborted;) {
          const pids = await backends(`query LIKE '%log.append%'`);
          kills += pids.length;
          await terminate(pids);
          await until(async () => writing.signal.aborted || (await store.head()) > head);
          head = await store.head();
        }
      })();
      const failed = new AbortController();
      const following = follow(stores[1]!, before, 10, ({ length }) => length === 6 * 40, failed.signal);
      await Promise.all(
        streams.map(async (streamId, n) => {
          for (let revision = -1; revision < 39; revision++) {
            const request = aRequest({ streamId, expected: revision < 0 ? 'none' : revision });
            expect(await stores[n % 2]!.append(request)).toMatchObject({ revision: revision + 1 });
          }
        }),
      )
        .catch((error: unknown) => {
          failed.abort();
          throw error;
        })
        .finally(() => writing.abort());
      await killing;
      expect(kills).toBeGreaterThan(3);
      const seen = await following;
      expect(seen).toEqual(await everything(store, before));
      for (const streamId of streams) {
        expect(seen.filter((event) => event.streamId === streamId).map(({ revision }) => revision)).toEqual(
          Array.from({ length: 40 }, (_, n) => n),
        );
      }
      await expectDense();
    }, 60_000);

    test('a subscription is woken by other stores, and again after its listening connection was lost', async () => {
      const [reader, writer] = [open(), open()];
      const stop = new AbortController();
      const pages = reader.subscribe(await reader.head(), { limit: 10, signal: stop.signal })[Symbol.asyncIterator]();
      const listeners = () => backends(`query = 'LISTEN log_appended'`);
      const old = await listeners();
      for (const round of [1, 2]) {
        const next = pages.next();
        await until(async () => (await listeners()).some((pid) => !old.includes(pid)));
        const { position } = await writer.append(aRequest());
        const started = performance.now();
        expect((await next).value).toMatchObject({ next: position });
        expect(performance.now() - started).toBeLessThan(2_000); // the poll alone takes five seconds
        if (round === 1) {
          const current = await listeners();
          old.push(...current);
          await terminate(current);
        }
      }
      stop.abort();
      await pages.next();
    }, 15_000);

    test('a database that is away is named within the patience asked for, without its password', async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      server.close();
      await once(server, 'close');
      const away = open(`postgres://someone:s3cret@127.0.0.1:${port}/log`, 200);
      const failures = await Promise.allSettled([
        ...Array.from({ length: 50 }, () => away.append(aRequest())),
        away.readStream('whistle-1'),
        follow(away, START, 1, () => true),
      ]);
      for (const failure of failures) {
        expect(failure).toMatchObject({ status: 'rejected', reason: expect.any(EventStoreUnavailable) });
        const { message } = (failure as PromiseRejectedResult).reason as Error;
        expect(message).toContain(`ECONNREFUSED 127.0.0.1:${port}`);
        expect(message).not.toContain('s3cret');
      }
    });

    test('a database without the log says so at once', async () => {
      await pool.query('CREATE DATABASE without_log');
      const url = new URL(database.url);
      url.pathname = '/without_log';
      const wrong = open(url.href);
      await expect(wrong.append(aRequest())).rejects.toThrow('unavailable: schema "log" does not exist');
      await wrong.close();
      await pool.query('DROP DATABASE without_log WITH (FORCE)');
    });
  });
});

/** A way to the server that can lose the answer to an append: the server has done the work, the client never hears of it. */
async function lossyProxy(databaseUrl: string) {
  const target = new URL(databaseUrl);
  let losing = false;
  let lost = 0;
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    let cutNext = false;
    client.on('data', (data) => {
      if (losing && data.includes('append')) [losing, cutNext] = [false, true];
      upstream.write(data);
    });
    upstream.on('data', (data) => {
      if (cutNext) {
        lost++;
        upstream.destroy();
      } else client.write(data);
    });
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
  }).listen(0, '127.0.0.1');
  server.unref();
  await once(server, 'listening');
  const url = new URL(databaseUrl);
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    loseNextAnswer: () => {
      losing = true;
    },
    lost: () => lost,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
