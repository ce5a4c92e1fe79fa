import { destroyKeys, type MasterKeySource, openVault } from '@app/privacy';
import { migrate } from '@app/runtime';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { migrations } from '../../../../migrations/index.js';
import { type Header, PartDigest, type Table, UnusableBackup } from './format.js';
import { refuseInUse, refuseUsed, removeAll } from './installation.js';
import { readBackup, verifyBackup } from './read-backup.js';
import { COUNTERS, keptTables, onSession, SAME_TEXT } from './tables.js';
import { type BackupSummary, summaryOf } from './write-backup.js';

export interface RestoreOptions {
  readonly eventStore: Header['eventStore'];
  readonly masterKey: MasterKeySource;
  /** Subjects whose keys were destroyed after the backup was made: destroyed again before anybody can read. */
  readonly erase: readonly string[];
  readonly phase: (phase: 'Verifying' | 'Restoring') => (rows: number) => void;
}

/**
 * Reads the whole file first, then brings log and keys into an empty database, in one transaction, and that to the shape
 * that this build expects. Views are for the caller to rebuild.
 * @throws UnusableBackup, or Error one line: wrong master key, database in use or not empty
 */
export async function restoreBackup(
  url: string,
  file: string,
  options: RestoreOptions,
): Promise<BackupSummary & { header: Header }> {
  const verified = await verifyBackup(file, options.phase('Verifying'));
  const { header } = verified;
  if (header.eventStore !== options.eventStore) {
    throw new Error(`EVENT_STORE: the backup is of an installation with the log in ${header.eventStore}`);
  }
  const then = migrations.filter((it) => header.migrations.includes(new it().name ?? ''));
  const known = new Set(then.map((it) => new it().name));
  const unknown = header.migrations.filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new UnusableBackup(
      `was made by version ${header.build}, this build lacks ${unknown.join(', ')}: use a newer`,
    );
  }
  await onSession(url, async (db) => {
    await refuseInUse(db);
    await refuseUsed(db);
    await removeAll(db);
  });
  await migrate(url, then);
  await onSession(url, (db) => load(db, file, options));
  await migrate(url, migrations);
  return { ...(await summaryOf(file, verified)), header };
}

async function load(db: pg.Client, file: string, { masterKey, erase, eventStore, phase }: RestoreOptions) {
  const progress = phase('Restoring');
  const { header, tables } = await readBackup(file);
  const ours = new Map((await keptTables(db, eventStore)).map((table) => [table.name, table]));
  await db.query('BEGIN');
  await db.query(SAME_TEXT);
  let before = 0;
  for await (const { table, rows } of tables) {
    const target = sameTable(ours, header, table);
    const digest = new PartDigest();
    await copyInto(db, target, async function* () {
      for await (const chunk of rows) {
        digest.add(chunk);
        progress(before + digest.rows);
        yield chunk;
      }
    });
    before += digest.rows;
    if (table === 'vault.root_secret' && digest.rows > 0) await openVault(asDatabase(db), masterKey);
  }
  await destroyKeys(asDatabase(db), erase);
  for (const name of COUNTERS) {
    const last = header.counters[name];
    if (last !== undefined) await db.query('SELECT setval($1::regclass, $2::bigint)', [name, last]);
  }
  await db.query('COMMIT');
}

function sameTable(ours: ReadonlyMap<string, Table>, header: Header, name: string): Table {
  const table = ours.get(name);
  const given = header.tables.find((it) => it.name === name);
  if (!table || table.columns.join() !== given?.columns.join()) {
    throw new UnusableBackup(`has another ${name} than the migrations that it names`);
  }
  return table;
}

async function copyInto(db: pg.Client, { name, columns }: Table, rows: () => AsyncIterable<Buffer>): Promise<void> {
  await pipeline(Readable.from(rows()), db.query(copyFrom(`COPY ${name} (${columns.join(', ')}) FROM STDIN`)));
}

const asDatabase = (db: pg.Client) => ({
  query: async <T>(sql: string, values?: unknown[]): Promise<T> => (await db.query(sql, values)).rows as T,
});
