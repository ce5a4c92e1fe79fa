import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LocalMasterKey, localMasterKey, MASTER_KEY_FILE, NEXT_MASTER_KEY_FILE } from './master-key.js';

describe('the local master key', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'chuishao-key-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));
  const file = () => join(dataDir, MASTER_KEY_FILE);

  test('is made once, for its owner only, and found again', async () => {
    const wrapped = await localMasterKey({ dataDir }, true).wrap('p-1', Buffer.from('secret'));
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual([MASTER_KEY_FILE]);
    expect((await localMasterKey({ dataDir }, false).unwrap('p-1', wrapped, 1)).toString()).toBe('secret');
  });

  test('is not made where personal data already lies under another one', () => {
    expect(() => localMasterKey({ dataDir }, false)).toThrow(/restore that key from its backup/);
    expect(existsSync(file())).toBe(false);
  });

  test('from the environment goes before the file, and no file is made', async () => {
    const masterKey = Buffer.alloc(32, 1);
    const wrapped = await localMasterKey({ masterKey, dataDir }, true).wrap('p-1', Buffer.from('secret'));
    expect(existsSync(file())).toBe(false);
    expect((await new LocalMasterKey(masterKey).unwrap('p-1', wrapped, 1)).toString()).toBe('secret');
  });

  test.each(['', 'short', Buffer.alloc(31).toString('base64'), Buffer.alloc(33).toString('base64'), 'A'.repeat(43)])(
    'is refused if the file holds "%s"',
    (content) => {
      writeFileSync(file(), content, { mode: 0o600 });
      expect(() => localMasterKey({ dataDir }, true)).toThrow(/must hold 32 bytes/);
    },
  );

  test('is refused if others can read the file', () => {
    localMasterKey({ dataDir }, true);
    chmodSync(file(), 0o640);
    expect(() => localMasterKey({ dataDir }, true)).toThrow(/chmod 600/);
  });

  test('is refused at a wrong length', () => {
    expect(() => new LocalMasterKey(Buffer.alloc(16))).toThrow(/32 bytes, not 16/);
  });

  test('unwraps for the same person only, and only what it wrapped', async () => {
    const key = new LocalMasterKey(Buffer.alloc(32, 1));
    const wrapped = await key.wrap('p-1', Buffer.alloc(32, 9));
    await expect(key.unwrap('p-2', wrapped, 1)).rejects.toThrow();
    await expect(new LocalMasterKey(Buffer.alloc(32, 2)).unwrap('p-1', wrapped, 1)).rejects.toThrow();
    await expect(key.unwrap('p-1', wrapped, 2)).rejects.toThrow(/version 2/);
    wrapped.writeUInt8(wrapped.readUInt8(20) ^ 1, 20);
    await expect(key.unwrap('p-1', wrapped, 1)).rejects.toThrow();
  });

  test('has the next one beside it, from the file or the environment, and tells by what it opens which is in use', async () => {
    const [former, next] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
    writeFileSync(file(), former.toString('base64'), { mode: 0o600 });
    writeFileSync(join(dataDir, NEXT_MASTER_KEY_FILE), next.toString('base64'), { mode: 0o600 });
    const root = await new LocalMasterKey(former).wrap('root', Buffer.from('secret'));
    const moved = await new LocalMasterKey(next).wrap('root', Buffer.from('secret'));

    for (const source of [{ dataDir }, { masterKey: former, nextMasterKey: next, dataDir }]) {
      const before = localMasterKey(source, false);
      expect([await before.prove('root', root, 4), before.version, before.newest]).toEqual([
        Buffer.from('secret'),
        4,
        5,
      ]);
      const since = localMasterKey(source, false);
      expect([await since.prove('root', moved, 5), since.version, since.newest]).toEqual([Buffer.from('secret'), 5, 5]);
      expect((await since.unwrap('root', root, 4)).toString()).toBe('secret');
    }
  });

  test('does not move to a version that is not at hand', () => {
    const key = new LocalMasterKey(Buffer.alloc(32, 1));
    expect(() => key.moveTo(2)).toThrow(/no master key of version 2/);
    expect([key.version, key.has(1), key.has(2)]).toEqual([1, true, false]);
  });
});
