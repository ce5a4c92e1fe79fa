import type { MediaType } from '@app/whistles/domain';
import { stripJpeg } from './jpeg.js';
import { stripMp3 } from './mp3.js';
import { stripMp4 } from './mp4.js';
import { stripPng } from './png.js';
import { stripWebp } from './webp.js';

const STRIPPED_BY: Partial<Record<MediaType, (content: Buffer) => Buffer | undefined>> = {
  'image/jpeg': stripJpeg,
  'image/png': stripPng,
  'image/webp': stripWebp,
  'video/mp4': stripMp4,
  'audio/mp4': stripMp4,
  'audio/mpeg': stripMp3,
};

/**
 * The file without what tells where, by whom and with what it was made (domain §4.4); pictures and sound as they were.
 * @returns undefined if that cannot be promised: of a PDF never, of others if they are malformed
 */
export const stripped = (mediaType: MediaType, content: Buffer): Buffer | undefined =>
  STRIPPED_BY[mediaType]?.(content);
