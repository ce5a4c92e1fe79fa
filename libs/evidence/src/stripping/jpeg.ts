import { orientationOf, orientationOnly } from './orientation.js';

const SOI = 0xd8;
const EOI = 0xd9;
const SOS = 0xda;
const APP0 = 0xe0;
const APP1 = 0xe1;
const APP2 = 0xe2;
const APP14 = 0xee;
const APP15 = 0xef;
const COM = 0xfe;
const EXIF = 'Exif\0\0';

/** Without a length of their own: TEM, RST0–7, SOI. */
const isBare = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= SOI);

/**
 * A JPEG with what draws it and nothing else: no EXIF but its orientation, no XMP, IPTC, comment, thumbnail, or second
 * picture behind the first. The picture itself is copied byte for byte.
 * @returns undefined if it is cut or malformed: then nobody can say what is in it
 */
export function stripJpeg(jpeg: Buffer): Buffer | undefined {
  if (jpeg[0] !== 0xff || jpeg[1] !== SOI) return undefined;
  const kept: Buffer[] = [];
  let orientation: Buffer | undefined;
  let at = 2;
  while (at + 1 < jpeg.length) {
    if (jpeg[at] !== 0xff) return undefined;
    const marker = jpeg[at + 1] ?? 0;
    if (marker === 0xff) {
      at++; // fill byte
      continue;
    }
    if (marker === EOI) return assembled(orientation, [...kept, jpeg.subarray(at, at + 2)]);
    if (isBare(marker)) return undefined;
    const end = segmentEnd(jpeg, at);
    if (end === undefined) return undefined;
    const until = marker === SOS ? scanEnd(jpeg, end) : end;
    if (marker === APP1) orientation ??= orientationIn(jpeg.subarray(at + 4, end));
    if (draws(marker, jpeg.subarray(at + 4, end))) kept.push(jpeg.subarray(at, until));
    at = until;
  }
  return undefined;
}

function segmentEnd(jpeg: Buffer, at: number): number | undefined {
  if (at + 4 > jpeg.length) return undefined;
  const length = jpeg.readUInt16BE(at + 2);
  const end = at + 2 + length;
  return length >= 2 && end <= jpeg.length ? end : undefined;
}

/** Where the coded picture ends: at the next marker that is neither a restart nor a stuffed byte. */
function scanEnd(jpeg: Buffer, from: number): number {
  for (let at = jpeg.indexOf(0xff, from); at >= 0; at = jpeg.indexOf(0xff, at + 1)) {
    const next = jpeg[at + 1] ?? 0;
    if (next !== 0x00 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return jpeg.length;
}

/** Of the application segments JFIF, a colour profile and Adobe's transform decide how it looks; the rest tell of its making. */
function draws(marker: number, payload: Buffer): boolean {
  const says = (label: string): boolean => payload.toString('latin1', 0, label.length) === label;
  if (marker === COM) return false;
  if (marker < APP0 || marker > APP15) return true;
  if (marker === APP0) return says('JFIF\0') && !hasThumbnail(payload);
  return (marker === APP2 && says('ICC_PROFILE\0')) || (marker === APP14 && says('Adobe'));
}

const hasThumbnail = (jfif: Buffer): boolean => jfif.length > 14;

const orientationIn = (payload: Buffer): Buffer | undefined =>
  payload.toString('latin1', 0, EXIF.length) === EXIF
    ? orientationOnly(orientationOf(payload.subarray(EXIF.length)))
    : undefined;

function assembled(orientation: Buffer | undefined, kept: readonly Buffer[]): Buffer {
  const head = [Buffer.from([0xff, SOI])];
  if (orientation) {
    const payload = Buffer.concat([Buffer.from(EXIF, 'latin1'), orientation]);
    const segment = Buffer.from([0xff, APP1, 0, 0]);
    segment.writeUInt16BE(payload.length + 2, 2);
    head.push(segment, payload);
  }
  return Buffer.concat([...head, ...kept]);
}
