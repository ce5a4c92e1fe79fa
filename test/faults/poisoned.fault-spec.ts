import { viewStatus } from '@app/projections';
import { whistleProjections } from '@app/whistles';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type StartedApi, type StartedWorker, until } from '../processes.js';
import { Stage } from './stage.js';

let stage: Stage;
let api: StartedApi;
let worker: StartedWorker;
beforeAll(async () => {
  stage = await Stage.set();
  ({ api, worker } = await stage.run());
}, 90_000);
afterAll(() => stage.strike(), 30_000);

const errorOf = async (name: string) => (await viewStatus(stage.dataSource, name))?.error;
const readiness = async () => {
  const answer = await fetch(`${worker.operations}/health/ready`);
  return { status: answer.status, body: await answer.text() };
};
const others = (name: string) => whistleProjections.map((view) => view.name).filter((it) => it !== name);

test('an event that one view cannot take stops that view alone and loudly, and it goes on once that is mended', async () => {
  const load = stage.load(() => api.address, 'poisoned-view');
  load.start();
  await load.goesOn();
  await stage.dataSource.query(
    `ALTER TABLE views.triage_board ADD CONSTRAINT poison CHECK (whistle_id IS NULL) NOT VALID`,
  );
  await until(async () => (await errorOf('triage-board')) !== undefined);
  await load.goesOn();
  await load.settle();
  await stage.viewsCaughtUp(others('triage-board'));
  // what only leaves the board can be taken: the view goes on for a moment, until the next that it cannot take
  await until(async () => (await errorOf('triage-board'))?.includes('poison') === true);
  expect(await Promise.all(others('triage-board').map(errorOf))).toEqual(others('triage-board').map(() => undefined));
  expect(await readiness()).toMatchObject({
    status: 503,
    body: expect.stringContaining('view triage-board stands still'),
  });
  expect(worker.output()).toMatch(/triage-board[^\n]*poison/);
  expect((await fetch(`${api.address}/health/ready`)).status).toBe(200);

  const mended = performance.now();
  await stage.dataSource.query('ALTER TABLE views.triage_board DROP CONSTRAINT poison');
  await stage.viewsCaughtUp(['triage-board']);
  process.stderr.write(`poisoned view: on again after ${Math.round(performance.now() - mended)} ms\n`);
  expect(await stage.broken()).toEqual([]);
  expect((await readiness()).status).toBe(200);
}, 120_000);

test('an event of a type that nobody here knows stops the views that read it, never skipped, and nothing else', async () => {
  const load = stage.load(() => api.address, 'unknown-event');
  load.start();
  await load.goesOn();
  await load.settle();
  const [poisoned] = load.acknowledged;
  const { streamId = '', position = 0n } = poisoned ?? {};
  const retype = (from: string, to: string) =>
    stage.dataSource.transaction(async (db) => {
      await db.query('ALTER TABLE log.event DISABLE TRIGGER append_only');
      await db.query('UPDATE log.event SET type = $2 WHERE stream_id = $1 AND type = $3', [streamId, to, from]);
      await db.query('ALTER TABLE log.event ENABLE ALWAYS TRIGGER append_only');
    });
  await stage.viewsCaughtUp();
  await retype('WhistleRaised', 'WhistleForetold');
  // the search view is to read the log from its beginning, as after an upgrade
  await worker.kill();
  await stage.dataSource.query(`DELETE FROM views.whistle_search`);
  await stage.dataSource.query(`UPDATE views.projection SET position = 0 WHERE name = 'whistle-search'`);
  worker = await stage.processes.worker();
  await until(async () => (await errorOf('whistle-search')) !== undefined, worker.output);
  expect(await errorOf('whistle-search')).toMatch(/WhistleForetold/);
  expect((await viewStatus(stage.dataSource, 'whistle-search'))?.position).toBeLessThan(position);
  await until(() => /whistle-search[^\n]*WhistleForetold/.test(worker.output()), worker.output);

  const another = stage.load(() => api.address, 'beside-an-unknown-event');
  another.start();
  await another.goesOn();
  await another.settle();
  await stage.viewsCaughtUp(others('whistle-search'));

  await retype('WhistleForetold', 'WhistleRaised');
  await stage.viewsCaughtUp();
  expect(await stage.broken()).toEqual([]);
}, 120_000);
