import { ProcessModule } from '@app/process';
import { type Config, readConfig } from '@app/runtime';
import { type TestDatabase, testDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { NestFactory } from '@nestjs/core';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { verifyBackup } from '../apps/cli/src/backup/read-backup.js';
import { restoreBackup } from '../apps/cli/src/backup/restore-backup.js';
import { type BackupFacts, writeBackup } from '../apps/cli/src/backup/write-backup.js';
import { allViews, catchUpViews, rebuildViews } from '../apps/cli/src/views.js';
import { Processes, removeFolder } from './processes.js';
import { dispatched, raised, type RunningApi, runningApi } from './running-api.js';
import { smallSeeds } from './small-seeds.js';

jest.setTimeout(60_000);

const MASTER_KEY = Buffer.alloc(32, 7);
const FACTS: BackupFacts = { createdAt: '2026-03-02T04:00:00.000Z', build: 'x', eventStore: 'postgres', settings: {} };
const REPORTER = { name: '欧阳晓月', phone: '13812345678' };
const silent = () => () => undefined;

let api: RunningApi;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'chuishao-backup-'));
  api = await runningApi({ masterKey: MASTER_KEY });
  for (let n = 0; n < 5; n++) await dispatched(api, { reporter: REPORTER });
});
afterAll(async () => {
  await api.stop();
  removeFolder(folder);
});

const restored = (url: string, file: string, changes: Partial<Parameters<typeof restoreBackup>[2]> = {}) =>
  restoreBackup(url, file, {
    eventStore: 'postgres',
    masterKey: { masterKey: MASTER_KEY, dataDir: folder },
    erase: [],
    phase: silent,
    ...changes,
  });

async function ask<Row extends pg.QueryResultRow>(url: string, sql: string, values: unknown[] = []): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql, values)).rows;
  } finally {
    await client.end();
  }
}

const LOG = `SELECT count(*)::int AS events, md5(string_agg(e::text, E'\\n' ORDER BY position)) AS digest
  FROM log.event e WHERE position <= $1`;
const logUpTo = (url: string, head: string) => ask<{ events: number; digest: string }>(url, LOG, [head]);
const keys = (url: string) => ask(url, 'SELECT * FROM vault.person_key ORDER BY subject_id');

/** Every row of every view, as text. */
async function views(url: string): Promise<Record<string, string[]>> {
  const tables = await ask<{ name: string }>(
    url,
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'views' AND tablename <> 'projection'`,
  );
  const dumps = tables.map(async ({ name }) => {
    const rows = await ask<{ line: string }>(url, `SELECT t::text AS line FROM views.${name} t ORDER BY 1`);
    return [name, rows.map(({ line }) => line)] as const;
  });
  return Object.fromEntries(await Promise.all(dumps));
}

const headOf = async (url: string): Promise<string> =>
  (await ask<{ head: string }>(url, 'SELECT max(position) AS head FROM log.event'))[0]?.head ?? '0';

const configOn = (url: string): Config =>
  Object.assign({}, readConfig({ NODE_ENV: 'test', DATABASE_URL: url, DATA_DIR: folder, LOG_LEVEL: 'fatal' }), {
    masterKey: MASTER_KEY,
  });

/** With the log at hand, but nobody following it. */
async function withApplication(url: string, use: (...args: Parameters<typeof catchUpViews>) => Promise<unknown>) {
  const config = configOn(url);
  const app = await NestFactory.createApplicationContext(ProcessModule.forRoot(config, []), { logger: false });
  try {
    await use(app, config, BigInt(await headOf(url)));
  } finally {
    await app.close();
  }
}

describe('a backup', () => {
  let target: TestDatabase;
  let file: string;
  beforeAll(async () => {
    file = join(folder, 'quiet.backup');
    await writeBackup(api.database.url, file, FACTS, silent);
    target = await testDatabase();
  });
  afterAll(() => target.drop());

  test('that was changed or cut is refused, and nothing is written', async () => {
    const whole = readFileSync(file);
    const flipped = Buffer.from(whole);
    flipped[whole.length >> 1] = (flipped[whole.length >> 1] ?? 0) ^ 1;
    const bad = join(folder, 'bad.backup');
    for (const content of [flipped, whole.subarray(0, whole.length >> 1), whole.subarray(0, -1)]) {
      writeFileSync(bad, content);
      await expect(restored(target.url, bad)).rejects.toThrow(/is (damaged|cut short)/);
    }
    expect(await logUpTo(target.url, '9999999')).toEqual([{ events: 0, digest: null }]);
    expect(await keys(target.url)).toEqual([]);
  });

  test('is refused with another master key, and nothing is written', async () => {
    const masterKey = { masterKey: Buffer.alloc(32, 8), dataDir: folder };
    await expect(restored(target.url, file, { masterKey })).rejects.toThrow('the master key is not the one');
    expect(await logUpTo(target.url, '9999999')).toEqual([{ events: 0, digest: null }]);
    expect(await keys(target.url)).toEqual([]);
  });

  test('is refused by a database that somebody uses', async () => {
    const client = new pg.Client({ connectionString: target.url, application_name: 'chuishao' });
    await client.connect();
    await expect(restored(target.url, file)).rejects.toThrow('the database is in use (chuishao)');
    await client.end();
  });

  test('brings back the log and the keys as they were, and rebuilt views are equal row by row', async () => {
    const summary = await restored(target.url, file);
    const [log] = await logUpTo(api.database.url, summary.head);
    expect(log?.events).toBe(summary.events);
    expect(log?.events).toBeGreaterThan(100);
    expect(await logUpTo(target.url, '9999999')).toEqual([log]);
    expect(await keys(target.url)).toEqual(await keys(api.database.url));
    expect((await keys(target.url)).length).toBe(summary.keys);
    await withApplication(target.url, (app) => rebuildViews(app, allViews));
    await withApplication(api.database.url, async (...args) => expect(await catchUpViews(...args)).toEqual([]));
    const [before, after] = [await views(api.database.url), await views(target.url)];
    expect(before['whistle_search']?.length).toBe(5);
    expect(after).toEqual(before);
  });

  test('is refused by a database that holds something', async () => {
    await expect(restored(target.url, file)).rejects.toThrow('is not empty');
  });

  test('serves again, with personal data open and the log going on where it ended', async () => {
    const again = await runningApi({ masterKey: MASTER_KEY, databaseUrl: target.url });
    try {
      const ids = await ask<{ id: string }>(target.url, 'SELECT whistle_id AS id FROM views.whistle_search');
      const { body } = await again.as('dispatcher').get(`/api/v1/whistles/${ids[0]?.id}`);
      expect(body['reporter']).toMatchObject({ name: '欧阳**', phone: '138****5678' });
      const head = await headOf(target.url);
      const taken = await ask<{ number: string }>(target.url, 'SELECT number FROM views.whistle_search');
      const { position, number } = await raised(again.anonymous);
      expect(taken.map((row) => row.number)).not.toContain(number);
      expect(Number(position)).toBeGreaterThan(Number(head));
      expect(Number(position) - Number(head)).toBeLessThan(10);
    } finally {
      await again.stop();
    }
  });

  test('erases again who was erased after it was made', async () => {
    const other = await testDatabase();
    const [gone] = (await keys(api.database.url)).map((row) => String(row['subject_id']));
    await restored(other.url, file, { erase: [gone ?? ''] });
    const rows = await ask(other.url, 'SELECT subject_id FROM vault.person_key WHERE wrapped_key IS NULL');
    expect(rows).toEqual([{ subject_id: gone }]);
    await other.drop();
  });

  test('holds nobody in clear and not the master key', () => {
    const text = gunzipSync(readFileSync(file)).toString();
    for (const secret of [REPORTER.name, REPORTER.phone, MASTER_KEY.toString('base64'), MASTER_KEY.toString('hex')]) {
      expect(text).not.toContain(secret);
    }
  });

  test('leaves nothing out: what it does not hold is made again from what it holds', async () => {
    const names = await ask<{ name: string }>(
      api.database.url,
      `SELECT n.nspname || '.' || c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.relkind IN ('r', 'p', 'S', 'm') AND n.nspname !~ '^(pg_|information_schema)'
         AND n.nspname NOT IN ('views', 'bullmq', 'evidence') AND c.relname !~ '^migrations'`,
    );
    const { header } = await verifyBackup(file);
    const held = [...header.tables.map(({ name }) => name), ...Object.keys(header.counters)];
    expect(names.map(({ name }) => name).toSorted()).toEqual(held.toSorted());
  });

  test('never overwrites a file, and leaves none behind where it fails', async () => {
    const before = readdirSync(folder);
    await expect(writeBackup(api.database.url, file, FACTS, silent)).rejects.toThrow('exists already');
    const nowhere = join(folder, 'no/such/folder.backup');
    await expect(writeBackup(api.database.url, nowhere, FACTS, silent)).rejects.toThrow('there is no folder');
    const unread = writeBackup(`${api.database.url}_gone`, join(folder, 'gone.backup'), FACTS, silent);
    await expect(unread).rejects.toThrow('does not exist');
    expect(readdirSync(folder)).toEqual(before);
  });
});

test('a backup made while whistles are blown is the log up to one moment, with every key that it needs', async () => {
  const [file, target] = [join(folder, 'busy.backup'), await testDatabase()];
  const stop = new AbortController();
  const began = await raised(api.anonymous);
  const blowing = Array.from({ length: 4 }, async () => {
    while (!stop.signal.aborted) await raised(api.anonymous, { reporter: REPORTER });
  });
  const { head } = await writeBackup(api.database.url, file, FACTS, silent);
  stop.abort();
  await Promise.all(blowing);
  const ended = await raised(api.anonymous);
  expect(Number(head)).toBeGreaterThanOrEqual(Number(began.position));
  expect(Number(head)).toBeLessThan(Number(ended.position));
  await restored(target.url, file);
  expect(await logUpTo(target.url, '9999999')).toEqual(await logUpTo(api.database.url, head));
  const sealed = await ask(
    target.url,
    `SELECT data #>> '{reporter,name,subjectId}' AS subject_id FROM log.event
     WHERE data #>> '{reporter,name,subjectId}' IS NOT NULL
     EXCEPT SELECT subject_id FROM vault.person_key`,
  );
  expect(sealed).toEqual([]);
  await target.drop();
});

describe('the command line', () => {
  const dataDir = () => join(folder, 'data');
  let processes: Processes;
  beforeAll(() => {
    processes = new Processes({ DATA_DIR: dataDir(), LOG_LEVEL: 'warn', SEEDS_DIR: smallSeeds(folder) });
  });
  afterAll(() => processes.end());
  const run = async (...args: string[]): Promise<[number | null, string]> => {
    const started = processes.cli(args);
    return [await started.exited, started.output()];
  };

  test('backs a running installation up, resets it, and restores it on its master key', async () => {
    const file = join(folder, 'up.backup');
    const up = processes.up({ PORT: '0' });
    await up.ready();
    const [code, output] = await run('backup', file);
    expect([code, output]).toEqual([0, expect.stringMatching(/"events":\d{3,}/)]);
    expect(output).toContain(`${dataDir()}/master.key) is not in it`);
    expect(await run('reset', '--yes-i-mean', dataDir())).toEqual([1, expect.stringContaining(`process ${up.pid}`)]);
    await up.stop();

    expect(await run('backup', '--verify', file)).toEqual([0, expect.stringMatching(/"events":\d{3,}/)]);
    expect(await run('restore', file)).toEqual([1, expect.stringContaining('is not empty')]);
    expect(await run('reset')).toEqual([1, expect.stringContaining(`say --yes-i-mean ${dataDir()}`)]);
    expect(existsSync(join(dataDir(), 'pg'))).toBe(true);
    expect((await run('reset', '--yes-i-mean', dataDir()))[0]).toBe(0);
    expect(readdirSync(dataDir())).toEqual(['demo-issuer.jwk.json', 'master.key']);

    const [restoredCode, told] = await run('restore', file);
    expect([restoredCode, told]).toEqual([0, expect.stringContaining('triage-board')]);
    // another master key, while it runs (密钥轮换)
    const next = Buffer.alloc(32, 9).toString('base64');
    writeFileSync(join(dataDir(), 'master.key.next'), next, { mode: 0o600 });
    const again = processes.up({ PORT: '0' });
    await again.ready();
    const [rotatedCode, rotated] = await run('keys', 'rotate');
    expect([rotatedCode, rotated]).toEqual([0, expect.stringContaining('"version":2')]);
    expect(readFileSync(join(dataDir(), 'master.key'), 'utf8')).toBe(next);
    expect(existsSync(join(dataDir(), 'master.key.former'))).toBe(true);
    expect(await run('keys', 'rotate')).toEqual([1, expect.stringContaining('give the next one')]);
    expect(await again.stop()).toBe(0);
    rmSync(file);
  }, 180_000);

  test('with the log in KurrentDB keeps keys and numbers, and says what it does not keep', async () => {
    const [file, target] = [join(folder, 'keys.backup'), await testDatabase()];
    const { events, keys: held } = await writeBackup(
      api.database.url,
      file,
      { ...FACTS, eventStore: 'kurrentdb' },
      silent,
    );
    expect([events, held > 0]).toEqual([0, true]);
    await expect(restored(target.url, file)).rejects.toThrow('EVENT_STORE: the backup is of an installation');
    await restored(target.url, file, { eventStore: 'kurrentdb' });
    expect(await keys(target.url)).toEqual(await keys(api.database.url));
    const kurrent = { EVENT_STORE: 'kurrentdb', KURRENTDB_URL: 'kurrentdb://127.0.0.1:1?tls=false' };
    const again = processes.cli(['backup', join(folder, 'again.backup')], { ...kurrent, DATABASE_URL: target.url });
    expect([await again.exited, again.output()]).toEqual([0, expect.stringContaining('The log is in KurrentDB')]);
    await target.drop();
  });

  test('does not reset in production unless told so', async () => {
    const started = processes.cli(['reset', '--yes-i-mean', dataDir()], { NODE_ENV: 'production' });
    expect([await started.exited, started.output()]).toEqual([1, expect.stringContaining('--in-production')]);
  });
});
