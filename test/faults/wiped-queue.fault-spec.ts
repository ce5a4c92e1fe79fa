import { redisAvailable, startRedis, type TestRedis } from '@app/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../../apps/cli/src/demo/random.js';
import type { StartedApi } from '../processes.js';
import { ROUNDS, SEED, Stage } from './stage.js';

(redisAvailable ? describe : describe.skip)('alarms on a Redis that loses them (needs redis-server)', () => {
  let stage: Stage;
  let redis: TestRedis;
  let api: StartedApi;
  const random = new Random(SEED);
  beforeAll(async () => {
    redis = await startRedis();
    stage = await Stage.set({
      environment: () => ({ REDIS_URL: redis.url }),
      limits: { ACCEPT: '0.1 min', SIGN: '0.15 min' },
    });
    ({ api } = await stage.run());
  }, 90_000);
  afterAll(async () => {
    await stage.strike();
    await redis.stop();
  }, 30_000);

  test.each([
    ['wiped', () => redis.wipe()],
    ['killed and started again empty', () => redis.restart()],
  ])(
    '%s while they are set: every clock rings once all the same',
    async (name, lose) => {
      const load = stage.load(() => api.address, `redis-${name.replaceAll(' ', '-')}`);
      load.start();
      for (let round = 0; round < 2 * ROUNDS; round++) {
        await load.goesOn();
        await pause(random.between(0, 2_000));
        await lose();
      }
      await load.goesOn();
      const broken = await stage.broken();
      process.stderr.write(`redis ${name}: ${JSON.stringify(load.tally())}\n`);
      expect(broken).toEqual([]);
      expect(load.tally()).not.toHaveProperty('no answer');
    },
    90_000 + ROUNDS * 30_000,
  );
});
