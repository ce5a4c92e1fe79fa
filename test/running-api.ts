import { loadSeeds } from '@app/catalogue';
import { OperationsModule } from '@app/operations';
import { ProcessModule } from '@app/process';
import { type Config, readConfig } from '@app/runtime';
import { type HttpCaller, type HttpClient, httpClient, type Sent, type TestDatabase, testDatabase } from '@app/testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { CommandBus } from '@nestjs/cqrs';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiModule, createApi, listen } from '../apps/api/src/api.module.js';
import { WorkerModule } from '../apps/worker/src/worker.module.js';
import { documentedAnswers } from './documented-answers.js';
import { smallSeeds } from './small-seeds.js';

/** What every command answers; the code only when it was raised. */
export interface Decided {
  readonly id: string;
  readonly number: string;
  readonly status: string;
  readonly revision: number;
  readonly position: string;
  readonly followUpCode: string;
}
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}
export type Loose = Readonly<Record<string, unknown>>;

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
  const root = ProcessModule.forRoot(config, [
    ApiModule.forRoot(config),
    WorkerModule.forRoot(config),
    OperationsModule.forRole('up'),
  ]);
  const app = await createApi(root, config);
  await app.init();
  await loadSeeds(smallSeeds(dataDir), app.get(CommandBus), { at: new Date().toISOString() });
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

/** Raises a whistle that must be accepted: noise at night in the first street, given to 派出所 with two assisting units. */
export async function raised(caller: HttpCaller, changes: Loose = {}, sent?: Sent): Promise<Decided> {
  const body = { description: '夜市音响扰民', areaPath: 'XY/S1/C01/G1', categoryCode: 'HJ03', ...changes };
  const answer = await caller.post<Decided>('/api/v1/whistles', body, sent);
  if (answer.status !== 201) throw new Error(`not raised: ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** Accepted and dispatched as routing suggests: a1 柳湖派出所, a2 柳湖街道办事处, a3 柳湖街道综合行政执法队. */
export async function dispatched(api: HttpClient, changes: Loose = {}): Promise<Decided> {
  const whistle = await raised(api.anonymous, changes);
  const desk = api.as('dispatcher');
  await desk.post(`/api/v1/whistles/${whistle.id}/accept`);
  const answer = await desk.post<Decided>(`/api/v1/whistles/${whistle.id}/dispatch`);
  if (answer.status !== 200) throw new Error(`not dispatched: ${JSON.stringify(answer.body)}`);
  return { ...whistle, ...answer.body };
}

/** Tables in which something moves although nobody asks for anything. */
const MOVING = ['views.projection', 'bullmq.'];

/** Everything that the database holds and nothing but a request changes. */
export const storedDatabase = (database: TestDatabase): Promise<string> => wholeDatabase(database, MOVING);

/** Everything that the database holds, as text: every row of every table. */
export async function wholeDatabase(database: TestDatabase, without: readonly string[] = []): Promise<string> {
  const pool = database.pool();
  const { rows: tables } = await pool.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
  );
  const dumps = await Promise.all(
    tables
      .filter(({ name }) => !without.some((start) => name.startsWith(start)))
      .map(({ name }) => pool.query<{ line: string }>(`SELECT t::text AS line FROM ${name} t`)),
  );
  return dumps.flatMap(({ rows }) => rows.map(({ line }) => line)).join('\n');
}
