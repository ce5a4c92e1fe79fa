import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto';

/** Plain bytes of one frame; the last one of a file may be shorter. */
export const FRAME = 65_536;
const TAG = 16;
export const SEALED_FRAME = FRAME + TAG;
const KEY_BYTES = 32;

export const sha256 = (content: Uint8Array): string => createHash('sha256').update(content).digest('hex');

/**
 * A key for exactly this content: the same content seals to the same bytes, so that storing it again changes nothing,
 * and another content never meets a nonce that was used.
 * @param fileKey 32 bytes that belong to one piece of evidence
 */
const keyOf = (fileKey: Buffer, contentHash: string): Buffer =>
  Buffer.from(hkdfSync('sha256', fileKey, Buffer.alloc(0), `chuishao/evidence/1/${contentHash}`, KEY_BYTES));

/** The nonce says which frame it is, so that none can be swapped; that none is missing, its length says. */
function nonceOf(index: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(index, 8);
  return nonce;
}

export const frameCount = (bytes: number): number => Math.max(1, Math.ceil(bytes / FRAME));

/** AES-256-GCM, frame by frame, so that any part can be opened alone. */
export function sealFile(fileKey: Buffer, content: Buffer): Buffer {
  const key = keyOf(fileKey, sha256(content));
  const frames = frameCount(content.length);
  const parts: Buffer[] = [];
  for (let index = 0; index < frames; index++) {
    const cipher = createCipheriv('aes-256-gcm', key, nonceOf(index));
    parts.push(
      cipher.update(content.subarray(index * FRAME, (index + 1) * FRAME)),
      cipher.final(),
      cipher.getAuthTag(),
    );
  }
  return Buffer.concat(parts);
}

/** What is known of a file beside its sealed bytes. */
export interface PlainFile {
  readonly sha256: string;
  readonly bytes: number;
}

/** Which sealed bytes hold these plain ones; both ends as `slice` takes them. */
export function sealedSpan({ bytes }: PlainFile, from: number, until: number): { from: number; until: number } {
  const sealedBytes = bytes + frameCount(bytes) * TAG;
  const lastFrame = Math.floor(Math.max(from, until - 1) / FRAME);
  return {
    from: Math.floor(from / FRAME) * SEALED_FRAME,
    until: Math.min((lastFrame + 1) * SEALED_FRAME, sealedBytes),
  };
}

/**
 * The plain bytes `from` to `until` out of the sealed span that holds them, as they come.
 * @throws Error if what was stored has been changed, cut or swapped
 */
export async function* openSpan(
  fileKey: Buffer,
  file: PlainFile,
  span: { readonly from: number; readonly until: number },
  sealed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer> {
  const key = keyOf(fileKey, file.sha256);
  let index = Math.floor(span.from / FRAME);
  for await (const frame of framesOf(sealed)) {
    const plain = openFrame(key, nonceOf(index), frame);
    const start = index * FRAME;
    yield plain.subarray(Math.max(0, span.from - start), span.until - start);
    index++;
  }
  if (index <= Math.floor((span.until - 1) / FRAME)) throw new Error('the stored file has been cut');
}

function openFrame(key: Buffer, nonce: Buffer, frame: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG }).setAuthTag(frame.subarray(-TAG));
  return Buffer.concat([decipher.update(frame.subarray(0, -TAG)), decipher.final()]);
}

/** Whole frames out of chunks of whatever size. */
async function* framesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of chunks) {
    rest = Buffer.concat([rest, chunk]);
    for (; rest.length >= SEALED_FRAME; rest = rest.subarray(SEALED_FRAME)) yield rest.subarray(0, SEALED_FRAME);
  }
  if (rest.length > 0) yield rest;
}
