import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { StartedApi } from '../processes.js';
import { ROUNDS, Stage } from './stage.js';

const SHIFT = pathToFileURL(join(import.meta.dirname, 'shifted-clock.mjs')).href;
const MINUTE = 60_000;

let stage: Stage;
let api: StartedApi;
let offset = 0;
const jump = (to: number): void => {
  offset = to;
  writeFileSync(join(stage.folder, 'offset'), String(to));
};
const now = () => new Date(Date.now() + offset).toISOString();

beforeAll(async () => {
  stage = await Stage.set({ limits: { ACCEPT: '15 min', SIGN: '20 min' } });
  jump(0);
  const env = { NODE_OPTIONS: `--import=${SHIFT}`, CLOCK_OFFSET_FILE: join(stage.folder, 'offset') };
  ({ api } = await stage.run(env));
}, 90_000);
afterAll(() => stage.strike(), 30_000);

test(
  'clocks that jump forward and back: each clock rings once and at its due moment, and recording never runs backwards',
  async () => {
    const load = stage.load(() => api.address, 'clock-jumps');
    load.start();
    for (let round = 0; round < ROUNDS; round++) {
      await load.goesOn();
      jump(-30 * MINUTE); // what was set before lies in the future now
      await load.goesOn();
      jump(30 * MINUTE); // all that was set before has run out at once
      await load.goesOn();
      jump(-5 * MINUTE);
      await load.goesOn();
      jump(0);
    }
    await load.settle();
    jump(60 * MINUTE);
    const broken = await stage.broken(now);
    const log = await stage.log();
    process.stderr.write(`clock jumps: ${JSON.stringify(load.tally())}\n`);
    expect(broken).toEqual([]);
    expect(log.filter(({ type }) => type === 'DeadlineMissed').length).toBeGreaterThan(10);
    // what was decided under a clock that ran ahead says so, beside the log's own moment, which did not
    const last = log.at(-1);
    expect(Date.parse(last?.recordedAt ?? '')).toBeLessThan(Date.now() + MINUTE);
  },
  90_000 + ROUNDS * 60_000,
);
