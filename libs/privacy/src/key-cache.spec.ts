import { describe, expect, test } from '@jest/globals';
import { KeyCache } from './key-cache.js';

const cacheAt = (size = 3) => {
  const time = { now: 0 };
  const cache = new KeyCache<string>({ size, maxAgeMs: 100, now: () => time.now });
  const put = (id: string) => cache.put(id, `key of ${id}`, cache.generation);
  const has = (id: string) => cache.many([id]).has(id);
  return { time, cache, put, has };
};

describe('the key cache', () => {
  test('keeps what was used last', () => {
    const { put, has } = cacheAt();
    ['a', 'b', 'c'].forEach(put);
    expect(has('a')).toBe(true);
    put('d');
    expect(['a', 'b', 'c', 'd'].filter(has)).toEqual(['a', 'c', 'd']);
  });

  test('lets go when the entry has aged, used or not', () => {
    const { time, put, has } = cacheAt();
    put('a');
    time.now = 99;
    expect(has('a')).toBe(true);
    time.now = 100;
    expect(has('a')).toBe(false);
  });

  test('forgets, and does not take back what was read before', () => {
    const { cache, put, has } = cacheAt();
    put('a');
    const asOf = cache.generation;
    cache.forget('a');
    cache.put('a', 'read before the key was destroyed', asOf);
    expect(has('a')).toBe(false);
    put('a');
    expect(has('a')).toBe(true);
  });
});
