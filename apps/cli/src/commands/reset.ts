import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { removeAlarms } from '@app/deadlines';
import { type Config, lockDataDir, readConfig, runningInstance } from '@app/runtime';
import { Command } from 'commander';
import { refuseInUse, removeAll } from '../backup/installation.js';
import { onSession } from '../backup/tables.js';

interface Options {
  readonly yesIMean?: string;
  readonly inProduction?: boolean;
}

export const resetCommand = new Command('reset')
  .description('remove all data of this installation for good, but not the master key')
  .option('--yes-i-mean <name>', 'the name of the database, or the data folder of the embedded one')
  .option('--in-production', 'even with NODE_ENV=production')
  .action((options: Options) => reset(readConfig(process.env), options));

async function reset(config: Config, { yesIMean, inProduction = false }: Options): Promise<void> {
  const name = config.databaseUrl ? decodeURIComponent(new URL(config.databaseUrl).pathname.slice(1)) : config.dataDir;
  if (config.environment === 'production' && !inProduction) throw new Error('this is production: say --in-production');
  if (yesIMean !== name) throw new Error(`all data in ${name} would be gone for good: say --yes-i-mean ${name}`);
  const running = runningInstance(config.dataDir);
  if (running) throw new Error(`process ${running.pid} uses ${config.dataDir}: stop it first`);
  if (config.databaseUrl) await onSession(config.databaseUrl, removeFrom);
  else removeEmbedded(config.dataDir);
  if (config.redisUrl) await removeAlarms(config.redisUrl);
  rmSync(join(config.dataDir, 'evidence'), { recursive: true, force: true });
  if (config.evidence.s3) console.error('Attached files in the bucket are where they were: remove them there.');
  if (config.eventStore === 'kurrentdb') console.error('The log in KurrentDB is where it was: remove its data there.');
  console.log(`${name} holds no data any more; the master key is where it was`);
}

async function removeFrom(db: Parameters<typeof removeAll>[0]): Promise<void> {
  await refuseInUse(db);
  await removeAll(db);
}

/** The whole cluster, with the copies of rows that PostgreSQL keeps in its own logs. */
function removeEmbedded(dataDir: string): void {
  if (!existsSync(dataDir)) return;
  const lock = lockDataDir(dataDir, 'command');
  try {
    for (const entry of ['pg', 'pg.init', 'pg.password', 'postgres.log']) {
      rmSync(join(dataDir, entry), { recursive: true, force: true });
    }
  } finally {
    lock.release();
  }
}
