import { ProcessModule } from '@app/process';
import { type Config, loggerFor, onDatabase } from '@app/runtime';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { withDatabase } from './database.js';

/**
 * Runs a command with the log, the directory, the catalogue and the buses at hand, on the database of `withDatabase`.
 * Only errors are logged: a command's own output is what its caller reads.
 */
export const withApplication = <T>(
  config: Config,
  use: (app: INestApplicationContext, config: Config) => Promise<T>,
): Promise<T> =>
  withDatabase(config, async (url) => {
    const own = Object.assign({}, onDatabase(config, url), { logLevel: 'error' }) satisfies Config;
    const root = ProcessModule.forRoot(own, []);
    const app = await NestFactory.createApplicationContext(root, { logger: loggerFor(own), abortOnError: false });
    try {
      return await use(app, own);
    } finally {
      await app.close();
    }
  });
