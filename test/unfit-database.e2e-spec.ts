import { type TestDatabase, testDatabase } from '@app/testing';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Processes, removeFolder, type Started } from './processes.js';

let database: TestDatabase;
let dataDir: string;
let processes: Processes;
beforeAll(async () => {
  database = await testDatabase();
  await database
    .pool()
    .query(`INSERT INTO migrations ("timestamp", name) VALUES (1900000000001, 'Later1900000000001')`);
  dataDir = mkdtempSync(join(tmpdir(), 'chuishao-newer-'));
  processes = new Processes({ DATABASE_URL: database.url, DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn' });
});
afterAll(async () => {
  await processes.end();
  await database.drop();
  removeFolder(dataDir);
});

const starts: [string, () => Started | Promise<Started>][] = [
  ['api', () => processes.api()],
  ['worker', () => processes.worker()],
  ...['up', 'migrate', 'seed', 'rebuild --all', 'backup newer.backup'].map((line): [string, () => Started] => [
    line,
    () => processes.cli(line.split(' ')),
  ]),
];

test.each(starts)(
  '%s does not start on a database that a newer build has migrated',
  async (_name, start) => {
    const refused = await start();
    expect(await refused.exited).toBe(1);
    const lines = refused.output().trim().split('\n');
    expect(lines.at(-1)).toContain('the database was migrated by a newer build (Later1900000000001): run that build');
  },
  60_000,
);
