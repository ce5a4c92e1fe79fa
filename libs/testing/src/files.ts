import { crc32 } from 'node:zlib';

/** Stands wherever a file can tell what it should not. */
export const TELLTALE = 'N29.7211E115.9912';
/** Stands for the picture, or the sound. */
export const PICTURE = Buffer.from('the picture, byte for byte \xff\x00 as it was \xff\xd3 made', 'latin1');

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
const be16 = (n: number): Buffer => Buffer.from([n >> 8, n & 0xff]);
const be32 = (n: number): Buffer => Buffer.from([(n >>> 24) & 0xff, (n >> 16) & 0xff, (n >> 8) & 0xff, n & 0xff]);
const le32 = (n: number): Buffer => Buffer.from(be32(n).toReversed());
const le16 = (n: number): Buffer => Buffer.from(be16(n).toReversed());

/** A little-endian TIFF as cameras write it: orientation, and a place where no reader looks for one. */
export const exif = (orientation: number): Buffer =>
  Buffer.concat([
    ascii('II'),
    le16(42),
    le32(8),
    le16(2),
    Buffer.concat([le16(0x0112), le16(3), le32(1), le16(orientation), le16(0)]),
    Buffer.concat([le16(0x8825), le16(2), le32(TELLTALE.length), le32(38)]),
    le32(0),
    ascii(TELLTALE),
  ]);

const segment = (marker: number, payload: Buffer): Buffer =>
  Buffer.concat([Buffer.from([0xff, marker]), be16(payload.length + 2), payload]);
const table = (marker: number): Buffer => segment(marker, ascii(`table ${marker}`));
const scan = (...coded: Buffer[]): Buffer => Buffer.concat([segment(0xda, ascii('scan')), ...coded]);

/** The segments of a JPEG that draw it, in order. */
export const DRAWN = [
  segment(0xe0, Buffer.concat([ascii('JFIF\0'), Buffer.alloc(9, 1)])),
  segment(0xe2, ascii('ICC_PROFILE\0\x01\x01 colours')),
  segment(0xee, ascii('Adobe\0 transform')),
  table(0xdb),
  table(0xc2),
  table(0xc4),
  scan(PICTURE),
  table(0xc4),
  scan(PICTURE),
] as const;

/** As a phone makes it: a place in EXIF, XMP, IPTC, a comment, a second picture in front of and behind the end. */
export function jpegPhoto(orientation = 1): Buffer {
  const [jfif, icc, adobe, ...rest] = DRAWN;
  const end = Buffer.from([0xff, 0xd9]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    jfif ?? end,
    segment(0xe1, Buffer.concat([ascii('Exif\0\0'), exif(orientation)])),
    segment(0xe1, ascii(`http://ns.adobe.com/xap/1.0/\0${TELLTALE}`)),
    segment(0xe2, ascii(`MPF\0${TELLTALE}`)),
    icc ?? end,
    segment(0xed, ascii(`Photoshop 3.0\0${TELLTALE}`)),
    adobe ?? end,
    segment(0xfe, ascii(TELLTALE)),
    Buffer.from([0xff]), // a fill byte
    ...rest,
    end,
    ascii(`a second picture ${TELLTALE}`),
  ]);
}

const chunk = (type: string, content: Buffer): Buffer => {
  const named = Buffer.concat([ascii(type), content]);
  return Buffer.concat([be32(content.length), named, be32(crc32(named))]);
};
export const pngHeader = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
export const PNG_DRAWN = [chunk('IHDR', Buffer.alloc(13, 1)), chunk('sRGB', Buffer.from([0])), chunk('IDAT', PICTURE)];
export const PNG_END = chunk('IEND', Buffer.alloc(0));

export const pngPhoto = (): Buffer =>
  Buffer.concat([
    pngHeader,
    ...PNG_DRAWN,
    chunk('tEXt', ascii(`Comment\0${TELLTALE}`)),
    chunk('iTXt', ascii(TELLTALE)),
    chunk('eXIf', exif(1)),
    chunk('prVt', ascii(TELLTALE)),
    PNG_END,
    ascii(TELLTALE),
  ]);

const riff = (type: string, content: Buffer): Buffer =>
  Buffer.concat([ascii(type), le32(content.length), content, Buffer.alloc(content.length % 2)]);
const webp = (...chunks: Buffer[]): Buffer => {
  const content = Buffer.concat(chunks);
  return Buffer.concat([ascii('RIFF'), le32(content.length + 4), ascii('WEBP'), content]);
};
const vp8x = (flags: number): Buffer => riff('VP8X', Buffer.from([flags, 0, 0, 0, 9, 0, 0, 9, 0, 0]));

export const webpPhoto = (orientation = 1): Buffer =>
  webp(
    vp8x(0x2c),
    riff('ICCP', ascii('colours')),
    riff('VP8 ', PICTURE),
    riff('EXIF', exif(orientation)),
    riff('XMP ', ascii(TELLTALE)),
    riff('priv', ascii(TELLTALE)),
  );
/** What is left of it if it stands upright. */
export const webpStripped = (): Buffer => webp(vp8x(0x20), riff('ICCP', ascii('colours')), riff('VP8 ', PICTURE));

const box = (type: string, ...content: Buffer[]): Buffer => {
  const inner = Buffer.concat(content);
  return Buffer.concat([be32(inner.length + 8), ascii(type), inner]);
};
const track = (handler: string): Buffer =>
  box(
    'trak',
    box('tkhd', Buffer.alloc(84)),
    box('meta', ascii(TELLTALE)),
    box(
      'mdia',
      box('hdlr', Buffer.alloc(8), ascii(handler), ascii('handler\0')),
      box('minf', box('stbl', box('stco', be32(1), be32(48)))),
    ),
  );

/** A film with its place in the user's data, in metadata and in a vendor's box. @param tracks handlers, as `vide` */
export const mp4Film = (brand = 'isom', tracks: readonly string[] = ['vide', 'soun']): Buffer =>
  Buffer.concat([
    box('ftyp', ascii(`${brand}\0\0\0\0${brand}`)),
    box('mdat', PICTURE),
    box('moov', box('mvhd', Buffer.alloc(100)), ...tracks.map(track), box('udta', box('\xa9xyz', ascii(TELLTALE)))),
    box('uuid', ascii(TELLTALE)),
    box('beam', ascii(TELLTALE)),
  ]);

export const mp3Sound = (): Buffer => {
  const tag = Buffer.concat([ascii('TIT2'), be32(TELLTALE.length), be16(0), ascii(TELLTALE)]);
  const id3 = Buffer.concat([ascii('ID3\x04\0\0'), Buffer.from([0, 0, 0, tag.length]), tag]);
  const id3v1 = Buffer.concat([ascii('TAG'), ascii(TELLTALE.padEnd(125, '\0'))]);
  return Buffer.concat([id3, Buffer.from([0xff, 0xfb, 0x90, 0x00]), PICTURE, id3v1]);
};

export const pdfPaper = (): Buffer => ascii(`%PDF-1.7\n1 0 obj << /Author (${TELLTALE}) >> endobj\n%%EOF\n`);
