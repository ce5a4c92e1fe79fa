import {
  assertSchemaCompatibility,
  type BackendFactory,
  createPostgresBackend,
  createRedisBackend,
  type IQueueBackend,
  LATEST_SCHEMA_VERSION,
  type PostgresConnectionOptions,
  type Processor,
  Queue,
  type RedisOptions,
  runMigrations,
  SchemaMigrationRequiredError,
  Worker,
} from 'bullmq';
import { AttendedClient } from '@app/runtime';
import { Redis } from 'ioredis';
import pg from 'pg';
import type { Ring } from './alarm-job.js';

/** Where alarms are kept until they ring: in Redis (or Valkey) if a URL is given, else beside the views in Postgres. */
export interface AlarmPlace {
  readonly databaseUrl: string;
  /** `redis://` or `rediss://` */
  readonly redisUrl?: string | undefined;
}

const NAME = 'alarms';
/** Its keys in Redis; Postgres has a schema `bullmq`. */
const PREFIX = 'chuishao';
/** Commands that one process has in hand at a time. */
const CONCURRENCY = 32;
/** How soon a worker that has lost its queue asks again. */
const RETRY_MS = 2_000;
/** What a killed worker had in hand rings elsewhere after so long at most; a ring takes milliseconds, and rung twice it counts once. */
const TAKE_OVER = { lockDuration: 5_000, stalledInterval: 5_000 };

/** The one place that knows what the queue runs on. */
const backend: BackendFactory<IQueueBackend, AlarmPlace> = (name, { connection, ...opts }, more) =>
  connection.redisUrl
    ? createRedisBackend(name, { ...opts, connection: redis(connection.redisUrl) }, more)
    : createPostgresBackend(name, { ...opts, connection: postgres(connection.databaseUrl) }, more);

const redis = (url: string): RedisOptions => ({
  url,
  maxRetriesPerRequest: null,
  retryStrategy: (times) => Math.min(times * 50, RETRY_MS),
});

/**
 * What a crash takes from the queue is set again, so no command of it waits for the disk. Nobody ends this pool: its
 * connections end when they have been idle for a while, and keep no process alive.
 */
const postgres = (connectionString: string): PostgresConnectionOptions =>
  new pg.Pool({
    connectionString,
    Client: AttendedClient,
    max: 8,
    allowExitOnIdle: true,
    keepAlive: true,
    application_name: 'chuishao alarms',
    options: '-c synchronous_commit=off -c search_path=bullmq',
  }) as unknown as PostgresConnectionOptions; // as its documentation says; its types say so less

/**
 * Brings the queue's own tables in Postgres to what this build's library expects. Any number of processes may try at once.
 * @returns whether there was anything to do; in Redis there never is
 * @throws Error one line, if this role may not do it
 */
export async function migrateAlarmQueue({ databaseUrl, redisUrl }: AlarmPlace): Promise<boolean> {
  if (redisUrl) return false;
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'chuishao migrate' });
  await client.connect();
  try {
    const version = await assertSchemaCompatibility(client).catch((error: unknown) => {
      if (error instanceof SchemaMigrationRequiredError) return 0;
      throw error;
    });
    if (version >= LATEST_SCHEMA_VERSION) return false;
    await runMigrations(client).catch((error: unknown) => {
      throw new Error('the database lacks tables of the alarm queue: run npm run cli -- migrate', { cause: error });
    });
    return true;
  } finally {
    await client.end();
  }
}

/**
 * Removes all alarms and everything else of ours from Redis.
 * @returns how many keys that were
 * @throws Error Redis cannot be reached
 */
export async function removeAlarms(redisUrl: string): Promise<number> {
  const client = new Redis(redisUrl, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null });
  client.on('error', () => undefined); // the command that fails says so
  try {
    await client.connect();
    let removed = 0;
    for await (const keys of client.scanStream({ match: `${PREFIX}:*`, count: 1_000 })) {
      if (keys.length > 0) removed += await client.unlink(...(keys as string[]));
    }
    return removed;
  } finally {
    client.disconnect();
  }
}

/** Where alarms are set. */
export const openAlarmQueue = (place: AlarmPlace) =>
  new Queue<Ring, void, 'alarm', Ring, void, 'alarm', IQueueBackend, AlarmPlace>(
    NAME,
    { connection: place, prefix: PREFIX },
    backend,
  );
export type AlarmQueue = ReturnType<typeof openAlarmQueue>;

/** Where they ring. Begins at once, or as soon as the queue can be reached; `close` waits for the commands in hand. */
export const openAlarmWorker = (place: AlarmPlace, ring: Processor<Ring, void, 'alarm'>) =>
  new Worker(
    NAME,
    ring,
    { connection: place, prefix: PREFIX, concurrency: CONCURRENCY, runRetryDelay: RETRY_MS, ...TAKE_OVER },
    backend,
  );
export type AlarmWorker = ReturnType<typeof openAlarmWorker>;
