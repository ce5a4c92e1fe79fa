import { decrypt, encrypt } from '@app/privacy';
import { hkdfSync } from 'node:crypto';

const keyOf = (fileKey: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', fileKey, Buffer.alloc(0), 'chuishao/upload/1', 32));

/** A part of an upload, for the time until the rest has arrived; bound to its place in the file. */
export const sealPart = (fileKey: Buffer, from: number, plain: Buffer): Buffer =>
  encrypt(keyOf(fileKey), String(from), plain);

export const openPart = (fileKey: Buffer, from: number, sealed: Buffer): Buffer =>
  decrypt(keyOf(fileKey), String(from), sealed);

/** The chunks of a line, gathered into parts of a size that is worth a row; what is left when the line breaks comes too. */
export async function* gathered(chunks: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Buffer> {
  let parts: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of chunks) {
      parts.push(chunk);
      length += chunk.length;
      if (length < size) continue;
      yield Buffer.concat(parts);
      parts = [];
      length = 0;
    }
  } catch (error) {
    if (length > 0) yield Buffer.concat(parts);
    throw error;
  }
  if (length > 0) yield Buffer.concat(parts);
}
