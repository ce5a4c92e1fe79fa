import {
  assertSchemaCompatibility,
  createPostgresBackend,
  LATEST_SCHEMA_VERSION,
  type PostgresPoolConfig,
  type Processor,
  Queue,
  runMigrations,
  SchemaMigrationRequiredError,
  Worker,
} from 'bullmq';
import pg from 'pg';
import type { Alarm } from './alarm.js';

const NAME = 'alarms';
/** Commands that one process has in hand at a time. */
const CONCURRENCY = 16;
/** How soon a worker that has lost its database asks again. */
const RETRY_MS = 2_000;

/** The one place that says where the queue lives: in the schema `bullmq` of our own database. */
const backend = (databaseUrl: string) => ({
  create: createPostgresBackend,
  connection: { connectionString: databaseUrl, max: 4, application_name: 'chuishao alarms' } as PostgresPoolConfig,
});

/** Brings the queue's own tables to what this build's library expects. Any number of processes may try at once. */
export async function migrateAlarmQueue(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'chuishao migrate' });
  await client.connect();
  try {
    const version = await assertSchemaCompatibility(client).catch((error: unknown) => {
      if (error instanceof SchemaMigrationRequiredError) return 0;
      throw error;
    });
    if (version < LATEST_SCHEMA_VERSION) await runMigrations(client);
  } finally {
    await client.end();
  }
}

/** Where alarms are set. */
export function openAlarmQueue(databaseUrl: string) {
  const { create, connection } = backend(databaseUrl);
  return new Queue<Alarm, void, 'alarm', Alarm, void, 'alarm', ReturnType<typeof create>, typeof connection>(
    NAME,
    { connection },
    create,
  );
}
export type AlarmQueue = ReturnType<typeof openAlarmQueue>;

/** Where they ring. Begins at once; `close` waits for the commands in hand. */
export function openAlarmWorker(databaseUrl: string, ring: Processor<Alarm, void, 'alarm'>) {
  const { create, connection } = backend(databaseUrl);
  return new Worker(NAME, ring, { connection, concurrency: CONCURRENCY, runRetryDelay: RETRY_MS }, create);
}
export type AlarmWorker = ReturnType<typeof openAlarmWorker>;
