import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type TestDatabase, testDatabase } from '@app/testing';
import { tmpdir } from 'node:os';
import type { DataSource } from 'typeorm';
import { ERASED, sealedAt } from './domain/index.js';
import { PersonVault } from './person-vault.js';
import { openVault } from './root-secret.js';
import { rotateKeys } from './rotate-keys.js';

const FORMER = Buffer.alloc(32, 1);
const NEXT = Buffer.alloc(32, 2);
const aad = sealedAt('whistle-1', 'reporter.phone');
const PEOPLE = Array.from({ length: 1_203 }, (_, index) => `p-${String(index).padStart(4, '0')}`);
const toSeal = PEOPLE.map((subjectId) => ({ subjectId, aad, plaintext: `phone of ${subjectId}` }));

let test1: TestDatabase;
let database: DataSource;
beforeAll(async () => {
  test1 = await testDatabase();
  database = await test1.dataSource();
});
afterAll(() => test1.drop());
beforeEach(() => database.query('TRUNCATE vault.person_key, vault.root_secret'));

const opened = (masterKey: Buffer, nextMasterKey?: Buffer) =>
  openVault(database, { masterKey, nextMasterKey, dataDir: tmpdir() });
const process = async (masterKey: Buffer, nextMasterKey?: Buffer) =>
  new PersonVault(database, (await opened(masterKey, nextMasterKey)).masterKey);
const rotated = async (told?: (done: number, total: number) => void) =>
  rotateKeys(database, (await opened(FORMER, NEXT)).masterKey, told);
const versions = async (): Promise<Record<string, number>> => {
  const rows = await database.query<{ version: string; keys: number }[]>(
    `SELECT master_version::text AS version, count(*)::integer AS keys FROM vault.person_key
     WHERE wrapped_key IS NOT NULL GROUP BY 1`,
  );
  return Object.fromEntries(rows.map(({ version, keys }) => [version, keys]));
};

describe('rotating the master key', () => {
  test('leaves everything readable by the next one alone, and nothing by the former one', async () => {
    const before = await opened(FORMER);
    const sealed = await new PersonVault(database, before.masterKey).sealAll(toSeal);
    await new PersonVault(database, before.masterKey).erase('p-0007');

    const told: number[] = [];
    expect(await rotated((done, total) => told.push(done, total))).toEqual({ version: 2, keys: 1_202 });
    expect(told).toEqual([500, 1_202, 1_000, 1_202, 1_202, 1_202]);
    expect(await versions()).toEqual({ 2: 1_202 });

    const after = await opened(NEXT);
    expect(after.rootSecret.equals(before.rootSecret)).toBe(true);
    const texts = await new PersonVault(database, after.masterKey).openAll(sealed.map((box) => ({ sealed: box, aad })));
    expect(texts).toEqual(toSeal.map(({ subjectId, plaintext }) => (subjectId === 'p-0007' ? ERASED : plaintext)));
    await expect(opened(FORMER)).rejects.toThrow(/not the one that this database was made with/);
    await expect(rotateKeys(database, after.masterKey)).rejects.toThrow(/give the next one/);
  });

  test('goes on where it was stopped; until then nobody starts with one of the two keys alone', async () => {
    await (await process(FORMER)).sealAll(toSeal);
    const killed = (): never => {
      throw new Error('killed');
    };
    await expect(rotated(killed)).rejects.toThrow('killed');
    expect(await versions()).toEqual({ 1: 703, 2: 500 });
    await expect(opened(NEXT)).rejects.toThrow(/former master key: give it as MASTER_KEY/);
    await expect(opened(FORMER)).rejects.toThrow(/not the one that this database was made with/);

    expect(await rotated()).toEqual({ version: 2, keys: 703 });
    expect(await versions()).toEqual({ 2: 1_203 });
    await opened(NEXT);
  });

  test('is not noticed by processes that have both: they seal and open all the while, each person under one key', async () => {
    const running = [await process(FORMER, NEXT), await process(FORMER, NEXT)];
    const early = await running[0]!.sealAll(toSeal);
    const rotation = { isDone: false };
    const late = running.map(async (vault, index) => {
      const boxes = [];
      for (let n = 0; !rotation.isDone || n < 20; n++) {
        boxes.push(await vault.seal(`n-${n}`, aad, `${index}`));
        await vault.open(early[n % early.length]!, aad);
      }
      return boxes;
    });
    expect((await rotated()).version).toBe(2);
    rotation.isDone = true;
    const boxes = (await Promise.all(late)).flat();

    expect(Object.keys(await versions())).toEqual(['2']);
    const fresh = await process(NEXT);
    const texts = await fresh.openAll([...early, ...boxes].map((sealed) => ({ sealed, aad })));
    expect(new Set(texts.slice(early.length))).toEqual(new Set(['0', '1']));
    expect(texts.slice(0, early.length)).toEqual(toSeal.map(({ plaintext }) => plaintext));
  });

  test('is told to a process that was not given the next one: it does not go on under the former one', async () => {
    const forgotten = await process(FORMER);
    await forgotten.seal('p-1', aad, 'x');
    await rotated();
    await expect(forgotten.seal('p-2', aad, 'x')).rejects.toThrow(/no master key of version 2/);
    expect(await versions()).toEqual({ 2: 1 });
  });

  test('a second time leads to a third version', async () => {
    const sealed = await (await process(FORMER)).seal('p-1', aad, 'x');
    await rotated();
    const third = Buffer.alloc(32, 3);
    expect(await rotateKeys(database, (await opened(NEXT, third)).masterKey)).toEqual({ version: 3, keys: 1 });
    expect(await (await process(third)).open(sealed, aad)).toBe('x');
  });
});
