import { crc32 } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Length, type and checksum. */
const AROUND = 12;

/** What draws it: the critical chunks, colour, transparency, size of a dot, and animation. */
const DRAWS = new Set(
  'IHDR PLTE IDAT IEND tRNS cHRM gAMA iCCP sBIT sRGB cICP mDCV cLLI bKGD pHYs acTL fcTL fdAT'.split(' '),
);

/**
 * A PNG with what draws it and nothing else: no text, EXIF, time, or anything unknown, and nothing behind its end.
 * @returns undefined if it is cut, malformed, or a checksum is wrong
 */
export function stripPng(png: Buffer): Buffer | undefined {
  if (!png.subarray(0, SIGNATURE.length).equals(SIGNATURE)) return undefined;
  const kept: Buffer[] = [SIGNATURE];
  for (let at = SIGNATURE.length; at + AROUND <= png.length;) {
    const end = at + AROUND + png.readUInt32BE(at);
    if (end > png.length || crc32(png.subarray(at + 4, end - 4)) !== png.readUInt32BE(end - 4)) return undefined;
    const type = png.toString('latin1', at + 4, at + 8);
    if (DRAWS.has(type)) kept.push(png.subarray(at, end));
    if (type === 'IEND') return Buffer.concat(kept);
    at = end;
  }
  return undefined;
}
