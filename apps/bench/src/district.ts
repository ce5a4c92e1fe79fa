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

/** Brings the sample district and so many whistles of its past into a migrated database, and hands over what reads them. */
export async function withDistrict<T>(
  { url, dataDir, whistles }: { readonly url: string; readonly dataDir: string; readonly whistles: number },
  use: (app: INestApplicationContext, events: number) => Promise<T>,
): Promise<T> {
  const config = readConfig({ DATABASE_URL: url, DATA_DIR: dataDir, LOG_LEVEL: 'error' });
  const app = await NestFactory.createApplicationContext(ProcessModule.forRoot(config, []), {
    logger: ['error'],
    abortOnError: false,
  });
  try {
    const until = new Date().toISOString();
    await loadSeeds(join(projectRoot, 'seeds'), app.get(CommandBus), { at: until });
    const lives = livesUntil(until, app.get(Directory).view(), app.get(Catalogue).view());
    const events = whistles === 0 ? 0 : await copyHistory(url, { lives, whistles, until });
    return await use(app, events);
  } finally {
    await app.close();
  }
}
