import { openKurrentDb } from '@app/event-store';
import { type FakeKurrentDb, redisAvailable, startFakeKurrentDb, startRedis, type TestRedis } from '@app/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { LONG, Stage } from './faults/stage.js';
import { type StartedApi, type StartedWorker, until } from './processes.js';

/**
 * Of `docker-compose.yml`, as plain processes: two of each on one PostgreSQL and one Redis. With `FAULT_ROUNDS` the log is on a
 * FAKE KurrentDB, which shares this process with the load and is too slow for a busy machine.
 */
(redisAvailable ? describe : describe.skip)('two APIs and two workers on one log and one Redis', () => {
  let kurrentDb: FakeKurrentDb | undefined;
  let redis: TestRedis;
  let stage: Stage;
  let apis: StartedApi[];
  let workers: StartedWorker[];

  beforeAll(async () => {
    redis = await startRedis();
    if (LONG) kurrentDb = await startFakeKurrentDb({ maxAppendBytes: 1024 * 1024 });
    const log = kurrentDb && { EVENT_STORE: 'kurrentdb', KURRENTDB_URL: kurrentDb.url };
    stage = await Stage.set({
      environment: () => ({ REDIS_URL: redis.url, ...log }),
      ...(kurrentDb && { log: await openKurrentDb({ url: kurrentDb.url }) }),
    });
    apis = [await stage.processes.api(), await stage.processes.api()];
    workers = [await stage.processes.worker()];
    await Promise.all([...apis, ...workers].map((one) => one.ready()));
    await until(async () => (await leases()).size >= 7); // the first worker holds everything
    workers.push(await stage.processes.worker());
    await workers[1]?.ready();
  }, 120_000);
  afterAll(async () => {
    await stage.strike();
    await Promise.all([redis.stop(), kurrentDb?.stop()]);
  });

  /** Who holds what: the server process of the session, by the lease's name. */
  async function leases(): Promise<Map<string, number>> {
    const rows: { name: string; pid: number }[] = await stage.dataSource.query(
      `SELECT a.application_name AS name, a.pid FROM pg_locks l JOIN pg_stat_activity a USING (pid)
       WHERE l.locktype = 'advisory' AND l.granted AND a.application_name LIKE 'chuishao lease %'
         AND a.datname = current_database()`,
    );
    return new Map(rows.map(({ name, pid }) => [name, pid]));
  }

  const asked = async (api: StartedApi | undefined, path: string, token: string) => {
    const response = await fetch(`${api?.address}${path}`, { headers: { authorization: `Bearer ${token}` } });
    return { status: response.status, body: await response.text() };
  };
  const get = async (api: StartedApi | undefined, path: string) =>
    asked(api, path, await stage.issuer.tokenFor('dispatcher'));
  const connections = async (): Promise<number> => {
    const [row]: { n: number }[] = await stage.dataSource.query(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`,
    );
    return row?.n ?? 0;
  };

  test('what either API takes in reaches every view; a killed worker’s views go on at the other; clocks ring once', async () => {
    const load = stage.load((random) => apis[random.chance(0.5) ? 1 : 0]?.address ?? '', 'topology');
    load.start();
    await load.goesOn(40);
    const before = await leases();
    const opened = await connections();

    const killedAt = performance.now();
    await workers[0]?.kill();
    const [first] = workers;
    workers.shift();
    await until(async () => {
      const now = await leases();
      return [...before].every(([name, pid]) => (now.get(name) ?? pid) !== pid);
    });
    const takenOverMs = Math.round(performance.now() - killedAt);
    const { position = 0n } = load.acknowledged.at(-1) ?? {};
    await until(async () => (await get(apis[0], `/api/v1/triage-board?after=${position}`)).status === 200);
    const visibleMs = Math.round(performance.now() - killedAt);
    process.stderr.write(`topology: ${JSON.stringify({ takenOverMs, visibleMs, connections: opened })}\n`);
    expect(takenOverMs).toBeLessThan(5_000);
    expect(visibleMs).toBeLessThan(20_000);
    expect(await first?.exited).toBeNull();

    workers.push(await stage.processes.worker());
    await workers[1]?.ready();
    await load.goesOn(40);
    expect(await stage.broken()).toEqual([]);
    expect((await stage.log()).filter(({ type }) => type === 'DeadlineMissed').length).toBeGreaterThan(5);
    const [one, other] = await Promise.all(apis.map((api) => get(api, '/api/v1/triage-board?limit=100')));
    expect(other).toEqual(one);
  }, 120_000);

  test('a view that is rebuilt while both APIs are read is the old one or the new one, never less, and no request fails', async () => {
    const board = '/api/v1/triage-board?limit=100';
    const whole = await get(apis[0], board);
    await stage.dataSource.query(`DELETE FROM views.triage_board WHERE whistle_id::text < '8'`);
    const short = await get(apis[0], board);
    expect(short.status).toBe(200);
    expect(short.body).not.toBe(whole.body);

    const stop = new AbortController();
    const seen: Promise<string[]>[] = apis.map(async (api) => {
      const reads: string[] = [];
      while (!stop.signal.aborted) {
        const { status, body } = await get(api, board);
        reads.push(body === whole.body ? 'new' : body === short.body ? 'old' : `${status} ${body.slice(0, 300)}`);
      }
      return reads;
    });
    const rebuilding = stage.processes.cli(['rebuild', 'triage-board']);
    expect([await rebuilding.exited, rebuilding.output()]).toEqual([0, expect.stringContaining('triage-board')]);
    expect((await get(apis[1], board)).body).toBe(whole.body);
    stop.abort();
    for (const reads of await Promise.all(seen)) {
      expect(reads.length).toBeGreaterThan(20);
      expect(new Set(reads)).toEqual(new Set(['old', 'new']));
      expect(reads.lastIndexOf('old')).toBeLessThan(reads.indexOf('new')); // never back to the old one
    }
  }, 60_000);

  test('a client is counted by both APIs together', async () => {
    const limit = 10;
    const limited = await Promise.all([1, 2].map(() => stage.processes.api({ RATE_LIMIT: String(limit) })));
    await Promise.all(limited.map((api) => api.ready()));
    const token = await stage.issuer.tokenFor('supervisor');
    const answers: number[] = [];
    for (let n = 0; n < 2 * limit; n++) answers.push((await asked(limited[n % 2], '/api/v1/me', token)).status);
    // the first at each counted for its address: nobody knew yet that the token is right
    expect(answers.filter((status) => status === 200)).toHaveLength(limit + 2);
    expect(answers.filter((status) => status === 429)).toHaveLength(limit - 2);
    await Promise.all(limited.map((api) => api.stop()));
  }, 60_000);
});
