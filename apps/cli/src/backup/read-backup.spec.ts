import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { manifestOf, newHeader, PartDigest } from './format.js';
import { verifyBackup } from './read-backup.js';

const header = JSON.stringify(
  newHeader({
    createdAt: '2026-03-02T04:00:00.000Z',
    build: '0.1.0',
    eventStore: 'postgres',
    settings: {},
    postgres: '18.4',
    head: '3',
    migrations: ['EventLog1700000000001'],
    tables: [],
    counters: {},
  }),
);
/** Rows that look like the end of a table but are not, an empty table, and one that no chunk holds whole. */
const TABLES: Readonly<Record<string, string>> = {
  'vault.person_key': 'a\t\\\\.\n\\\\.\tb\n',
  'vault.root_secret': '',
  'log.event': Array.from({ length: 20_000 }, (_, n) => `${n}\t吹哨 ${'x'.repeat(n % 61)}\\\\.\n`).join(''),
};

/** What a writer makes of these tables. */
function textOf(tables: Readonly<Record<string, string>>, said = tables): string {
  const parts = Object.entries(said).map(([name, rows]) => {
    const digest = new PartDigest();
    digest.add(Buffer.from(rows));
    return digest.part(name);
  });
  const copies = Object.entries(tables).map(([name, rows]) => `COPY ${name}\n${rows}\\.\n`);
  return `${header}\n${copies.join('')}${JSON.stringify(manifestOf(header, parts))}\n`;
}

describe('a backup', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'chuishao-backup-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const written = (text: string | Buffer, packed = true): string => {
    const file = join(folder, 'a.backup');
    writeFileSync(file, packed ? gzipSync(text) : text);
    return file;
  };

  test('is read back as it was written, whatever its rows hold and wherever chunks end', async () => {
    const { parts } = await verifyBackup(written(textOf(TABLES)));
    expect(parts.map(({ table, rows }) => [table, rows])).toEqual([
      ['vault.person_key', 2],
      ['vault.root_secret', 0],
      ['log.event', 20_000],
    ]);
  });

  test.each([
    [
      'a changed row',
      textOf({ ...TABLES, 'vault.person_key': 'a\t\\\\.\n\\\\.\tc\n' }, TABLES),
      'vault.person_key is not',
    ],
    ['a missing row', textOf({ ...TABLES, 'vault.person_key': 'a\t\\\\.\n' }, TABLES), 'vault.person_key is not as'],
    ['a missing table', textOf({ 'vault.root_secret': '' }, TABLES), 'vault.person_key is not as it was written'],
    ['another header', textOf(TABLES).replace('"head":"3"', '"head":"4"'), 'it is not as it was written'],
    ['no last line', textOf(TABLES).replace(/\{"parts".*\n$/, ''), 'is cut short'],
    ['a table that does not end', `${header}\nCOPY log.event\n1\t2\n`, 'is cut short'],
    ['something behind its end', `${textOf(TABLES)}COPY log.event\n`, 'something follows its last line'],
    ['a later format', textOf({}).replace('"version":1', '"version":2'), 'made by a later version'],
    ['other data', 'position,stream\n1,2\n', 'is no backup of this product'],
    ['other data without any line', Buffer.alloc(3_000_000, 'a'), 'is no backup of this product'],
    ['nothing', '', 'is cut short'],
  ])('with %s is refused', async (_what, text, reason) => {
    await expect(verifyBackup(written(text))).rejects.toThrow(reason);
  });

  test('that is not packed is refused', async () => {
    await expect(verifyBackup(written(textOf(TABLES), false))).rejects.toThrow('is no backup of this product');
  });

  test('is refused wherever it is cut', async () => {
    const { length } = readFileSync(written(textOf(TABLES)));
    for (const left of [0, 1, 10, 100, length >> 1, length - 9, length - 1]) {
      const file = written(textOf(TABLES));
      truncateSync(file, left);
      await expect(verifyBackup(file)).rejects.toThrow('is cut short');
    }
  });

  test('is refused whichever byte of it has changed', async () => {
    const whole = readFileSync(written(textOf(TABLES)));
    // the first ten bytes are gzip's own, and say nothing of the content
    for (let at = 10; at < whole.length; at += Math.ceil(whole.length / 150)) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 0x10;
      const file = join(folder, 'b.backup');
      writeFileSync(file, changed);
      await expect(verifyBackup(file)).rejects.toThrow(/is (damaged|cut short|no backup)/);
    }
  }, 60_000);
});
