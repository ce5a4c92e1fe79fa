import { describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pendingMigrations, requireFit, requireMigrated, UnfitDatabase } from './database-fit.js';
import { startEmbeddedPostgres } from './postgres/embedded-postgres.js';

const FIRST = { at: '1700000000001', name: 'EventLog1700000000001' };
const LATER = { at: '1900000000001', name: 'Later1900000000001' };

/** A server that has run these migrations; `undefined`: it has never been migrated. */
const server = (version: string, migrations?: readonly { at: string; name: string }[]) => ({
  query: (sql: string): Promise<unknown> => {
    if (sql.includes('server_version')) return Promise.resolve([{ version }]);
    if (sql.includes('to_regclass')) return Promise.resolve([{ name: migrations ? 'migrations' : null }]);
    return Promise.resolve(migrations);
  },
});

describe('a database', () => {
  test.each([
    ['18.4', undefined],
    ['18.4 (Debian 18.4-1)', [FIRST]],
    ['18beta2', []],
  ])('of PostgreSQL %s and known migrations fits', async (version, migrations) => {
    await expect(requireFit(server(version, migrations))).resolves.toBeUndefined();
  });

  test.each(['17.6', '19.0', '19beta1', '9.6.24'])('of PostgreSQL %s does not', async (version) => {
    const refused = requireFit(server(version, [FIRST]));
    await expect(refused).rejects.toThrow(UnfitDatabase);
    await expect(refused).rejects.toThrow(`the server is PostgreSQL ${version}, and this build works on 18 only`);
  });

  test('that a newer build has migrated does not fit, and the migrations are named', async () => {
    const refused = requireFit(server('18.4', [FIRST, LATER]));
    await expect(refused).rejects.toThrow(UnfitDatabase);
    await expect(refused).rejects.toThrow('migrated by a newer build (Later1900000000001)');
  });

  test('lacks what it has not seen', async () => {
    const all = await pendingMigrations(server('18.4'));
    expect(all).toContain('1700000000001-event-log');
    expect(await pendingMigrations(server('18.4', [FIRST]))).toEqual(all.slice(1));
    const lacking = requireMigrated(server('18.4', [FIRST]));
    await expect(lacking).rejects.toThrow(/^the database lacks 17\d+-person-keys, .*: run npm run cli -- migrate$/);
    await expect(lacking).rejects.toThrow(UnfitDatabase);
  });

  test('that another major version made is not started, and not touched', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'chuishao-major-'));
    mkdirSync(join(dataDir, 'pg'));
    writeFileSync(join(dataDir, 'pg/PG_VERSION'), '17\n');
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(
      /pg was made by PostgreSQL 17, and this build brings 18: run backup/,
    );
    rmSync(dataDir, { recursive: true });
  });
});
