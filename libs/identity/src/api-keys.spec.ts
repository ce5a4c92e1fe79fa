import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { issueApiKey, parseApiKey, secretMatches } from './api-keys.js';

describe('API keys', () => {
  const { key, secretHash } = issueApiKey('xy-cgj-1');

  test('read chs_<keyId>_<secret>, and only the hash of the secret is kept', () => {
    const presented = parseApiKey(key);
    expect(presented?.keyId).toBe('xy-cgj-1');
    expect(secretHash).toBe(createHash('sha256').update(presented!.secret).digest('hex'));
    expect(key).not.toContain(secretHash);
  });

  test('are new each time and survive any characters in the secret', () => {
    const keys = Array.from({ length: 200 }, () => issueApiKey('k'));
    expect(new Set(keys.map((it) => it.key)).size).toBe(200);
    for (const it of keys) expect(secretMatches(parseApiKey(it.key)!.secret, it.secretHash)).toBe(true);
  });

  test('match their own hash only', () => {
    const { secret } = parseApiKey(key)!;
    expect(secretMatches(secret, secretHash)).toBe(true);
    for (const wrong of [
      undefined,
      '',
      'zz',
      secretHash.slice(2),
      issueApiKey('xy-cgj-1').secretHash,
      '00'.repeat(32),
    ]) {
      expect(secretMatches(secret, wrong)).toBe(false);
    }
  });

  test.each([
    '',
    'chs_',
    'chs__x',
    'chs_k',
    'chs_k_short',
    `xyz_k_${'a'.repeat(43)}`,
    `chs_k_${'a'.repeat(44)}`,
    `chs_k k_${'a'.repeat(43)}`,
  ])('are not "%s"', (text) => expect(parseApiKey(text)).toBeUndefined());

  test('have ids of letters, digits and hyphens', () => {
    for (const wrong of ['', 'a_b', 'a b', '城管', 'a'.repeat(65)]) expect(() => issueApiKey(wrong)).toThrow(/key id/);
  });
});
