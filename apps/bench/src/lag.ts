import { WHISTLE_CATEGORY, whistleProjections } from '@app/whistles';
import pg from 'pg';
import { setTimeout as pause } from 'node:timers/promises';
import { Caller } from './caller.js';
import type { City } from './city.js';
import { quantile, rounded } from './figures.js';
import { underLoad } from './load.js';

/** More than a large city has in its busiest minute. */
const RAISES_PER_SEC = 200;
const CALLERS = 16;
const LOOK_MS = 4;
const RAISE = { areaPath: 'XY/S1/C01/G1', categoryCode: 'SZ03', description: '小区门口路面塌陷', address: '1号楼' };

interface Look {
  readonly at: number;
  readonly position: number;
}

/**
 * How long after its commit an event is in each view, while whistles are raised over HTTP at a steady rate. Views are
 * looked at every few milliseconds, so the figures are too high by about that.
 */
export async function lagUnderLoad(city: City | undefined, seconds: number) {
  if (!city) throw new Error('nothing was started');
  const client = new pg.Client({ connectionString: city.url });
  await client.connect();
  const looks = new Map<string, Look[]>(whistleProjections.map(({ name }) => [name, []]));
  const look = async (): Promise<number> => {
    const { rows } = await client.query<[string, string]>({
      text: 'SELECT name, position FROM views.projection',
      rowMode: 'array',
    });
    const at = Date.now();
    for (const [name, position] of rows) looks.get(name)?.push({ at, position: Number(position) });
    return Math.min(...rows.map(([, position]) => Number(position)));
  };
  const head = async () => {
    const { rows } = await client.query<[string]>({ text: 'SELECT max(position) FROM log.event', rowMode: 'array' });
    return Number(rows[0]?.[0]);
  };
  while ((await look()) < (await head())) await pause(50);
  const from = await head();

  const stop = new AbortController();
  const watching = (async () => {
    while (!stop.signal.aborted) {
      await look();
      await pause(LOOK_MS);
    }
  })();
  const caller = new Caller(city.api.address);
  const token = await city.tokenFor('dispatcher');
  const began = performance.now();
  const { perSec } = await underLoad({ callers: CALLERS, warmUpMs: 1_000, forMs: seconds * 1_000 }, async (n) => {
    const early = began + (n * 1000) / RAISES_PER_SEC - performance.now();
    if (early > 0) await pause(early);
    await caller.post('/api/v1/whistles', token, RAISE);
  });
  caller.close();
  stop.abort();
  await watching;
  while ((await look()) < (await head())) await pause(LOOK_MS);

  const { rows: events } = await client.query<[string, Date]>({
    text: 'SELECT position, recorded_at FROM log.event WHERE position > $1 AND category = $2 ORDER BY position',
    values: [from, WHISTLE_CATEGORY],
    rowMode: 'array',
  });
  await client.end();
  const lags = [...looks.values()].flatMap((seen) => {
    let next = 0;
    return events.map(([position, recordedAt]) => {
      while ((seen[next]?.position ?? Infinity) < Number(position)) next++;
      return (seen[next]?.at ?? Number.NaN) - recordedAt.getTime();
    });
  });
  return {
    raisesPerSec: Math.round(perSec),
    eventsPerSec: Math.round(events.length / (seconds + 1)),
    p50Ms: rounded(quantile(lags, 0.5), 0),
    p99Ms: rounded(quantile(lags, 0.99), 0),
    worstMs: rounded(quantile(lags, 1), 0),
    apiMb: city.api.rssMb(),
    workerMb: city.worker.rssMb(),
  };
}
