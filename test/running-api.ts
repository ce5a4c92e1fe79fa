import { loadSeeds } from '@app/catalogue';
import { ProcessModule } from '@app/process';
import { type Config, projectRoot, readConfig } from '@app/runtime';
import { type HttpClient, httpClient, type TestDatabase, testDatabase } from '@app/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CommandBus } from '@nestjs/cqrs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiModule, createApi, listen } from '../apps/api/src/api.module.js';
import { WorkerModule } from '../apps/worker/src/worker.module.js';
import { documentedAnswers } from './documented-answers.js';

export interface RunningApi extends HttpClient {
  readonly app: NestFastifyApplication;
  readonly address: string;
  readonly database: TestDatabase;
  stop(): Promise<void>;
}

/**
 * API and worker in this process on a database of their own, with the sample district and the demo issuer.
 * Every answer that is seen through it must be one that the OpenAPI document describes.
 */
export async function runningApi(settings: Partial<Config> = {}): Promise<RunningApi> {
  const database = await testDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'chuishao-api-'));
  const given = readConfig({ NODE_ENV: 'test', DATABASE_URL: database.url, DATA_DIR: dataDir, PORT: '0' });
  const quiet = { embedded: true, rateLimit: 0, logLevel: 'fatal' } as const;
  const config: Config = Object.assign({}, given, quiet, settings);
  const root = ProcessModule.forRoot(config, [ApiModule.forRoot(config), WorkerModule.forRoot(config)]);
  const app = await createApi(root, config);
  await app.init();
  await loadSeeds(join(projectRoot, 'seeds'), app.get(CommandBus), { at: new Date().toISOString() });
  const address = await listen(app, config);
  return {
    ...httpClient(address, await documentedAnswers(address)),
    app,
    address,
    database,
    async stop() {
      await app.close();
      await database.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
