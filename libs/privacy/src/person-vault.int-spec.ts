import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type TestDatabase, testDatabase } from '@app/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataSource } from 'typeorm';
import { restrictKeys } from './destroyed-keys.js';
import { ERASED, RESTRICTED, sealedAt } from './domain/index.js';
import { LocalMasterKey } from './master-key.js';
import { PersonVault } from './person-vault.js';
import { openVault } from './root-secret.js';

const masterKey = new LocalMasterKey(Buffer.alloc(32, 1));
const aad = sealedAt('whistle-1', 'reporter.phone');
const phone = '13800138000';

let test1: TestDatabase;
let database: DataSource;
let vault: PersonVault;
const vaultOfAnotherProcess = () => new PersonVault(database, masterKey);

beforeAll(async () => {
  test1 = await testDatabase();
  database = await test1.dataSource();
});
afterAll(() => test1.drop());
beforeEach(async () => {
  await database.query('TRUNCATE vault.person_key, vault.root_secret');
  vault = new PersonVault(database, masterKey);
});

describe('sealing', () => {
  test('opens again, in this process and in another', async () => {
    const sealed = await vault.seal('p-1', aad, phone);
    expect(sealed).toMatchObject({ subjectId: 'p-1', kv: 1 });
    expect(await vault.open(sealed, aad)).toBe(phone);
    expect(await vaultOfAnotherProcess().open(sealed, aad)).toBe(phone);
  });

  test('never gives the same box twice, and empty and long texts come back whole', async () => {
    const texts = ['', '吹哨', '长'.repeat(20_000)];
    const boxes = await vault.sealAll([...texts, ...texts].map((plaintext) => ({ subjectId: 'p-1', aad, plaintext })));
    expect(new Set(boxes.map(({ box }) => box)).size).toBe(6);
    expect(await vault.openAll(boxes.map((sealed) => ({ sealed, aad })))).toEqual([...texts, ...texts]);
  });

  test('leaves nothing in clear in the vault, not even the keys', async () => {
    await vault.seal('p-1', aad, phone);
    const [row] = await database.query('SELECT wrapped_key FROM vault.person_key');
    expect(row.wrapped_key).toHaveLength(12 + 32 + 16);
  });

  test('does not open in another place, for another person, or changed', async () => {
    const sealed = await vault.seal('p-1', aad, phone);
    await vault.seal('p-2', aad, phone);
    await expect(vault.open(sealed, sealedAt('whistle-2', 'reporter.phone'))).rejects.toThrow();
    await expect(vault.open({ ...sealed, subjectId: 'p-2' }, aad)).rejects.toThrow();
    const bytes = Buffer.from(sealed.box, 'base64');
    bytes.writeUInt8(bytes.readUInt8(15) ^ 1, 15);
    await expect(vault.open({ ...sealed, box: bytes.toString('base64') }, aad)).rejects.toThrow();
    await expect(vault.open({ ...sealed, box: '' }, aad)).rejects.toThrow();
  });

  test('by many at once makes one key per person', async () => {
    const people = Array.from({ length: 20 }, (_, i) => `p-${i}`);
    const processes = Array.from({ length: 8 }, vaultOfAnotherProcess);
    const boxes = await Promise.all(
      processes.map((process, i) => {
        const order = i % 2 ? people : people.toReversed();
        return process.sealAll(order.map((subjectId) => ({ subjectId, aad, plaintext: subjectId })));
      }),
    );
    const fresh = vaultOfAnotherProcess();
    for (const sealed of boxes.flat()) expect(await fresh.open(sealed, aad)).toBe(sealed.subjectId);
    const [{ count }] = await database.query('SELECT count(*)::int AS count FROM vault.person_key');
    expect(count).toBe(20);
  });
});

describe('erasing', () => {
  test('makes everything of that person unreadable, and of nobody else', async () => {
    const [one, two] = [await vault.seal('p-1', aad, phone), await vault.seal('p-2', aad, phone)];
    await vault.erase('p-1');
    const boxes = [one, two].map((sealed) => ({ sealed, aad }));
    expect(await vault.openAll(boxes)).toEqual([ERASED, phone]);
    expect(await vaultOfAnotherProcess().openAll(boxes)).toEqual([ERASED, phone]);
  });

  test('leaves a tombstone without a key, keeps its first date, and refuses to seal again', async () => {
    await vault.seal('p-1', aad, phone);
    await vault.erase('p-1');
    const tombstone = await database.query('SELECT * FROM vault.person_key');
    expect(tombstone).toEqual([
      expect.objectContaining({ subject_id: 'p-1', wrapped_key: null, erased_at: expect.any(Date) }),
    ]);
    await vault.erase('p-1');
    expect(await database.query('SELECT * FROM vault.person_key')).toEqual(tombstone);
    await expect(vault.seal('p-1', aad, phone)).rejects.toMatchObject({ code: 'privacy/subject-erased' });
  });

  test('works for somebody who never had a key', async () => {
    await vault.erase('p-9');
    await expect(vault.seal('p-9', aad, phone)).rejects.toMatchObject({ code: 'privacy/subject-erased' });
  });

  test('while the key is being read does not leave it in the cache', async () => {
    const sealed = await vaultOfAnotherProcess().seal('p-1', aad, phone);
    await Promise.all([vault.open(sealed, aad), vault.erase('p-1')]);
    expect(await vault.open(sealed, aad)).toBe(ERASED);
  });

  test('is not the same as having lost the key', async () => {
    const sealed = await vault.seal('p-1', aad, phone);
    await database.query('DELETE FROM vault.person_key');
    await expect(vaultOfAnotherProcess().open(sealed, aad)).rejects.toThrow(/lost/);
  });
});

describe('restricting', () => {
  test('shows nothing of that person any more, keeps all of it, and still takes it out of other texts', async () => {
    const [one, two] = [await vault.seal('p-1', aad, phone), await vault.seal('p-2', aad, phone)];
    await restrictKeys(database, ['p-1', 'p-unknown']);
    vault.forget(['p-1']);
    const boxes = [one, two].map((sealed) => ({ sealed, aad }));
    expect(await vault.openAll(boxes)).toEqual([RESTRICTED, phone]);
    expect(await vaultOfAnotherProcess().openAll(boxes)).toEqual([RESTRICTED, phone]);
    expect(await vault.openAll(boxes, 'SCRUB')).toEqual([phone, phone]);
    // what comes after is kept as safe as the rest
    const later = await vault.seal('p-1', aad, 'later');
    expect(await vault.open(later, aad)).toBe(RESTRICTED);
    await vault.erase('p-1');
    expect(await vault.openAll(boxes, 'SCRUB')).toEqual([ERASED, phone]);
  });
});

describe('the master key at the start', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'chuishao-vault-'));
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  test('is made on the first start and proved on every other; derived secrets stay', async () => {
    const first = await openVault(database, { dataDir });
    const again = await openVault(database, { dataDir });
    expect(again.rootSecret.equals(first.rootSecret)).toBe(true);
    expect(first.rootSecret).toHaveLength(32);
  });

  test('by two processes at once is one', async () => {
    const [one, two] = await Promise.all([openVault(database, { dataDir }), openVault(database, { dataDir })]);
    expect(one.rootSecret.equals(two.rootSecret)).toBe(true);
  });

  test('is refused if it is another one', async () => {
    await openVault(database, { dataDir });
    await expect(openVault(database, { masterKey: Buffer.alloc(32, 2), dataDir })).rejects.toThrow(
      /not the one that this database was made with/,
    );
  });

  test('is not made anew if it is missing', async () => {
    await openVault(database, { dataDir });
    const elsewhere = mkdtempSync(join(tmpdir(), 'chuishao-vault-'));
    await expect(openVault(database, { dataDir: elsewhere })).rejects.toThrow(/restore that key from its backup/);
    rmSync(elsewhere, { recursive: true });
  });
});
