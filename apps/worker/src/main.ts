import { OperationsModule } from '@app/operations';
import { ProcessModule } from '@app/process';
import { loggerFor, readConfig, runAlone } from '@app/runtime';
import { NestFactory } from '@nestjs/core';
import { WorkerModule } from './worker.module.js';

/** The worker on its own, on the database of `DATABASE_URL`. */
await runAlone(async () => {
  const config = readConfig(process.env);
  const root = ProcessModule.forRoot(config, [WorkerModule.forRoot(config), OperationsModule.forRole('worker')]);
  const app = await NestFactory.createApplicationContext(root, { logger: loggerFor(config), abortOnError: false });
  app.enableShutdownHooks();
  return 'working';
});
