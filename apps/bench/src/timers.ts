import { type AlarmPlace, Alarms, type AlarmQueue, DeadlinesModule, openAlarmQueue } from '@app/deadlines';
import { EventStore } from '@app/event-store';
import { type Position, plusMs } from '@app/kernel';
import { ProcessModule } from '@app/process';
import { ProjectionsModule } from '@app/projections';
import { readConfig } from '@app/runtime';
import { WHISTLE_CATEGORY, whistleCodec, whistleProjections } from '@app/whistles';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { redisAvailable, startRedis } from '../../../libs/testing/src/redis.js';
import type { Benchmark } from './benchmark.js';
import { quantile, rounded } from './figures.js';
import { onOwnPostgres } from './own-postgres.js';
import { RunningClocks } from './running-clocks.js';
import { printTable } from './table.js';
import { defineTimersCity } from './timers-city.js';

const HOUR_MS = 3_600_000;
/** Between two clocks that run out: 50 a second. */
const STEP_MS = 20;
/** From the moment that they are raised until the first of them runs out. */
const LEAD_MS = 15_000;

interface Sizes {
  /** Clocks that run out hours from now, with their alarms in the queue. */
  readonly armed: number;
  readonly ringing: number;
  /** Clocks that run out at one moment: the close of business. */
  readonly atOnce: number;
  /** Clocks that had run out before anybody looked. */
  readonly overdue: number;
}

/** A worker with every clock of the next day in its queue, and how to empty that. */
interface Bench {
  readonly app: INestApplicationContext;
  readonly clocks: RunningClocks;
  readonly queue: AlarmQueue;
  readonly wipe: () => Promise<unknown>;
}

/** How late a breach is in the log, how soon an emptied queue is full again, and how fast what piled up is recorded. */
export const benchmark: Benchmark = async ({ quick }) => {
  const sizes: Sizes = quick
    ? { armed: 2_000, ringing: 200, atOnce: 500, overdue: 500 }
    : { armed: 100_000, ringing: 2_000, atOnce: 4_000, overdue: 4_000 };
  const { armed, ringing } = sizes;
  console.log(`${armed} alarms wait; ${ringing} more ring at ${1_000 / STEP_MS} a second\n`);
  const inPostgres = await onOwnPostgres((databaseUrl, dataDir) =>
    measured(sizes, { databaseUrl }, dataDir, () => emptied(databaseUrl)),
  );
  const rows = [rowOf('PostgreSQL', inPostgres)];
  let redisFigures = {};
  if (redisAvailable) {
    const inRedis = await inOwnRedis(sizes);
    rows.push(rowOf('Redis', inRedis));
    redisFigures = {
      redisLateP99Ms: inRedis.lateP99Ms,
      redisRearmSeconds: inRedis.rearmSeconds,
      redisAtOncePerSec: inRedis.atOncePerSec,
      redisOverduePerSec: inRedis.overduePerSec,
    };
  }
  printTable(['alarms in', 'late p50 ms', 'p99 ms', 'worst ms', 'set again s', 'at once/s', 'overdue/s'], rows);
  const { lateP99Ms, rearmSeconds, atOncePerSec, overduePerSec } = inPostgres;
  return { lateP99Ms, rearmSeconds, atOncePerSec, overduePerSec, ...redisFigures };
};

type Figures = Awaited<ReturnType<typeof measured>>;
const rowOf = (name: string, it: Figures) => [
  name,
  it.lateP50Ms,
  it.lateP99Ms,
  it.lateWorstMs,
  it.rearmSeconds,
  it.atOncePerSec,
  it.overduePerSec,
];

async function inOwnRedis(sizes: Sizes): Promise<Figures> {
  const redis = await startRedis();
  try {
    return await onOwnPostgres((databaseUrl, dataDir) =>
      measured(sizes, { databaseUrl, redisUrl: redis.url }, dataDir, () => redis.wipe()),
    );
  } finally {
    await redis.stop();
  }
}

async function emptied(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('TRUNCATE bullmq.job CASCADE');
  await client.end();
}

async function measured(sizes: Sizes, place: AlarmPlace, dataDir: string, wipe: () => Promise<unknown>) {
  const config = readConfig({ DATABASE_URL: place.databaseUrl, DATA_DIR: dataDir, LOG_LEVEL: 'error' });
  const worker = [
    ProjectionsModule.forRoot({
      projections: whistleProjections.filter(({ name }) => name === 'open-clocks'),
      databaseUrl: place.databaseUrl,
    }),
    DeadlinesModule.forRoot({ ...place, horizonMs: 24 * HOUR_MS }),
  ];
  const app = await NestFactory.createApplicationContext(ProcessModule.forRoot(config, worker), {
    logger: ['error'],
    abortOnError: false,
  });
  const queue = openAlarmQueue(place);
  queue.on('error', () => undefined); // the commands say so
  try {
    await defineTimersCity(app.get(CommandBus));
    const bench = { app, queue, wipe, clocks: new RunningClocks(app) };
    const begins = Date.now() + 6 * HOUR_MS;
    await bench.clocks.start(sizes.armed, (n) => new Date(begins + n * 100).toISOString());
    await waiting(queue, sizes.armed);
    process.stderr.write('armed\n');
    const late = await lateness(bench, sizes);
    process.stderr.write('rung\n');
    const rearmSeconds = await rearmed(bench, sizes.armed);
    process.stderr.write('set again\n');
    const atOncePerSec = await atOnce(bench, sizes.atOnce);
    process.stderr.write('all at once\n');
    return { ...late, rearmSeconds, atOncePerSec, overduePerSec: await overdue(bench, sizes.overdue) };
  } finally {
    await queue.close();
    await app.close();
  }
}

/** Until so many alarms wait in the queue. */
async function waiting(queue: AlarmQueue, count: number): Promise<void> {
  while ((await queue.getDelayedCount()) < count) await pause(20);
}

async function lateness({ app, clocks }: Bench, { ringing }: Sizes) {
  const from = await app.get(EventStore).head();
  const begins = new Date(Date.now() + LEAD_MS + ringing).toISOString();
  await clocks.start(ringing, (n) => plusMs(begins, n * STEP_MS));
  const late = await missed(app, from, ringing);
  return {
    lateP50Ms: rounded(quantile(late, 0.5), 0),
    lateP99Ms: rounded(quantile(late, 0.99), 0),
    lateWorstMs: rounded(quantile(late, 1), 0),
  };
}

/** Milliseconds from a clock's due moment until the event was in the log, for the next so many breaches. */
async function missed(app: INestApplicationContext, from: Position, count: number): Promise<number[]> {
  const late: number[] = [];
  const stop = new AbortController();
  const options = { limit: 1_000, categories: [WHISTLE_CATEGORY], signal: stop.signal };
  for await (const { events } of app.get(EventStore).subscribe(from, options)) {
    for (const recorded of events) {
      const event = whistleCodec.parse(recorded);
      if (event.type === 'DeadlineMissed') late.push(Date.parse(recorded.recordedAt) - Date.parse(event.data.dueAt));
    }
    if (late.length >= count) stop.abort();
  }
  return late;
}

async function rearmed({ queue, wipe }: Bench, armed: number): Promise<number> {
  await waiting(queue, armed);
  const startedAt = performance.now();
  await wipe();
  await waiting(queue, armed);
  return rounded((performance.now() - startedAt) / 1000);
}

/** Breaches recorded a second, of so many that run out at one moment: from that moment to the last of them. */
async function atOnce({ app, clocks }: Bench, count: number): Promise<number> {
  const from = await app.get(EventStore).head();
  const dueAt = new Date(Date.now() + LEAD_MS + 4 * count).toISOString();
  await clocks.start(count, () => dueAt);
  if (dueAt < new Date().toISOString()) throw new Error('they had run out before all of them had begun');
  const late = await missed(app, from, count);
  return rounded((count * 1000) / quantile(late, 1), 0);
}

/** Breaches recorded a second, from the first look at clocks that had run out while nobody looked. */
async function overdue({ app, clocks }: Bench, count: number): Promise<number> {
  const alarms = app.get(Alarms);
  await alarms.stop();
  const from = await app.get(EventStore).head();
  const past = Date.now() - HOUR_MS;
  await clocks.start(count, (n) => new Date(past + n).toISOString());
  const startedAt = performance.now();
  alarms.start();
  await missed(app, from, count);
  return rounded((count * 1000) / (performance.now() - startedAt), 0);
}
