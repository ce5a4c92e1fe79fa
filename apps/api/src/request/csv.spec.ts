import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { columnsOf, csvOf } from './csv.js';
import { pageSchema } from './list.schemas.js';

const item = z.object({
  id: z.string(),
  whistle: z
    .object({ number: z.string(), lead: z.object({ unitId: z.string() }).nullable() })
    .meta({ id: 'CsvWhistle' }),
  units: z.array(z.string()),
  clocks: z.array(z.object({ due: z.string() })),
  count: z.int().optional(),
});
const page = pageSchema('CsvPage', item);
const lines = (...items: unknown[]) => csvOf(columnsOf(page) ?? [], items).split('\r\n');

describe('a list as CSV', () => {
  it('has the columns of its schema, whatever is in it', () => {
    expect(lines()).toEqual(['\uFEFFid,whistle.number,whistle.lead.unitId,units,clocks,count', '']);
    expect(columnsOf(z.object({ id: z.string() }))).toBeUndefined();
    expect(columnsOf(z.object({ items: z.array(z.string()) }))).toBeUndefined();
  });

  it('has a line for each item, and nothing where there is nothing', () => {
    const whistle = { number: 'XY-1', lead: { unitId: 'XY-ZJ' } };
    expect(lines({ id: 'a', whistle, units: ['A', 'B'], clocks: [{ due: 'x' }], count: 0 })[1]).toBe(
      'a,XY-1,XY-ZJ,A;B,"[{""due"":""x""}]",0',
    );
    expect(lines({ id: 'a', whistle: { number: 'XY-1', lead: null }, units: [], clocks: [] })[1]).toBe('a,XY-1,,,,');
  });

  it('quotes what would break a line, and lets nothing be a formula', () => {
    const id = (text: string) => lines({ id: text, whistle: {}, units: [], clocks: [] })[1]?.replace(/,,,,,$/, '');
    expect(id('他说"好"，走了')).toBe('"他说""好""，走了"');
    expect(id('a,b')).toBe('"a,b"');
    expect(id('=1+1')).toBe("'=1+1");
    expect(id('@SUM(A1)')).toBe("'@SUM(A1)");
    expect(id('-1.5')).toBe('-1.5');
    expect(id('-1+2')).toBe("'-1+2");
  });
});
