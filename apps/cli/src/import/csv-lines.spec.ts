import { describe, expect, it } from '@jest/globals';
import { CsvLines, type CsvRow } from './csv-lines.js';

function read(...texts: string[]): CsvRow[] {
  const lines = new CsvLines(',');
  return [...lines.take(texts.map((text) => ({ text, garbled: text.includes('?') }))), ...lines.end()];
}
const brief = (rows: readonly CsvRow[]) => rows.map(({ line, cells, problem }) => [line, problem ?? cells]);

describe('rows of a CSV file', () => {
  it('have quotes, commas and line ends inside quotes', () => {
    expect(brief(read('id,what', '1,"a, ""b"""', '2,"first', 'second"', '', '3,c\r'))).toEqual([
      [1, ['id', 'what']],
      [2, ['1', 'a, "b"']],
      [3, ['2', 'first\nsecond']],
      [6, ['3', 'c']],
    ]);
  });

  it('cost only themselves when they have a column too many or too few', () => {
    const rows = read('id,what', '1', '2,b', '3,c,d');
    expect(brief(rows)).toEqual([
      [1, ['id', 'what']],
      [2, '1 columns, where the header has 2'],
      [3, ['2', 'b']],
      [4, '3 columns, where the header has 2'],
    ]);
    expect(rows[3]?.text).toBe('3,c,d');
  });

  it('cost only themselves when a quote is malformed', () => {
    expect(brief(read('id,what', '1,a', '2,"b"c"d"', '3,x"y"', '4,d'))).toEqual([
      [1, ['id', 'what']],
      [2, ['1', 'a']],
      [3, 'malformed quotes'],
      [4, 'malformed quotes'],
      [5, ['4', 'd']],
    ]);
  });

  it('are not swallowed by a quote that is never closed', () => {
    const many = Array.from({ length: 500 }, (_, i) => `${i},x`);
    const rows = read('id,what', 'bad,"open', ...many);
    expect(rows).toHaveLength(502);
    expect(brief(rows)[1]).toEqual([2, 'a quote is never closed']);
    expect(rows.filter(({ problem }) => problem)).toHaveLength(1);
  });

  it('are not swallowed by a quote that another broken row seems to close', () => {
    expect(brief(read('id,what', 'bad,"open', '1,a', '2,"b, c"', 'worse,close"', '3,c'))).toEqual([
      [1, ['id', 'what']],
      [2, 'malformed quotes'],
      [3, ['1', 'a']],
      [4, ['2', 'b, c']],
      [5, 'a quote is never closed'],
      [6, ['3', 'c']],
    ]);
  });

  it('are refused when their bytes are not in the encoding', () => {
    expect(brief(read('id,what', '1,?', '2,b'))).toEqual([
      [1, ['id', 'what']],
      [2, 'not in the encoding of the file'],
      [3, ['2', 'b']],
    ]);
  });
});
