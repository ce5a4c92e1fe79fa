import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Stage } from './faults/stage.js';
import { type StartedApi, until } from './processes.js';

const WHISTLES = 500;
const AT_ONCE = 20;

let stage: Stage;
let api: StartedApi;
beforeAll(async () => {
  stage = await Stage.set({
    limits: { ACCEPT: '0.03 min' },
    serviceOrders: { review: '60 min', claim: '60 min', deliver: '0.03 min' },
  });
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

/** A wish that somebody has claimed, and does not deliver in time. */
async function claimed(): Promise<void> {
  const post = async (account: string, path: string, body: object): Promise<string> => {
    const authorization = `Bearer ${await stage.issuer.tokenFor(account)}`;
    const response = await fetch(`${api.address}/api/v1/service-orders${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { readonly id: string }).id;
  };
  const contact = { name: '李小红', phone: '13800138000' };
  const id = await post('resident', '', { note: '老花镜', areaPath: 'XY/S1/C01', contact });
  await post('secretary-s1-c01', `/${id}/review`, { approved: true });
  await post('resident-2', `/${id}/claim`, {});
}
const ordersTold = async (type: string) => (await stage.log()).filter((event) => event.type === type);

test('500 clocks that ran out while no worker ran are missed once each, dated at their due moments, when two start', async () => {
  const token = await stage.issuer.tokenFor('resident');
  const numbers = Array.from({ length: WHISTLES }, (_, n) => n);
  const some = Array.from({ length: AT_ONCE }, async () => {
    for (let n = numbers.pop(); n !== undefined; n = numbers.pop()) await raise(n, token);
  });
  await Promise.all(some);
  await claimed();
  const set = await acceptClocks('DeadlineSet');
  expect(new Set(set.map(({ streamId }) => streamId)).size).toBe(WHISTLES);
  await until(() => set.every(({ dueAt }) => dueAt < new Date().toISOString()));
  expect(await acceptClocks('DeadlineMissed')).toEqual([]);

  const workers = [await stage.processes.worker(), await stage.processes.worker()];
  await Promise.all(workers.map((worker) => worker.ready()));
  await until(async () => (await acceptClocks('DeadlineMissed')).length >= WHISTLES);

  await until(async () => (await ordersTold('ServiceOrderReleased')).length > 0);
  await Promise.all(workers.map((worker) => worker.stop())); // what was being rung is rung
  const missed = await acceptClocks('DeadlineMissed');
  expect(missed).toHaveLength(WHISTLES);
  const due = new Map(set.map(({ streamId, dueAt }) => [streamId, dueAt]));
  expect(missed.map(({ dueAt, occurredAt }) => [dueAt, occurredAt])).toEqual(
    missed.map(({ streamId }) => [due.get(streamId), due.get(streamId)]),
  );
  const [[claim], freed] = await Promise.all([ordersTold('ServiceOrderClaimed'), ordersTold('ServiceOrderReleased')]);
  const { due: delivery } = claim!.data as { readonly due: { readonly dueAt: string } };
  expect(freed.map(({ metadata }) => metadata.occurredAt)).toEqual([delivery.dueAt]);
}, 180_000);
