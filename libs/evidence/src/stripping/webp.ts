import { orientationOf, orientationOnly } from './orientation.js';

const HEADER = 12;
const CHUNK_HEADER = 8;
const DRAWS = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ANIM', 'ANMF', 'ICCP']);
/** Bits of VP8X that announce EXIF and XMP. */
const HAS_EXIF = 0x08;
const HAS_XMP = 0x04;

/**
 * A WebP with what draws it and nothing else; of EXIF the orientation is kept.
 * @returns undefined if it is cut or malformed
 */
export function stripWebp(webp: Buffer): Buffer | undefined {
  const tag = (at: number): string => webp.toString('latin1', at, at + 4);
  if (webp.length < HEADER || tag(0) !== 'RIFF' || tag(8) !== 'WEBP') return undefined;
  const end = CHUNK_HEADER + webp.readUInt32LE(4);
  if (end > webp.length) return undefined;
  const kept: Buffer[] = [];
  let orientation: Buffer | undefined;
  let at = HEADER;
  while (at + CHUNK_HEADER <= end) {
    const size = webp.readUInt32LE(at + 4);
    const next = at + CHUNK_HEADER + size + (size % 2);
    if (next > end) return undefined;
    const content = webp.subarray(at + CHUNK_HEADER, at + CHUNK_HEADER + size);
    if (tag(at) === 'EXIF') orientation ??= orientationOnly(orientationOf(withoutLabel(content)));
    else if (DRAWS.has(tag(at))) kept.push(webp.subarray(at, next));
    at = next;
  }
  return at === end ? assembled(kept, orientation) : undefined;
}

/** Some writers put JPEG's label before it. */
const withoutLabel = (exif: Buffer): Buffer => (exif.toString('latin1', 0, 6) === 'Exif\0\0' ? exif.subarray(6) : exif);

function assembled(kept: readonly Buffer[], orientation: Buffer | undefined): Buffer {
  const exif = orientation && chunk('EXIF', orientation);
  const parts = kept.map((one) =>
    one.toString('latin1', 0, 4) === 'VP8X' ? announcing(one, exif !== undefined) : one,
  );
  const content = Buffer.concat([...parts, ...(exif ? [exif] : [])]);
  const header = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1');
  header.writeUInt32LE(content.length + 4, 4);
  return Buffer.concat([header, content]);
}

function announcing(vp8x: Buffer, exif: boolean): Buffer {
  const changed = Buffer.from(vp8x);
  const flags = (changed[CHUNK_HEADER] ?? 0) & ~(HAS_EXIF | HAS_XMP);
  changed[CHUNK_HEADER] = exif ? flags | HAS_EXIF : flags;
  return changed;
}

function chunk(tag: string, content: Buffer): Buffer {
  const header = Buffer.from(`${tag}\0\0\0\0`, 'latin1');
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content, Buffer.alloc(content.length % 2)]);
}
