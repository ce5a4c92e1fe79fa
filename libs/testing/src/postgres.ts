import { type MigrationClass, migrate, startEmbeddedPostgres } from '@app/runtime';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrations } from '../../../migrations/index.js';

/** Where the template database lies: set for the test files by `startTestServer`. */
export const TEMPLATE_URL = 'CHUISHAO_TEST_TEMPLATE_URL';

/** Nothing in a test outlives the machine, so nothing needs to reach the disk. */
const QUICK = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' };

/**
 * Starts one PostgreSQL for a run of Jest (or uses the server of `DATABASE_URL_TEST`) and migrates a template database,
 * of which each test file takes a copy.
 * @returns how to end it
 */
export async function startTestServer(): Promise<() => Promise<void>> {
  const given = process.env['DATABASE_URL_TEST'];
  return given ? onServer(given) : embedded();
}

async function embedded(): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chuishao-test-'));
  const server = await startEmbeddedPostgres({ dataDir, settings: QUICK });
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  return useTemplate(server.url, migrations).then(
    () => stop,
    async (error: unknown) => {
      await stop();
      throw error;
    },
  );
}

async function onServer(url: string): Promise<() => Promise<void>> {
  const name = `chuishao_template_${process.pid}`;
  await sql(url, `DROP DATABASE IF EXISTS ${name}`, `CREATE DATABASE ${name}`);
  const template = new URL(url);
  template.pathname = `/${name}`;
  await useTemplate(template.href, migrations);
  return () => sql(url, `DROP DATABASE ${name} WITH (FORCE)`);
}

async function useTemplate(url: string, all: readonly MigrationClass[]): Promise<void> {
  await migrate(url, all);
  process.env[TEMPLATE_URL] = url;
}

/** Runs statements one by one on a connection of their own. */
export async function sql(url: string, ...statements: string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
