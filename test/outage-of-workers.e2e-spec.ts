import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Stage } from './faults/stage.js';
import { type StartedApi, until } from './processes.js';

const WHISTLES = 500;
const AT_ONCE = 20;

let stage: Stage;
let api: StartedApi;
beforeAll(async () => {
  stage = await Stage.set({ limits: { ACCEPT: '0.03 min' } });
  api = await stage.processes.api();
  await api.ready();
}, 90_000);
afterAll(() => stage.strike(), 30_000);

const acceptClocks = async (type: string) =>
  (await stage.log())
    .filter((event) => event.type === type)
    .map(({ streamId, data, metadata }) => {
      const { clock, dueAt } = data as { readonly clock: string; readonly dueAt: string };
      return { streamId, clock, dueAt, occurredAt: metadata.occurredAt };
    })
    .filter(({ clock }) => clock === 'ACCEPT');

/** `HJ03` is urgent, so that its acceptance has the short limit. */
async function raise(n: number, token: string): Promise<void> {
  const response = await fetch(`${api.address}/api/v1/whistles`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': `outage-${n}` },
    body: JSON.stringify({ description: '夜市音响扰民', areaPath: 'XY/S1/C01/G1', categoryCode: 'HJ03' }),
  });
  if (response.status !== 201) throw new Error(`${n}: ${response.status} ${await response.text()}`);
}

test('500 clocks that ran out while no worker ran are missed once each, dated at their due moments, when two start', async () => {
  const token = await stage.issuer.tokenFor('resident');
  const numbers = Array.from({ length: WHISTLES }, (_, n) => n);
  const some = Array.from({ length: AT_ONCE }, async () => {
    for (let n = numbers.pop(); n !== undefined; n = numbers.pop()) await raise(n, token);
  });
  await Promise.all(some);
  const set = await acceptClocks('DeadlineSet');
  expect(new Set(set.map(({ streamId }) => streamId)).size).toBe(WHISTLES);
  await until(() => set.every(({ dueAt }) => dueAt < new Date().toISOString()));
  expect(await acceptClocks('DeadlineMissed')).toEqual([]);

  const workers = [await stage.processes.worker(), await stage.processes.worker()];
  await Promise.all(workers.map((worker) => worker.ready()));
  await until(async () => (await acceptClocks('DeadlineMissed')).length >= WHISTLES);

  await Promise.all(workers.map((worker) => worker.stop())); // what was being rung is rung
  const missed = await acceptClocks('DeadlineMissed');
  expect(missed).toHaveLength(WHISTLES);
  const due = new Map(set.map(({ streamId, dueAt }) => [streamId, dueAt]));
  expect(missed.map(({ dueAt, occurredAt }) => [dueAt, occurredAt])).toEqual(
    missed.map(({ streamId }) => [due.get(streamId), due.get(streamId)]),
  );
}, 180_000);
