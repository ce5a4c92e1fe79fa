import {
  type Config,
  type EmbeddedPostgres,
  lockDataDir,
  migrate,
  onDatabase,
  oneLine,
  startEmbeddedPostgres,
} from '@app/runtime';
import { OperationsModule } from '@app/operations';
import { ProcessModule } from '@app/process';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { migrations } from '../../../../migrations/index.js';
import { ApiModule, createApi, listen, refuseTakenPort } from '../../../api/src/api.module.js';
import { WorkerModule } from '../../../worker/src/worker.module.js';
import { endRequested } from './shutdown.js';
import { type UpOptions, preparations } from './steps.js';
import { welcome } from './welcome.js';

/**
 * Runs database, API and worker in this process until it is asked to end, then takes them down in the opposite order.
 * @throws Error one line: data folder in use, port taken, no embedded PostgreSQL for this machine, …
 */
export async function up(given: Config, options: UpOptions): Promise<void> {
  // the terminal may go away before we do
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const end = endRequested(() => process.exit(130));
  const lock = lockDataDir(given.dataDir, 'up');
  process.once('exit', () => lock.release());

  let postgres: EmbeddedPostgres | undefined;
  let app: NestFastifyApplication | undefined;
  const start = async (): Promise<void> => {
    await refuseTakenPort(given);
    if (!given.databaseUrl) postgres = await startEmbeddedPostgres({ dataDir: given.dataDir });
    const databaseUrl = given.databaseUrl ?? postgres?.url ?? '';
    await migrate(databaseUrl, migrations).catch((error: unknown) => {
      throw given.databaseUrl ? new Error(`DATABASE_URL: ${oneLine(error)}`, { cause: error }) : error;
    });
    const config = onDatabase(given, databaseUrl);
    app = await createApi(
      ProcessModule.forRoot(config, [
        ApiModule.forRoot(config),
        WorkerModule.forRoot(config),
        OperationsModule.forRole('up'),
      ]),
      config,
    );
    await app.init();
    for (const prepare of preparations) await prepare(app, config, options);
    const address = await listen(app, config);
    lock.publish({ address, port: Number(new URL(address).port), databaseUrl });
    console.log(await welcome(app, config, address));
  };
  try {
    const broken = start().then(() => databaseEnded(postgres));
    console.log(`${await Promise.race([end, broken])}: stopping`);
  } finally {
    await app?.close();
    await postgres?.stop();
    lock.release();
  }
  process.exit();
}

/** Fails when the embedded database ends by itself; never settles if the database is not ours. */
async function databaseEnded(postgres?: EmbeddedPostgres): Promise<never> {
  await (postgres?.ended ?? new Promise(() => undefined));
  throw new Error('the embedded database has ended by itself, see postgres.log in DATA_DIR');
}
