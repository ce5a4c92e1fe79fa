import { describe, expect, it, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { FRAME, openSpan, SEALED_FRAME, sealedSpan, sealFile, sha256 } from './sealed-file.js';

const key = Buffer.alloc(32, 7);
const SIZES = [1, 100, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME, 3 * FRAME + 17];

/** Opens a span out of stored bytes, that come in chunks of a size. */
async function opened(stored: Buffer, content: Buffer, from: number, until: number, by = 10_000): Promise<Buffer> {
  const file = { sha256: sha256(content), bytes: content.length };
  const span = sealedSpan(file, from, until);
  const sealed = stored.subarray(span.from, span.until);
  async function* chunks() {
    for (let at = 0; at < sealed.length; at += by) yield sealed.subarray(at, at + by);
  }
  const parts: Buffer[] = [];
  for await (const part of openSpan(key, file, { from, until }, chunks())) parts.push(part);
  return Buffer.concat(parts);
}

test.each(SIZES)('a file of %d bytes is read whole and in any part', async (size) => {
  const content = randomBytes(size);
  const stored = sealFile(key, content);
  if (size > 16) expect(stored.includes(content.subarray(0, 16))).toBe(false);
  const cuts = [0, 1, FRAME - 1, FRAME, FRAME + 1, 2 * FRAME, size - 1].filter((at) => at >= 0 && at < size);
  for (const from of cuts) {
    for (const until of [...cuts, size].filter((at) => at > from)) {
      const part = await opened(stored, content, from, until, 7_000 + (from % 70_000));
      expect([from, until, part.equals(content.subarray(from, until))]).toEqual([from, until, true]);
    }
  }
});

test('the same file seals to the same bytes; another file, or another key, shares none with it', () => {
  const content = randomBytes(1000);
  expect(sealFile(key, content).equals(sealFile(key, Buffer.from(content)))).toBe(true);
  const changed = Buffer.from(content);
  changed[999]! ^= 1;
  expect(sealFile(key, changed).subarray(0, 16).equals(sealFile(key, content).subarray(0, 16))).toBe(false);
  expect(sealFile(Buffer.alloc(32, 8), content).subarray(0, 16).equals(sealFile(key, content).subarray(0, 16))).toBe(
    false,
  );
});

describe('what was stored and then changed', () => {
  const content = randomBytes(2 * FRAME + 50);
  const stored = sealFile(key, content);
  const whole = (changed: Buffer) => opened(changed, content, 0, content.length);

  it('does not open if a bit was flipped', async () => {
    const flipped = Buffer.from(stored);
    flipped[FRAME + 100]! ^= 1;
    await expect(whole(flipped)).rejects.toThrow();
  });

  it('does not open if frames were swapped', async () => {
    const [a, b] = [stored.subarray(0, SEALED_FRAME), stored.subarray(SEALED_FRAME, 2 * SEALED_FRAME)];
    await expect(whole(Buffer.concat([b, a, stored.subarray(2 * SEALED_FRAME)]))).rejects.toThrow();
  });

  it('does not open if its end was cut off, by the frame or within it', async () => {
    await expect(whole(stored.subarray(0, 2 * SEALED_FRAME))).rejects.toThrow('cut');
    await expect(whole(stored.subarray(0, stored.length - 1))).rejects.toThrow();
  });
});
