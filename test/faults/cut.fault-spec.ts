import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Random } from '../../apps/cli/src/demo/random.js';
import type { StartedApi } from '../processes.js';
import { type CuttingProxy, cuttingProxy, type Direction } from './cutting-proxy.js';
import { ROUNDS, SEED, Stage } from './stage.js';

let stage: Stage;
let proxy: CuttingProxy;
let api: StartedApi;
beforeAll(async () => {
  stage = await Stage.set({
    environment: async (database) => {
      proxy = await cuttingProxy(database.port);
      return { DATABASE_URL: database.url.replace(`:${database.port}/`, `:${proxy.port}/`) };
    },
  });
  ({ api } = await stage.run());
}, 90_000);
afterAll(async () => {
  await stage.strike();
  await proxy.close();
}, 30_000);

const random = new Random(SEED);

test.each<[string, Direction]>([
  ['on the way to it, so that it has half of what was sent', 'to the server'],
  ['on the way back, so that it has done what nobody hears of', 'to the client'],
])(
  'connections to Postgres that are cut mid-append %s',
  async (_, direction) => {
    const load = stage.load(() => api.address, `cut-${direction.replaceAll(' ', '-')}`);
    load.start();
    await load.goesOn();
    const before = proxy.cuts();
    const began = performance.now();
    for (let round = 0; round < 5 * ROUNDS; round++) {
      proxy.cutAfter(() => random.whole(1, 12_000), direction);
      await load.goesOn(10);
    }
    const pauseMs = load.longestPauseSince(began);
    const cuts = proxy.cuts() - before;
    const broken = await stage.broken();
    process.stderr.write(`cut ${direction}: ${JSON.stringify({ cuts, pauseMs, ...load.tally() })}\n`);
    expect(broken).toEqual([]);
    expect(cuts).toBeGreaterThan(5);
  },
  60_000 + ROUNDS * 30_000,
);
