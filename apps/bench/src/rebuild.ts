import { EventStore } from '@app/event-store';
import { rebuild } from '@app/projections';
import { whistleProjections } from '@app/whistles';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { Benchmark } from './benchmark.js';
import { projectAll, withProcesses } from './city.js';
import { copyDistrict, type Place, withApp } from './district.js';
import { median, rounded, spread } from './figures.js';
import { lagUnderLoad } from './lag.js';
import { onOwnPostgres } from './own-postgres.js';
import { printTable } from './table.js';

/**
 * Every view made anew from the log beside the live one, and swapped. The events counted are those of whistles that the
 * view had to pass over, those it ignores among them: what it takes to be as far as the log.
 */
export const benchmark: Benchmark = ({ quick }) =>
  onOwnPostgres(async (url, dataDir) => {
    const place = { url, dataDir };
    const events = await copyDistrict({ ...place, whistles: quick ? 2_000 : 30_000 });
    const made = await withApp(place, (app) => rebuilt(app, place, events, quick ? 1 : 2));
    const lag = await withProcesses(dataDir, [url], ([city]) => lagUnderLoad(city, quick ? 3 : 20));
    printTable(
      ['lag under load', 'raises/s', 'events/s', 'p50 ms', 'p99 ms', 'worst ms', 'api MiB', 'worker MiB'],
      [['all views', lag.raisesPerSec, lag.eventsPerSec, lag.p50Ms, lag.p99Ms, lag.worstMs, lag.apiMb, lag.workerMb]],
    );
    return { ...made, lagP99Ms: lag.p99Ms, apiRssMb: lag.apiMb, workerRssMb: lag.workerMb };
  });

async function rebuilt(app: INestApplicationContext, place: Place, events: number, rounds: number) {
  const [store, dataSource] = [app.get(EventStore), app.get(DataSource)];
  const perSec = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    await work();
    return (events * 1000) / (performance.now() - began);
  };
  const rates = new Map(whistleProjections.map(({ name }) => [name, [] as number[]]));
  const all: number[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const projection of whistleProjections) {
      const rate = await perSec(() => rebuild({ projection, store, dataSource }));
      rates.get(projection.name)?.push(rate);
      process.stderr.write(`${projection.name}: ${Math.round(rate)} events/s\n`);
    }
    all.push(await perSec(() => projectAll(place)));
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
  }
  const ignored = (name: string) => whistleProjections.find((view) => view.name === name)?.ignores?.length ?? 0;
  console.log(`${events} events\n`);
  printTable(
    ['view', 'events/s', 'types ignored'],
    [
      ...[...rates].map(([name, values]) => [name, spread(values), ignored(name)]),
      ['all, by two processes', spread(all), ''],
    ],
  );
  const single = [...rates.values()].map(median);
  return {
    eventsPerSec: Math.round(median(single)),
    slowestViewEventsPerSec: Math.round(Math.min(...single)),
    allViewsEventsPerSec: Math.round(median(all)),
    residentMb: rounded(process.memoryUsage.rss() / 2 ** 20, 0),
  };
}
