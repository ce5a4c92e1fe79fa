import {
  type Config,
  lockDataDir,
  migrate,
  oneLine,
  requireMigrated,
  runningInstance,
  startEmbeddedPostgres,
} from '@app/runtime';
import pg from 'pg';
import { migrations } from '../../../migrations/index.js';

/**
 * Runs a command on the database, as it is: that of `DATABASE_URL`, of the instance that is up on this data folder, or
 * else the embedded one, started for as long as the command takes.
 * @throws DataDirInUse another command has the data folder, or an instance is still starting
 */
export async function withServer<T>(config: Config, use: (url: string) => Promise<T>): Promise<T> {
  const url = config.databaseUrl ?? runningInstance(config.dataDir)?.databaseUrl;
  if (url) return use(url);
  const lock = lockDataDir(config.dataDir, 'command');
  try {
    const server = await startEmbeddedPostgres({ dataDir: config.dataDir });
    try {
      return await use(server.url);
    } finally {
      await server.stop();
    }
  } finally {
    lock.release();
  }
}

/**
 * Like `withServer`, on a migrated database: an embedded one is migrated now, for any other the operator decides when.
 * @throws UnfitDatabase, or Error one line if it cannot be reached
 */
export const withDatabase = <T>(config: Config, use: (url: string) => Promise<T>): Promise<T> =>
  withServer(config, async (url) => {
    if (config.embedded) await migrate(url, migrations);
    else await migratedAt(url);
    return use(url);
  });

async function migratedAt(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect().catch((cause: unknown) => {
    throw new Error(`DATABASE_URL: ${oneLine(cause)}`, { cause });
  });
  try {
    await requireMigrated({ query: async (sql: string): Promise<unknown> => (await client.query(sql)).rows });
  } finally {
    await client.end();
  }
}
