import { migrate, startEmbeddedPostgres } from '@app/runtime';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { migrations } from '../../../migrations/index.js';

/** Runs something on a migrated PostgreSQL of its own, set up as the product's embedded one, which is gone afterwards. */
export async function onOwnPostgres<T>(
  use: (url: string, dataDir: string) => Promise<T>,
  settings: Readonly<Record<string, string>> = {},
): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chuishao-bench-'));
  const server = await startEmbeddedPostgres({ dataDir, settings });
  try {
    await migrate(server.url, migrations);
    return await use(server.url, dataDir);
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Another database of the same server, for a peer. */
export async function ownDatabase(url: string): Promise<string> {
  const name = `peer_${randomUUID().slice(0, 8)}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const own = new URL(url);
  own.pathname = name;
  return own.href;
}

/** Another database of the same server, as the product's own. */
export async function ownMigratedDatabase(url: string): Promise<string> {
  const own = await ownDatabase(url);
  await migrate(own, migrations);
  return own;
}
