import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { EvidenceMissing, EvidenceStore, EvidenceStoreUnavailable, type Span } from './evidence-store.js';

/** A folder of this machine, or one that all machines share: `ab/cd/abcd…`, readable by its owner only. */
export class FolderEvidenceStore extends EvidenceStore {
  constructor(private readonly folder: string) {
    super();
  }

  async put(address: string, content: Buffer): Promise<void> {
    const path = this.pathOf(address);
    try {
      if (await exists(path)) return;
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      const draft = `${path}.${randomUUID()}.part`;
      try {
        await write(draft, content);
        await rename(draft, path);
      } finally {
        await rm(draft, { force: true });
      }
      await flushFolder(dirname(path));
    } catch (error) {
      throw new EvidenceStoreUnavailable(`${this.folder}: ${String(error)}`, error);
    }
  }

  async *read(address: string, { from, until }: Span): AsyncGenerator<Uint8Array> {
    const file = await open(this.pathOf(address)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') throw new EvidenceMissing(address);
      throw new EvidenceStoreUnavailable(`${this.folder}: ${String(error)}`, error);
    });
    try {
      if (until > from) yield* file.createReadStream({ start: from, end: until - 1, autoClose: false });
    } finally {
      await file.close();
    }
  }

  private pathOf(address: string): string {
    return join(this.folder, address.slice(0, 2), address.slice(2, 4), address);
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );

async function write(path: string, content: Buffer): Promise<void> {
  const file = await open(path, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A name is as lasting as its folder. */
async function flushFolder(path: string): Promise<void> {
  const folder = await open(path);
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
