import { migrate, startEmbeddedPostgres } from '@app/runtime';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrations } from '../../../migrations/index.js';

/** Runs something on a migrated PostgreSQL of its own, set up as the product's embedded one, which is gone afterwards. */
export async function onOwnPostgres<T>(use: (url: string, dataDir: string) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'chuishao-bench-'));
  const server = await startEmbeddedPostgres({ dataDir });
  try {
    await migrate(server.url, migrations);
    return await use(server.url, dataDir);
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
