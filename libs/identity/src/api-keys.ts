import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export const API_KEY_PREFIX = 'chs_';
const SHAPE = /^chs_([A-Za-z0-9-]{1,64})_([A-Za-z0-9_-]{43})$/;

/** `chs_<keyId>_<secret>`, taken apart. */
export interface PresentedKey {
  readonly keyId: string;
  readonly secret: string;
}

/**
 * A new key for a department system. `key` is shown once and kept by nobody; the directory gets `secretHash`.
 * @param keyId letters, digits and hyphens, 64 at most
 */
export function issueApiKey(keyId: string): { readonly key: string; readonly secretHash: string } {
  const secret = randomBytes(32).toString('base64url');
  const key = `${API_KEY_PREFIX}${keyId}_${secret}`;
  if (!SHAPE.test(key)) throw new Error(`key id "${keyId}": only letters, digits and hyphens, 64 at most`);
  return { key, secretHash: sha256(secret).toString('hex') };
}

export function parseApiKey(text: string): PresentedKey | undefined {
  const [, keyId, secret] = SHAPE.exec(text) ?? [];
  return keyId !== undefined && secret !== undefined ? { keyId, secret } : undefined;
}

/** Constant-time. @param secretHash hex SHA-256; undefined (no such key) takes as long and never matches */
export function secretMatches(secret: string, secretHash: string | undefined): boolean {
  const given = sha256(secret);
  const kept = Buffer.from(secretHash ?? '', 'hex');
  const comparable = kept.length === given.length;
  return timingSafeEqual(given, comparable ? kept : Buffer.alloc(given.length)) && comparable;
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
