import { type ViewBench, viewBench, whistleId, whistleNamed } from '@app/testing';
import { whistleProjections } from '@app/whistles';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventCodec } from '@app/event-store';
import { type WhistleEvent, whistleEvents } from '@app/whistles/domain';
import { notAsRebuilt } from './views-as-rebuilt.js';

let bench: ViewBench;
const check = () => notAsRebuilt(bench.store, bench.dataSource, whistleProjections);
beforeAll(async () => {
  bench = await viewBench(eventCodec<WhistleEvent>(whistleEvents), whistleProjections);
  const [one, two] = [whistleNamed(whistleId(1)), whistleNamed(whistleId(2))];
  await bench.tell(one.raise(), two.raise(), one.accept({}));
  await bench.project(whistleProjections);
});
afterAll(() => bench.close());

test('finds nothing in views that followed the log', async () => {
  expect(await check()).toEqual([]);
});

test('notices a row changed by hand, and a rebuild mends it', async () => {
  await bench.dataSource.query(`UPDATE views.triage_board SET status = 'ACCEPTED' WHERE whistle_id = $1`, [
    whistleId(2),
  ]);
  const found = await check();
  expect(found.map((line) => line.split(' ', 2).join(' '))).toEqual(['triage-board had', 'triage-board lacked']);
  expect(await check()).toEqual([]);
});

test('notices a row that is missing', async () => {
  await bench.dataSource.query('DELETE FROM views.open_clocks WHERE whistle_id = $1', [whistleId(1)]);
  expect((await check()).some((line) => line.startsWith('open-clocks lacked'))).toBe(true);
});
