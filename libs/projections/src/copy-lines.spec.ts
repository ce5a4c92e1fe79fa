import { describe, expect, it } from '@jest/globals';
import { copyLines } from './copy-lines.js';

const column = (propertyName: string, type: unknown = 'text', isArray = false) => ({ propertyName, type, isArray });
const lines = (columns: ReturnType<typeof column>[], ...rows: object[]) => [...copyLines(columns, rows)].join('');

describe('a row in the text format of COPY', () => {
  it.each([
    ['null', 'text', null, String.raw`\N`],
    ['nothing', 'text', undefined, String.raw`\N`],
    ['an empty text', 'text', '', ''],
    ['a backslash, tabs and line ends', 'text', 'a\\N\tb\r\nc', String.raw`a\\N\tb\r\nc`],
    ['a number', 'integer', -1.5, '-1.5'],
    ['false', 'boolean', false, 'false'],
    ['JSON', 'jsonb', { 街: ['"\n"'] }, String.raw`{"街":["\\"\\n\\""]}`],
    ['a text as JSON', 'jsonb', 'a', '"a"'],
  ])('holds %s', (_what, type, value, expected) => {
    expect(lines([column('a', type), column('b')], { a: value, b: '末' })).toBe(`${expected}\t末\n`);
  });

  it('holds arrays, whatever is in their texts', () => {
    expect(lines([column('a', 'text', true)], { a: ['街道', '', 'NULL', 'a,"b"\\c{}'] })).toBe(
      `${String.raw`{"街道","","NULL","a,\\"b\\"\\\\c{}"}`}\n`,
    );
    expect(lines([column('a', 'text', true)], { a: [] })).toBe('{}\n');
  });

  it('comes in chunks, each of whole lines', () => {
    const rows = Array.from({ length: 5 }, (_, n) => ({ a: String(n).repeat(40_000) }));
    const chunks = [...copyLines([column('a')], rows)];
    expect(chunks.map((chunk) => chunk.split('\n').length - 1)).toEqual([2, 2, 1]);
    expect([...copyLines([column('a')], [])]).toEqual([]);
  });
});
