import {
  DRAWN,
  jpegPhoto,
  mp3Sound,
  mp4Film,
  pdfPaper,
  PICTURE,
  PNG_DRAWN,
  PNG_END,
  pngHeader,
  pngPhoto,
  TELLTALE,
  webpPhoto,
  webpStripped,
} from '@app/testing';
import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { mediaTypeOf } from '../media-type.js';
import { stripped } from './index.js';

const FILES = [
  ['image/jpeg', jpegPhoto()],
  ['image/png', pngPhoto()],
  ['image/webp', webpPhoto()],
  ['video/mp4', mp4Film()],
  ['audio/mp4', mp4Film('M4A ', ['soun'])],
  ['audio/mpeg', mp3Sound()],
] as const;
const tells = (content: Buffer): boolean => content.includes(TELLTALE);
const jpeg = (...segments: Buffer[]): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xd8]), ...segments, Buffer.from([0xff, 0xd9])]);

test.each(FILES)('%s is known by its content, and tells nothing once it is stripped', (mediaType, file) => {
  expect(mediaTypeOf(file)).toBe(mediaType);
  expect(tells(file)).toBe(true);
  const copy = stripped(mediaType, file)!;
  expect(tells(copy)).toBe(false);
  expect(copy.includes(PICTURE)).toBe(true);
  expect(mediaTypeOf(copy)).toBe(mediaType);
  expect(stripped(mediaType, copy)!.equals(copy)).toBe(true);
});

test('what draws the picture stays byte for byte', () => {
  expect(stripped('image/jpeg', jpegPhoto())!.equals(jpeg(...DRAWN))).toBe(true);
  expect(stripped('image/png', pngPhoto())!.equals(Buffer.concat([pngHeader, ...PNG_DRAWN, PNG_END]))).toBe(true);
  expect(stripped('image/webp', webpPhoto())!.equals(webpStripped())).toBe(true);
});

describe('a photo that was taken with the phone turned', () => {
  /** APP1 with one EXIF entry, big-endian, typed by hand: orientation (0112), SHORT, one, 6. */
  const TURNED = 'ffe1 0022 457869660000 4d4d002a00000008 0001 0112000300000001 00060000 00000000'.replaceAll(' ', '');

  it('still says so, and nothing else', () => {
    const copy = stripped('image/jpeg', jpegPhoto(6))!;
    expect(copy.subarray(2, 2 + TURNED.length / 2).toString('hex')).toBe(TURNED);
    expect(copy.length).toBe(jpeg(...DRAWN).length + TURNED.length / 2);
    const web = stripped('image/webp', webpPhoto(6))!;
    expect([tells(web), web.includes(Buffer.from(TURNED.slice(20), 'hex')), web[20]]).toEqual([false, true, 0x28]);
  });

  it('says nothing if what it says makes no sense', () => {
    expect(stripped('image/jpeg', jpegPhoto(77))!.equals(jpeg(...DRAWN))).toBe(true);
  });
});

test('a film stays as long as it was: its tables point into it', () => {
  const film = mp4Film();
  const copy = stripped('video/mp4', film)!;
  expect([copy.length, copy.indexOf(PICTURE)]).toEqual([film.length, film.indexOf(PICTURE)]);
});

test('there is no copy of what nobody can vouch for', () => {
  expect(stripped('application/pdf', pdfPaper())).toBeUndefined();
  // a track of places, second by second
  expect(stripped('video/mp4', mp4Film('isom', ['vide', 'meta']))).toBeUndefined();
  for (const [mediaType, file] of FILES.slice(0, 4)) {
    expect([mediaType, stripped(mediaType, file.subarray(0, file.indexOf(PICTURE)))]).toEqual([mediaType, undefined]);
  }
  const flipped = Buffer.from(pngPhoto());
  flipped[flipped.indexOf(PICTURE)]! ^= 1;
  expect(stripped('image/png', flipped)).toBeUndefined();
});

test.each([
  ['a script', '#!/bin/sh\nrm -rf /\n'],
  ['a page', '<!DOCTYPE html><script>alert(1)</script>'],
  ['a program', 'MZ\x90\0'],
  ['a QuickTime film', '\0\0\0\x14ftypqt  \0\0\0\0'],
  ['an archive', 'PK\x03\x04'],
  ['a drawing that runs', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
  ['nothing', ''],
])('%s is not taken', (_name, content) => {
  expect(mediaTypeOf(Buffer.from(content, 'latin1'))).toBeUndefined();
});

test('whatever a file holds, stripping it ends, and what it gives is of the same kind', () => {
  fc.assert(
    fc.property(fc.constantFrom(...FILES), fc.nat(400), fc.uint8Array({ maxLength: 40 }), ([type, file], at, noise) => {
      const broken = Buffer.concat([file.subarray(0, at), noise, file.subarray(at + noise.length)]);
      const copy = stripped(type, broken);
      if (copy && type.startsWith('image/')) expect(mediaTypeOf(copy)).toBe(mediaTypeOf(broken));
    }),
  );
});
