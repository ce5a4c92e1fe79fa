import { describe, expect, it } from '@jest/globals';
import { keyOfCursor, pageOf } from './cursor.js';

const forged = (key: unknown) => Buffer.from(JSON.stringify(key)).toString('base64url');
const ID = '00000001-0000-4000-8000-000000000000';
const AT = '2026-03-02T04:00:00.000Z';

describe('a page', () => {
  it('says where the next one begins only if there is one', () => {
    const keyOf = (n: number) => [String(n)];
    expect(pageOf([1, 2], 2, keyOf)).toEqual({ items: [1, 2] });
    expect(pageOf([], 2, keyOf)).toEqual({ items: [] });
    const { items, nextCursor } = pageOf([1, 2, 3], 2, keyOf);
    expect(items).toEqual([1, 2]);
    expect(keyOfCursor(nextCursor, 1)).toEqual(['2']);
  });
});

describe('a cursor', () => {
  it('is the key that it was made of', () => {
    expect(keyOfCursor(undefined, 2)).toBeUndefined();
    expect(keyOfCursor(forged(['街道', 'b']), 2)).toEqual(['街道', 'b']);
    expect(keyOfCursor(forged([AT, ID, 'a1']), ['INSTANT', 'UUID', 'TEXT'])).toEqual([AT, ID, 'a1']);
  });

  it.each([
    ['no base64', '%%%'],
    ['no JSON', Buffer.from('{').toString('base64url')],
    ['no list', forged({ 0: AT })],
    ['too short', forged([AT])],
    ['too long', forged([AT, ID, ID])],
    ['not of texts', forged([AT, 5])],
    ['without a moment', forged(['never', ID])],
    ['with a day that does not exist', forged(['2026-13-02T04:00:00.000Z', ID])],
    ['without an id', forged([AT, `${ID}'`])],
    ['empty', ''],
  ])('is refused if it is %s', (_what, cursor) => {
    expect(() => keyOfCursor(cursor, ['INSTANT', 'UUID'])).toThrow(
      expect.objectContaining({ code: 'request/bad-cursor' }),
    );
  });

  it('holds no character that the database cannot take', () => {
    expect(() => keyOfCursor(forged(['\0']), 1)).toThrow(expect.objectContaining({ code: 'request/bad-cursor' }));
  });
});
