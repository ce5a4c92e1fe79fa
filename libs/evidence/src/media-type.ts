import type { MediaType } from '@app/whistles/domain';

const at = (content: Buffer, from: number, text: string): boolean =>
  content.toString('latin1', from, from + text.length) === text;

/** Brands of MP4 files, as `ftyp` names them; a sound file has one of its own. */
const VIDEO_BRANDS = [
  'isom',
  'iso2',
  'iso4',
  'iso5',
  'iso6',
  'mp41',
  'mp42',
  'avc1',
  'dash',
  'MSNV',
  '3gp4',
  '3gp5',
  'M4V ',
];
const AUDIO_BRANDS = ['M4A ', 'M4B '];

const SIGNS: readonly (readonly [MediaType, (content: Buffer) => boolean])[] = [
  ['image/jpeg', (content) => at(content, 0, '\xff\xd8\xff')],
  ['image/png', (content) => at(content, 0, '\x89PNG\r\n\x1a\n')],
  ['image/webp', (content) => at(content, 0, 'RIFF') && at(content, 8, 'WEBP')],
  ['application/pdf', (content) => at(content, 0, '%PDF-')],
  ['audio/mp4', (content) => at(content, 4, 'ftyp') && AUDIO_BRANDS.some((brand) => at(content, 8, brand))],
  ['video/mp4', (content) => at(content, 4, 'ftyp') && VIDEO_BRANDS.some((brand) => at(content, 8, brand))],
  ['audio/mpeg', (content) => at(content, 0, 'ID3') || isMpegFrame(content)],
];

/** MPEG layer III: eleven bits of sync, and no reserved version, rate or frequency. */
function isMpegFrame(content: Buffer): boolean {
  const [first = 0, second = 0, third = 0] = content;
  const layer3 = (second & 0xe6) === 0xe2 && (second & 0x18) !== 0x08;
  return first === 0xff && layer3 && (third & 0xf0) !== 0xf0 && (third & 0x0c) !== 0x0c;
}

/** What a file is by its first bytes, whatever it is called; nothing if it is none of those that are taken. */
export const mediaTypeOf = (content: Buffer): MediaType | undefined => SIGNS.find(([, isSo]) => isSo(content))?.[0];

const EXTENSIONS: Record<MediaType, string> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'application/pdf': 'pdf',
  'video/mp4': 'mp4',
  'audio/mp4': 'm4a',
  'audio/mpeg': 'mp3',
};
/** How a file of this kind is called. */
export const extensionOf = (mediaType: MediaType): string => EXTENSIONS[mediaType];
