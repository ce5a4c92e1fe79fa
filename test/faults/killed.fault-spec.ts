import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../../apps/cli/src/demo/random.js';
import type { StartedApi, StartedWorker } from '../processes.js';
import { ROUNDS, SEED, Stage } from './stage.js';

let stage: Stage;
let api: StartedApi;
let worker: StartedWorker;
beforeAll(async () => {
  stage = await Stage.set();
  ({ api, worker } = await stage.run());
}, 90_000);
afterAll(() => stage.strike(), 30_000);

const random = new Random(SEED);
const someTime = () => pause(random.between(200, 1_200));

describe.each([
  [
    'the API',
    async () => {
      await api.kill();
      api = await stage.processes.api({ PORT: new URL(api.address).port });
      await api.ready();
    },
  ],
  [
    'the worker',
    async () => {
      await worker.kill();
      worker = await stage.processes.worker();
      await worker.ready();
    },
  ],
  [
    'Postgres',
    async () => {
      await stage.database.kill();
      await pause(random.between(0, 500));
      await stage.database.start();
    },
  ],
])('kill -9 of %s under load', (name, killAndStart) => {
  test(
    'loses nothing, writes nothing twice',
    async () => {
      const load = stage.load(() => api.address, `kill-${name.replaceAll(' ', '-')}`);
      load.start();
      await load.goesOn();
      const pauses: number[] = [];
      for (let round = 0; round < 2 * ROUNDS; round++) {
        await someTime();
        const killed = performance.now();
        await killAndStart();
        await load.goesOn();
        pauses.push(load.longestPauseSince(killed));
      }
      const broken = await stage.broken();
      process.stderr.write(`${name}: ${JSON.stringify({ pausesMs: pauses, ...load.tally() })}\n`);
      expect(broken).toEqual([]);
    },
    60_000 + ROUNDS * 30_000,
  );
});
