import { Catalogue, loadSeeds } from '@app/catalogue';
import { Directory } from '@app/directory';
import { ProcessModule } from '@app/process';
import { projectRoot, readConfig } from '@app/runtime';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { join } from 'node:path';
import { copyHistory } from './history/history.js';
import { livesUntil } from './history/lives.js';

export interface Place {
  readonly url: string;
  readonly dataDir: string;
}

/** What reads and writes a migrated database, as in the product. */
export async function withApp<T>(
  { url, dataDir }: Place,
  use: (app: INestApplicationContext) => Promise<T>,
): Promise<T> {
  const config = readConfig({ DATABASE_URL: url, DATA_DIR: dataDir, LOG_LEVEL: 'error' });
  const app = await NestFactory.createApplicationContext(ProcessModule.forRoot(config, []), {
    logger: ['error'],
    abortOnError: false,
  });
  try {
    return await use(app);
  } finally {
    await app.close();
  }
}

/**
 * Brings the sample district and so many whistles of its past into a migrated database. Nobody follows the log meanwhile:
 * without its indexes each look at it would read all of it.
 * @returns how many events of whistles there are
 */
export async function copyDistrict({ whistles, ...place }: Place & { readonly whistles: number }): Promise<number> {
  const until = new Date().toISOString();
  const lives = await withApp(place, async (app) => {
    await loadSeeds(join(projectRoot, 'seeds'), app.get(CommandBus), { at: until });
    return livesUntil(until, app.get(Directory).view(), app.get(Catalogue).view());
  });
  return whistles === 0 ? 0 : copyHistory(place.url, { lives, whistles, until });
}
