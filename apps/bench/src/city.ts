import { EventStore } from '@app/event-store';
import { allProjections } from '@app/process';
import { type Projection, viewStatuses } from '@app/projections';
import { projectRoot } from '@app/runtime';
import type { INestApplicationContext } from '@nestjs/common';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { copyDistrict, type Place, withApp } from './district.js';
import { startIssuer } from './issuer.js';
import { filledDatabase } from './own-postgres.js';
import { type Process, startProcess } from './processes.js';

/** Builds views from the log by the real projectors, in two processes: one thread folds what one core can. */
export async function projectAll(
  { url, dataDir }: Place,
  views: readonly Projection[] = allProjections,
): Promise<void> {
  const left = views.map(({ name }) => name);
  const work = async (): Promise<void> => {
    const child = fork(join(projectRoot, 'dist/apps/bench/src/projecting.js'), [url, dataDir]);
    const ended = once(child, 'exit');
    child.on('message', () => {
      const name = left.shift();
      if (name === undefined) return child.disconnect();
      process.stderr.write(`${name} …\n`);
      child.send(name);
    });
    const [code] = (await ended) as [number | null];
    if (code !== 0) throw new Error('a view could not be built');
  };
  await Promise.all([work(), work()]);
}

/** Views that are of another version or not as far as the log: all of a new city, those that were left when a run was stopped. */
async function missingViews(app: INestApplicationContext): Promise<Projection[]> {
  const [store, dataSource] = [app.get(EventStore), app.get(DataSource)];
  const head = await store.head();
  const statuses = await viewStatuses(dataSource);
  return allProjections.filter(
    ({ name, version }) =>
      !statuses.some((view) => view.name === name && view.version === version && view.position >= head),
  );
}

/** A database of the server with the sample district, so many whistles behind it, and the views of them; filled once. */
export async function filledCity(server: string, dataDir: string, whistles: number): Promise<string> {
  const url = await filledDatabase(server, `city_${whistles}`, async (own) => {
    const events = await copyDistrict({ url: own, dataDir, whistles });
    process.stderr.write(`${whistles} whistles, ${events} events are there\n`);
  });
  const missing = await withApp({ url, dataDir }, missingViews);
  if (missing.length > 0) await projectAll({ url, dataDir }, missing);
  return url;
}

/** In service: processes of their own on one database. */
export interface City {
  readonly url: string;
  readonly dataDir: string;
  readonly api: Process;
  readonly worker: Process;
  readonly tokenFor: (account: string) => Promise<string>;
}

const CALM_MS = 5_000;

/** Returns when the worker has recorded what ran out since the city was filled, and everything that follows the log is at its head. */
export async function settled({ url }: City): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (let [calmSince, before] = [Date.now(), '']; Date.now() - calmSince < CALM_MS; await pause(500)) {
    const { rows } = await client.query<{ head: string; behind: boolean }>(`
      SELECT max(log.position)::text AS head, bool_or(view.position < log.position) AS behind
      FROM views.projection AS view, (SELECT max(position) AS position FROM log.event) AS log`);
    const [now] = rows;
    if (now?.behind !== false || now.head !== before) [calmSince, before] = [Date.now(), now?.head ?? ''];
  }
  await client.end();
}

/** API and worker as processes of their own on databases that are there already. */
export async function withProcesses<T>(
  dataDir: string,
  urls: readonly string[],
  use: (cities: readonly City[]) => Promise<T>,
): Promise<T> {
  const issuer = await startIssuer();
  const started: Process[] = [];
  try {
    const cities: City[] = [];
    for (const url of urls) {
      const env = { ...issuer.environment, DATABASE_URL: url, DATA_DIR: dataDir, RATE_LIMIT: '0' };
      const api = await startProcess('api/src/main.js', env);
      started.push(api);
      const worker = await startProcess('worker/src/main.js', env);
      started.push(worker);
      cities.push({ url, dataDir, api, worker, tokenFor: (account) => issuer.tokenFor(account) });
    }
    return await use(cities);
  } finally {
    await Promise.all(started.map((one) => one.stop()));
    issuer.close();
  }
}
