import { afterAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Unusable } from '../import/unusable.js';
import { readNotice } from './notice-file.js';

const folder = mkdtempSync(join(tmpdir(), 'notice-'));
const file = join(folder, 'notice.json');
afterAll(() => rmSync(folder, { recursive: true }));

const notice = {
  $schema: 'https://example.org/schema.json',
  $id: 'https://example.org/2027.json',
  year: 2027,
  papers: ['国办发明电〔2026〕1号'],
  days: [
    { name: '元旦', date: '2026-12-27', isOffDay: false },
    { name: '元旦', date: '2027-01-01', isOffDay: true },
  ],
};
const read = (content: unknown) => {
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readNotice(file);
};
const linesOf = (content: unknown): readonly string[] => {
  try {
    read(content);
  } catch (error) {
    if (error instanceof Unusable) return error.lines.map((line) => line.replace(`${file}: `, ''));
    throw error;
  }
  return [];
};

describe('a notice', () => {
  it('says of each day whether it is worked, and where it is from', () => {
    expect(read(notice)).toEqual({
      year: 2027,
      source: '国办发明电〔2026〕1号',
      days: [
        { date: '2026-12-27', working: true, name: '元旦' },
        { date: '2027-01-01', working: false, name: '元旦' },
      ],
    });
    expect(read({ ...notice, papers: ['a', 'b'] }).source).toBe('a b');
  });

  it('names everything that is wrong with it, each with its place', () => {
    const days = [
      { name: '', date: '2027-02-30', isOffDay: 'yes' },
      { date: '2027-1-1', isOffDay: true, note: 'x' },
    ];
    expect(linesOf({ year: '2027', papers: [], days }).map((line) => line.split(': ')[0])).toEqual([
      'year',
      'papers',
      'days[0].name',
      'days[0].date',
      'days[0].isOffDay',
      'days[1].name',
      'days[1].date',
      'days[1]',
    ]);
  });

  it.each([
    ['a year that is none', { ...notice, year: 20270 }, 'year: '],
    ['papers too long', { ...notice, papers: ['x'.repeat(501)] }, 'papers: longer than 500 characters in all'],
    ['no days', { ...notice, days: undefined }, 'days: '],
    ['another shape', [notice], '(whole file): '],
    ['a field of its own', { ...notice, region: 'XZ' }, '(whole file): '],
    ['no JSON', '{', ''],
  ])('of %s is refused', (_, content, line) => {
    expect(linesOf(content)).toEqual([expect.stringContaining(line)]);
  });

  it('that does not exist is refused', () => {
    expect(() => readNotice(join(folder, 'nowhere.json'))).toThrow(Unusable);
  });
});
