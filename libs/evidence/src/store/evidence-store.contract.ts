import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { sha256 } from '../sealed-file.js';
import { EvidenceMissing, type EvidenceStore, type Span } from './evidence-store.js';

export interface OpenStore {
  readonly store: EvidenceStore;
  /** Another one on the same files, as a second process has it. */
  readonly other: EvidenceStore;
  close(): Promise<void>;
}

async function readAll(store: EvidenceStore, address: string, span: Span): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of store.read(address, span)) parts.push(part);
  return Buffer.concat(parts);
}

/** What every place for evidence must do. */
export function storesEvidence(name: string, open: () => Promise<OpenStore>): void {
  describe(`evidence in ${name}`, () => {
    let opened: OpenStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const content = randomBytes(200_000);
    const address = sha256(content);

    it('is there for everybody once it was put, in any part', async () => {
      await opened.store.put(address, content);
      for (const [from, until] of [
        [0, 200_000],
        [0, 1],
        [65_536, 131_073],
        [199_999, 200_000],
        [70, 70],
      ] as const) {
        const part = await readAll(opened.other, address, { from, until });
        expect([from, until, part.equals(content.subarray(from, until))]).toEqual([from, until, true]);
      }
    });

    it('stays as it is if it is put again, by many at once', async () => {
      await Promise.all([opened.store, opened.other, opened.store].map((store) => store.put(address, content)));
      expect((await readAll(opened.store, address, { from: 0, until: 200_000 })).equals(content)).toBe(true);
    });

    it('that was never put is missing', async () => {
      const missing = 'f'.repeat(64);
      await expect(readAll(opened.store, missing, { from: 0, until: 10 })).rejects.toThrow(EvidenceMissing);
    });
  });
}
