import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadSeeds, readSeeds } from './load-seeds.js';
import { InvalidSeeds } from './seed-files.js';

const SEEDS = join(import.meta.dirname, '../../../../seeds');

describe('invalid seed data', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'seeds-'));
    cpSync(SEEDS, root, { recursive: true });
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  const change = (file: string, from: string, to: string) => {
    const path = join(root, file);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
  };
  const problems = () => {
    try {
      readSeeds(root);
      return [];
    } catch (error) {
      if (error instanceof InvalidSeeds) return error.problems;
      throw error;
    }
  };

  it('is not what the repository holds', () => {
    expect(problems()).toEqual([]);
  });

  it.each([
    [
      'a limit in prose',
      'catalogue/YL.json',
      '"1 WD"',
      '"种植季节15工作日"',
      'categories[0].conditions[0].limits.HANDLE',
      '"种植季节15工作日" is no limit',
    ],
    ['an urgency of its own', 'catalogue/YL.json', '"P2"', '"P5"', 'categories[0].urgency', '"P1"|"P2"|"P3"|"P4"'],
    ['a misspelt field', 'catalogue/YL.json', '"lead": "YL"', '"leed": "YL"', 'categories[0]', 'leed'],
    [
      'a department that does not exist',
      'catalogue/YL.json',
      '"lead": "YL"',
      '"lead": "YLL"',
      'categories[0]',
      'no unit is of the type YLL',
    ],
    ['a code used twice', 'catalogue/YL.json', '"YL02"', '"CG01"', 'categories[1]', 'category CG01 is defined twice'],
    ['broken JSON', 'catalogue/YL.json', '"code": "YL01",', '"code": "YL01"', 'line 7', 'no JSON'],
    ['a time without zone', 'xunyang/areas/XY-S1.json', '000Z', '000', 'from', 'ISO datetime'],
    [
      'an area twice',
      'xunyang/areas/XY-S1.json',
      '"code": "G2"',
      '"code": "G1"',
      'area.areas[0].areas[1]',
      'area XY/S1/C01/G1 is defined twice',
    ],
    ['an unknown type of area', 'xunyang/areas/XY-S1.json', '"GRID"', '"BLOCK"', 'area.areas[0].areas[0].type', 'GRID'],
    [
      'a unit twice',
      'xunyang/areas/XY-S1.json',
      'XY-S1-GA',
      'XY-S1-ZF',
      'area.units[2]',
      'unit XY-S1-ZF is defined twice',
    ],
    [
      'an unknown parent',
      'xunyang/areas/XY-S1.json',
      '"XY-GA"',
      '"XY-GB"',
      'area.units[2]',
      'unit XY-GB is not defined',
    ],
    [
      'a street below nothing',
      'xunyang/areas/XY-S1.json',
      '"below": "XY"',
      '"below": "XZ"',
      'below',
      'area XZ is not defined',
    ],
    [
      'a post in an unknown grid',
      'xunyang/posts/XY-S1.csv',
      'XY/S1/C01/G1',
      'XY/S1/C01/G9',
      'line 3',
      'area XY/S1/C01/G9 is not defined',
    ],
    ['an unknown post', 'xunyang/posts/XY-S1.csv', 'GRID_LEADER', 'GRID_LEAD', 'line 3 post', 'GRID_LEADER'],
    ['a line with a missing column', 'xunyang/posts/XY-S1.csv', ',GRID_LEADER', '', 'line 3', 'Invalid Record Length'],
    [
      'an account in an unknown unit',
      'xunyang/accounts.json',
      'XY-ZHZX',
      'XY-ZHZY',
      'accounts[84]',
      'unit XY-ZHZY is not defined',
    ],
    ['an unknown role', 'xunyang/accounts.json', '"RESIDENT"', '"CITIZEN"', 'accounts[0].role', 'RESIDENT'],
  ])('%s is refused with file, place and reason', (_, file, from, to, place, reason) => {
    change(file, from, to);
    expect(problems()).toContainEqual({ file, place, reason: expect.stringContaining(reason) });
  });

  it('is listed whole, and nothing is written', async () => {
    change('catalogue/YL.json', '"1 WD"', '"soon"');
    change('catalogue/CG.json', '"HELP"', '"WISH"');
    change('xunyang/posts/XY-S5.csv', 'GRID_LEADER', 'CHIEF');
    expect(problems().map(({ file }) => file)).toEqual([
      'xunyang/posts/XY-S5.csv',
      'catalogue/CG.json',
      'catalogue/YL.json',
    ]);
    const commands: unknown[] = [];
    const execute = async (command: unknown) => commands.push(command);
    await expect(loadSeeds(root, { execute }, { at: '2026-11-21T08:00:00.000Z' })).rejects.toThrow(InvalidSeeds);
    expect(commands).toEqual([]);
  });
});

it.each([
  ['there is none', 'nowhere', 'there is no such folder'],
  ['it is a city itself', 'seeds/xunyang', 'holds neither catalogue/ nor a folder of a city'],
])('a folder is refused if %s', (_why, folder, reason) => {
  expect(() => readSeeds(folder)).toThrow(InvalidSeeds);
  expect(() => readSeeds(folder)).toThrow(`${folder}: folder: ${reason}`);
});
