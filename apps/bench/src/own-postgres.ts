import { migrate, startEmbeddedPostgres } from '@app/runtime';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrations } from '../../../migrations/index.js';

export interface OwnPostgresOptions {
  readonly settings?: Readonly<Record<string, string>>;
  /** A folder that outlives the run; one that is gone afterwards unless given. */
  readonly keep?: string | undefined;
}

/** Runs something on a migrated PostgreSQL of its own, set up as the product's embedded one. */
export async function onOwnPostgres<T>(
  use: (url: string, dataDir: string) => Promise<T>,
  { settings = {}, keep }: OwnPostgresOptions = {},
): Promise<T> {
  const dataDir = keep ?? mkdtempSync(join(tmpdir(), 'chuishao-bench-'));
  const server = await startEmbeddedPostgres({ dataDir, settings });
  try {
    await migrate(server.url, migrations);
    return await use(server.url, dataDir);
  } finally {
    await server.stop();
    if (keep === undefined) rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Another database of the same server, for a peer. */
export async function ownDatabase(url: string): Promise<string> {
  const name = `peer_${randomUUID().slice(0, 8)}`;
  await administer(url, (client) => client.query(`CREATE DATABASE ${name}`));
  return databaseUrl(url, name);
}

/** A migrated database of the same server, filled once: it gets its name when it is full. */
export async function filledDatabase(url: string, name: string, fill: (own: string) => Promise<unknown>) {
  const filling = `${name}_filling`;
  const own = databaseUrl(url, name);
  const found = await administer(url, async (client) => {
    await client.query(`DROP DATABASE IF EXISTS ${filling}`);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${filling}`);
    return rowCount !== 0;
  });
  if (found) {
    await migrate(own, migrations);
    return own;
  }
  const begun = databaseUrl(url, filling);
  await migrate(begun, migrations);
  await fill(begun);
  await administer(url, (client) => client.query(`ALTER DATABASE ${filling} RENAME TO ${name}`));
  return own;
}

async function administer<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(url: string, name: string): string {
  const own = new URL(url);
  own.pathname = name;
  return own.href;
}
