import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { Random } from '../../apps/cli/src/demo/random.js';
import { answersOk, type StartedApi, type StartedWorker, until } from '../processes.js';
import { LONG, ROUNDS, SEED, Stage } from './stage.js';

const MAX_CONNECTIONS = 100;
/** As the application's own pool has. */
const POOL = 10;

const random = new Random(SEED);
let stage: Stage;
let api: StartedApi;
let worker: StartedWorker;
beforeAll(async () => {
  stage = await Stage.set({ settings: { max_connections: String(MAX_CONNECTIONS) } });
  ({ api, worker } = await stage.run());
}, 90_000);
afterAll(() => stage.strike(), 30_000);

describe('slow clients', () => {
  /** A connection on which a byte is sent now and then, for as long as it is let. */
  const trickle = async (beginning: string): Promise<Socket> => {
    const socket = connect(Number(new URL(impatient.address).port), '127.0.0.1');
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(beginning);
    const timer = setInterval(() => socket.write('a'), 250);
    socket.once('close', () => clearInterval(timer));
    return socket;
  };
  const many = (count: number, make: () => Promise<Socket>) => Promise.all(Array.from({ length: count }, make));
  const start = 'POST /api/v1/whistles HTTP/1.1\r\nHost: here\r\n';
  /** More than the buffers between us hold. */
  const unread = 'GET /api/docs-json HTTP/1.1\r\nHost: here\r\n\r\n'.repeat(100);
  let impatient: StartedApi;

  test('hold nobody up, and are cut off', async () => {
    impatient = await stage.processes.api({ REQUEST_TIMEOUT: '4' });
    await impatient.ready();
    let { address } = impatient;
    const load = stage.load(() => address, 'slow-clients');
    load.start();
    await load.goesOn();
    const began = performance.now();
    const senders = await Promise.all([
      many(20, () => trickle(`${start}X-Slow: `)),
      many(20, () => trickle(`${start}Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`)),
    ]);
    for (const socket of senders.flat()) socket.resume();
    const readers = await many(3, () => trickle(unread)); // and never read a byte
    await load.goesOn(50);
    const connected = () => [...senders.flat(), ...readers].filter(({ closed }) => !closed).length;
    await until(
      () => connected() === 0,
      () => `${connected()} slow clients are still connected`,
      30_000,
    );
    const cutAfterMs = Math.round(performance.now() - began);
    const pauseMs = load.longestPauseSince(began);
    const broken = await stage.broken();
    process.stderr.write(`slow clients: ${JSON.stringify({ cutAfterMs, pauseMs, ...load.tally() })}\n`);
    expect(broken).toEqual([]);
    expect(load.tally()).not.toHaveProperty('no answer');
    address = api.address; // later checks ask again what this load was answered
    await impatient.stop();
  }, 90_000);
});

describe('no connection to be had', () => {
  const ended: (() => Promise<unknown>)[] = [];
  const client = async () => {
    const one = new pg.Client({ connectionString: stage.database.url, application_name: 'somebody else' });
    one.on('error', () => undefined);
    await one.connect();
    ended.push(() => one.end().catch(() => undefined));
    return one;
  };

  if (LONG) {
    test('every connection that Postgres gives is taken by others: 503 with Retry-After, and on by itself once there are some', async () => {
      const load = stage.load(() => api.address, 'no-connections');
      load.start();
      await load.goesOn();
      const first = await client();
      const full = async () => {
        // the processes lose theirs, and somebody else is quicker
        await first.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name NOT IN ('somebody else') AND backend_type = 'client backend' AND pid <> pg_backend_pid()`);
        for (;;) {
          const failed = await client().then(
            () => false,
            () => true,
          );
          if (failed) return;
        }
      };
      const refused = () => load.attempts.filter(({ status }) => status === 503);
      await until(async () => {
        await full();
        return refused().length >= 5;
      });
      expect(await answersOk(`${api.address}/health/live`)).toBe(true);
      await until(async () => {
        await full();
        return !(await answersOk(`${api.address}/health/ready`));
      });

      await Promise.all(ended.map((end) => end()));
      const room = performance.now();
      await load.goesOn();
      const pauseMs = load.longestPauseSince(room);
      const broken = await stage.broken();
      process.stderr.write(`no connections: ${JSON.stringify({ pauseMs, ...load.tally() })}\n`);
      expect(broken).toEqual([]);
      expect(refused().every(({ code, retryAfter }) => code === 'service/unavailable' && retryAfter)).toBe(true);
      expect(load.tally()).not.toHaveProperty('internal/error');
      await until(() => answersOk(`${worker.operations}/health/ready`));
    }, 150_000);

    test(
      'the server ends every connection, again and again, at whatever moment: no process ends of it, and nothing is lost',
      async () => {
        const load = stage.load(() => api.address, 'ended-connections');
        load.start();
        await load.goesOn();
        const somebody = await client();
        const others = `application_name <> 'somebody else' AND backend_type = 'client backend'`;
        for (let round = 0; round < 200 * ROUNDS; round++) {
          await somebody.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE ${others}`);
          await pause(random.between(0, 40));
        }
        await Promise.all(ended.map((end) => end()));
        const broken = await stage.broken();
        process.stderr.write(`ended connections: ${JSON.stringify(load.tally())}\n`);
        expect(broken).toEqual([]);
        expect(await answersOk(`${api.address}/health/live`)).toBe(true);
        expect(await answersOk(`${worker.operations}/health/live`)).toBe(true);
      },
      90_000 + ROUNDS * 20_000,
    );
  }

  test('the own pool is held up by a lock: who waits too long gets 503 with Retry-After, and all goes on once it is gone', async () => {
    const token = await stage.issuer.tokenFor('dispatcher');
    const board = async () => {
      const headers = { authorization: `Bearer ${token}` };
      const answer = await fetch(`${api.address}/api/v1/triage-board`, { headers });
      return { status: answer.status, retryAfter: answer.headers.has('retry-after') };
    };
    const holder = await client();
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE views.triage_board IN ACCESS EXCLUSIVE MODE');
    const asked = Array.from({ length: 3 * POOL }, board);
    expect(await Promise.race(asked)).toEqual({ status: 503, retryAfter: true });
    await holder.query('ROLLBACK');
    expect((await Promise.all(asked)).every(({ status, retryAfter }) => retryAfter === (status === 503))).toBe(true);
    expect(await board()).toEqual({ status: 200, retryAfter: false });
    await Promise.all(ended.map((end) => end()));
  }, 60_000);
});
