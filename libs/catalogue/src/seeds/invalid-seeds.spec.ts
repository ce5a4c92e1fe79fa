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
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  /** With the thousands of posts only where they matter. */
  const copy = (posts: boolean) =>
    cpSync(SEEDS, root, { recursive: true, filter: (path) => posts || !path.endsWith('posts') });
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
    copy(true);
    expect(problems()).toEqual([]);
  });

  it('with several faults names each, those that only the catalogue’s rules find too', () => {
    copy(false);
    change('catalogue/sla-pack.json', '"3 WD"', '"2.5 WD"');
    change('catalogue/sla-pack.json', '"5 WD"', '"4.5 WD"');
    expect(problems().map(({ file, place, reason }) => [file, place, reason.slice(0, 28)])).toEqual([
      ['catalogue/sla-pack.json', 'slaPack', 'catalogue/uncountable-limit '],
      ['catalogue/sla-pack.json', 'slaPack', 'catalogue/uncountable-limit '],
    ]);
  });

  it.each([
    [
      'a limit in prose (EC-25)',
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
    [
      'a limit in prose, of the policy (EC-25)',
      'catalogue/sla-pack.json',
      '"15 min"',
      '"1紧急工作时制止"',
      'slaPack.limits.P1.ACCEPT',
      '"1紧急工作时制止" is no limit',
    ],
    [
      'a limit in prose, in a season (EC-25)',
      'catalogue/YL.json',
      '"1 WD"',
      '{ "limit": "15天", "season": { "from": "11-01", "through": "03-31" } }',
      'categories[0].conditions[0].limits.HANDLE.limit',
      '"15天" is no limit',
    ],
    [
      'a season without an end (EC-25)',
      'catalogue/YL.json',
      '"1 WD"',
      '{ "limit": "15 WD", "season": { "from": "11-01" } }',
      'categories[0].conditions[0].limits.HANDLE.season.through',
      'expected string',
    ],
    [
      'a part of a day',
      'catalogue/YL.json',
      '"1 WD"',
      '"1.5 WD"',
      'categories[0]',
      'catalogue/uncountable-limit {"key":"YL01"',
    ],
    [
      'a part of a day as return window',
      'catalogue/sla-pack.json',
      '"P4": "1 WD"',
      '"P4": "0.5 WD"',
      'slaPack',
      'catalogue/uncountable-limit {"key":"sla-pack"',
    ],
    [
      'a part of a day for a service order',
      'catalogue/sla-pack.json',
      '"returnWindow":',
      '"serviceOrders": { "review": "1.5 WD", "claim": "5 WD", "deliver": "15 ND" }, "returnWindow":',
      'slaPack',
      'catalogue/uncountable-limit {"key":"sla-pack"',
    ],
    [
      'a limit in an unknown area',
      'catalogue/YL.json',
      '"limits": { "CONTAIN"',
      '"limitsFor": [{ "areaPath": "XY/S9", "limits": { "HANDLE": "2 WD" } }], "limits": { "CONTAIN"',
      'categories[0]',
      'area XY/S9 is not defined',
    ],
    [
      'a policy for an unknown area',
      'catalogue/sla-pack.json',
      '"remindAtNight"',
      '"areas": [{ "areaPath": "XY/S9", "limits": {} }], "remindAtNight"',
      'slaPack',
      'area XY/S9 is not defined',
    ],
    [
      'two limits for the same',
      'catalogue/YL.json',
      '"limits": { "CONTAIN"',
      '"limitsFor": [{ "limits": { "HANDLE": "2 WD" } }], "limits": { "CONTAIN"',
      'categories[0]',
      'catalogue/limit-defined-twice',
    ],
    [
      'an area twice in a policy',
      'catalogue/sla-pack.json',
      '"remindAtNight"',
      '"areas": [{ "areaPath": "XY/S1", "limits": {} }, { "areaPath": "XY/S1", "limits": {} }], "remindAtNight"',
      'slaPack',
      'catalogue/defined-twice',
    ],
    [
      'an end for the resident before the work’s',
      'catalogue/ZX.json',
      '"75 ND"',
      '"40 WD"',
      'categories[2].conditions[0]',
      'RESIDENT_TOTAL 40 WD is shorter than HANDLE 60 ND',
    ],
    [
      'marks out of order',
      'catalogue/sla-pack.json',
      '"amber": 0.75',
      '"amber": 0.95',
      'slaPack.marks',
      'amber comes before red',
    ],
    ['an unknown clock', 'catalogue/sla-pack.json', '"VERIFY"', '"VERIFIED"', 'slaPack.limits.P1', 'VERIFIED'],
    ['a slot in prose', 'calendars/CN.json', '"08:00-12:00"', '"上午"', 'week[0][0]', '"上午" is no slot'],
    [
      'a slot that ends before it begins',
      'calendars/CN.json',
      '"08:00-12:00"',
      '"12:00-08:00"',
      '(whole file)',
      'week[0][0]: 12:00–08:00 ends before it begins',
    ],
    ['a week of six days', 'calendars/CN.json', '[],\n    []', '[]', 'week', 'exactly 7 items'],
    [
      'a calendar of an unknown area',
      'calendars/CN.json',
      '"XY"',
      '"XY", "XZ"',
      'areaPaths[1]',
      'area XZ is not defined',
    ],
    [
      'a calendar whose days nobody gives',
      'calendars/CN.json',
      '"holidays": "chinese-days",',
      '"coveredFrom": "2026-01-01", "source": "国办发明电〔2025〕7号",',
      'coveredThrough',
      'is needed where no package gives the days',
    ],
    ['another package', 'calendars/CN.json', '"chinese-days"', '"date-holidays"', 'holidays', 'chinese-days'],
    [
      'a day that is none',
      'calendars/CN.json',
      '"areaPaths"',
      '"days": [{ "date": "2026-02-30", "working": true }], "areaPaths"',
      'days[0].date',
      'Invalid ISO date',
    ],
    [
      'a base that does not exist',
      'calendars/CN.json',
      '"timeZone"',
      '"basedOn": "ASIA", "timeZone"',
      '(whole file)',
      'calendar/unknown {"calendarId":"ASIA"}',
    ],
    ['an unknown role', 'xunyang/accounts.json', '"RESIDENT"', '"CITIZEN"', 'accounts[0].role', 'RESIDENT'],
  ])('%s is refused with file, place and reason', (_, file, from, to, place, reason) => {
    copy(file.includes('posts'));
    change(file, from, to);
    expect(problems()).toContainEqual({ file, place, reason: expect.stringContaining(reason) });
  });

  it('is listed whole, and nothing is written', async () => {
    copy(true);
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
