import { fakeS3 } from '@app/testing';
import { expect, test } from '@jest/globals';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../sealed-file.js';
import { storesEvidence } from './evidence-store.contract.js';
import { EvidenceStoreUnavailable } from './evidence-store.js';
import { FolderEvidenceStore } from './folder.evidence-store.js';
import { S3EvidenceStore } from './s3.evidence-store.js';

const SECRET = 'not a secret';
const account = { region: 'cn-east-1', accessKeyId: 'chuishao', secretAccessKey: SECRET };
const content = Buffer.from('sealed');
const address = sha256(content);
const temporary = (): Promise<string> => mkdtemp(join(tmpdir(), 'chuishao-evidence-'));

storesEvidence('a folder', async () => {
  const folder = await temporary();
  return {
    store: new FolderEvidenceStore(folder),
    other: new FolderEvidenceStore(folder),
    close: () => rm(folder, { recursive: true }),
  };
});

storesEvidence('a bucket', async () => {
  const s3 = await fakeS3(SECRET);
  const open = () => new S3EvidenceStore({ ...account, url: s3.url });
  return { store: open(), other: open(), close: () => s3.close() };
});

test('a folder keeps each file under its hash, for its owner only, and nothing half written', async () => {
  const folder = await temporary();
  await new FolderEvidenceStore(folder).put(address, content);
  const below = join(folder, address.slice(0, 2), address.slice(2, 4));
  expect(await readdir(below)).toEqual([address]);
  expect((await stat(join(below, address))).mode & 0o777).toBe(0o600);
  expect((await stat(below)).mode & 0o777).toBe(0o700);
  await rm(folder, { recursive: true });
});

test('a bucket that is busy for a moment is asked again; one that refuses is unavailable', async () => {
  const s3 = await fakeS3(SECRET);
  s3.failNext(2);
  await new S3EvidenceStore({ ...account, url: s3.url }).put(address, content);
  expect([...s3.objects.keys()]).toEqual([address]);
  const wrong = new S3EvidenceStore({ ...account, url: s3.url, secretAccessKey: 'another' });
  await expect(wrong.put('a'.repeat(64), content)).rejects.toThrow(EvidenceStoreUnavailable);
  await s3.close();
  const away = new S3EvidenceStore({ ...account, url: s3.url });
  await expect(away.put(address, content)).rejects.toThrow(EvidenceStoreUnavailable);
});
