import { describe, expect, test } from '@jest/globals';
import { DerivedKeys } from './derived-keys.js';

const keys = new DerivedKeys(Buffer.alloc(32, 7));
const others = new DerivedKeys(Buffer.alloc(32, 8));
const whistle = '0b0e8a52-8c39-5f2c-9d0a-6a4f8f6f1f11';

describe('keyed hashes', () => {
  test('are the same for the same text under the same secret only', () => {
    expect(keys.keyedHash('{"a":1}')).toBe(new DerivedKeys(Buffer.alloc(32, 7)).keyedHash('{"a":1}'));
    expect(keys.keyedHash('{"a":1}')).toMatch(/^[0-9a-f]{64}$/);
    expect(keys.keyedHash('{"a":1}')).not.toBe(keys.keyedHash('{"a":2}'));
    expect(keys.keyedHash('{"a":1}')).not.toBe(others.keyedHash('{"a":1}'));
  });

  test('of a phone number do not depend on how it is written, and are of their own kind', () => {
    const index = keys.phoneIndex('13800138000');
    for (const same of ['138 0013 8000', '+86-138-0013-8000', '１３８００１３８０００', '008613800138000']) {
      expect(keys.phoneIndex(same)).toBe(index);
    }
    expect(keys.phoneIndex('13800138001')).not.toBe(index);
    expect(keys.keyedHash('13800138000')).not.toBe(index);
  });
});

describe('the follow-up code', () => {
  const code = keys.followUpCode(whistle);

  test('is eight characters of Crockford base 32 in two groups, and the same whenever asked', () => {
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$/);
    expect(keys.followUpCode(whistle)).toBe(code);
  });

  test('of other whistles and other installations differs', () => {
    const codes = Array.from({ length: 500 }, (_, i) => keys.followUpCode(`whistle-${i}`));
    expect(new Set([...codes, others.followUpCode('whistle-0')]).size).toBe(501);
  });

  test('is recognised as people type it, and nothing else is', () => {
    const confusing = Array.from({ length: 500 }, (_, i) => `whistle-${i}`).filter((id) =>
      /[01]/.test(keys.followUpCode(id)),
    );
    expect(confusing.length).toBeGreaterThan(100);
    for (const id of confusing) {
      const right = keys.followUpCode(id);
      expect(keys.matchesFollowUpCode(id, right)).toBe(true);
      expect(keys.matchesFollowUpCode(id, ` ${right.toLowerCase().replace('-', ' ')} `)).toBe(true);
      expect(keys.matchesFollowUpCode(id, right.replaceAll('0', 'o').replaceAll('1', 'l'))).toBe(true);
      expect(keys.matchesFollowUpCode(id, right.replace('-', '').replaceAll('0', 'O').replaceAll('1', 'I'))).toBe(true);
      expect(keys.matchesFollowUpCode(id, right.slice(0, -1))).toBe(false);
      expect(keys.matchesFollowUpCode(`${id}x`, right)).toBe(false);
    }
    expect(keys.matchesFollowUpCode(whistle, '')).toBe(false);
  });
});
