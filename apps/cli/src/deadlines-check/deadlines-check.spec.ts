import { afterAll, describe, expect, it, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Unusable } from '../import/unusable.js';
import { checkDeadlines } from './check.js';
import { difference, report } from './report.js';
import { parseRules, readRules } from './rules.js';

const folder = mkdtempSync(join(tmpdir(), 'chuishao-deadlines-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const town = {
  timezone: 'America/New_York',
  workdays: 'Mon-Fri',
  start: '08:30',
  end: '17:00',
  holidays: ['2015-05-25', '2015-11-11'],
  businessDaysByType: { Lamp: 3, Road: 1 },
};
const HEADER = 'case_id,type,open_local,target_local,fits_rule';

async function checked(rows: string[], rules: object = town, header = HEADER) {
  const file = join(folder, 'rows.csv.gz');
  writeFileSync(file, gzipSync([header, ...rows].join('\n')));
  const read = parseRules(rules);
  const result = await checkDeadlines(file, read);
  return { ...result, matched: result.matched, text: report(result, read.calendar.timeZone) };
}

describe('deadlines of a city', () => {
  test.each([
    ['the same time, three working days later', 'Lamp,2015-06-01T10:11:12,2015-06-04T10:11:12'],
    ['over a weekend', 'Lamp,2015-06-05T10:00:00,2015-06-10T10:00:00'],
    ['over a holiday', 'Road,2015-05-22T16:59:59,2015-05-26T16:59:59'],
    ['opened at night', 'Road,2015-06-01T03:00:00,2015-06-02T08:30:00'],
    ['opened at the close', 'Road,2015-06-01T17:00:00,2015-06-03T08:30:00'],
    ['over the hour that the clocks skip', 'Road,2015-03-06T09:15:00,2015-03-09T09:15:00'],
    ['opened in it', 'Road,2015-03-08T02:30:00,2015-03-10T08:30:00'],
    ['over the hour that comes twice', 'Lamp,2015-10-30T16:00:00,2015-11-04T16:00:00'],
    ['59 s off', 'Road,2015-06-01T10:00:00,2015-06-02T10:00:59'],
  ])('match: %s', async (_name, row) => {
    expect(await checked([`c1,${row},1`])).toMatchObject({ matched: 1, of: 1, fitsRuleMatched: 1, fitsRule: 1 });
  });

  it('are told by type, with the farthest apart first', async () => {
    const { text, ...result } = await checked([
      'c1,Lamp,2015-06-01T10:00:00,2015-06-04T10:00:00,1',
      'c2,Lamp,2015-06-01T10:00:00,2015-06-04T10:01:00,1',
      'c3,Lamp,2015-06-01T10:00:00,2015-06-02T07:00:00,0',
      'c4,Lamp,2015-06-01T10:00:00,2016-06-03T10:00:00,0',
      'c5,Road,2015-06-01T10:00:00,2015-06-02T10:00:00,',
    ]);
    expect(result).toMatchObject({ matched: 2, of: 5, fitsRuleMatched: 1, fitsRule: 2, badRows: [] });
    expect(text).toBe(
      [
        'type  of  matched  typical difference',
        'Lamp  4   1        -1 min',
        'Road  1   1',
        '',
        'farthest apart  type  opened               target               by the rules         difference',
        'c4              Lamp  2015-06-01 10:00:00  2016-06-03 10:00:00  2015-06-04 10:00:00  -365 d',
        'c3              Lamp  2015-06-01 10:00:00  2015-06-02 07:00:00  2015-06-04 10:00:00  +2 d 3 h',
        'c2              Lamp  2015-06-01 10:00:00  2015-06-04 10:01:00  2015-06-04 10:00:00  -1 min',
      ].join('\n'),
    );
  });

  it('that cannot be read are named by line and reason, and the others are checked', async () => {
    const { badRows, matched, of } = await checked([
      'c1,Lamp,2015-06-01T10:00:00,2015-06-04T10:00:00,1',
      ',Lamp,2015-06-01T10:00:00,2015-06-04T10:00:00,1',
      'c3,Bridge,2015-06-01T10:00:00,2015-06-04T10:00:00,1',
      'c4,Lamp,yesterday,2015-06-04T10:00:00,1',
      'c5,Lamp,2015-06-01T10:00:00,,1',
      'c6,Lamp,2015-06-01T10:00:00,2015-06-04T10:00:00,yes',
      'c7,Lamp,2015-06-01T10:00:00',
    ]);
    expect({ matched, of }).toEqual({ matched: 1, of: 1 });
    expect(badRows).toEqual([
      { line: 3, reason: 'no case_id' },
      { line: 4, reason: 'no rule for the type "Bridge"' },
      { line: 5, reason: 'open_local "yesterday" is no time in the format ISO' },
      { line: 6, reason: 'target_local "" is no time in the format ISO' },
      { line: 7, reason: 'fits_rule "yes" is neither 0 nor 1' },
      { line: 8, reason: '3 columns, where the header has 5' },
    ]);
  });

  it('may be in a file of another form, and counted otherwise', async () => {
    const rules = {
      timezone: 'Asia/Shanghai',
      workdays: 'Mon-Thu,Fri',
      slots: [
        { from: '08:00', to: '12:00' },
        { from: '14:00', to: '18:00' },
      ],
      holidays: ['2026-02-16'],
      makeUpDays: ['2026-02-14'],
      limitsByType: { 路灯: '1 WD', 井盖: '2 h', 积水: '4 WH' },
      counting: { workdays: 'WORKDAY_COUNT' },
      columns: { id: '编号', type: '类型', opened: '立案', target: '截止' },
      timeFormat: 'yyyy/M/d H:mm',
    };
    const rows = ['1,路灯,2026/2/13 16:00,2026/2/14 18:00', '2,井盖,2026/2/13 23:00,2026/2/14 1:00', '3,积水,2026/2/13 16:00,2026/2/14 10:00']; // prettier-ignore
    expect(await checked(rows, rules, '编号,类型,立案,截止')).toMatchObject({ matched: 3, of: 3, fitsRule: 0 });
  });

  it('need their columns', async () => {
    await expect(checked([], town, 'case_id,type,type,open_local')).rejects.toThrow(
      /columns\.type: there are 2 columns "type"\n.*columns\.target: there is no column "target_local"/,
    );
    writeFileSync(join(folder, 'empty.csv'), '');
    await expect(checkDeadlines(join(folder, 'empty.csv'), parseRules(town))).rejects.toThrow(Unusable);
  });
});

describe('rules', () => {
  it('are refused with all that is wrong with them', () => {
    const wrong = {
      timezone: 'Mars/Olympus',
      workdays: 'Mon-Fry',
      start: '8:30',
      end: '17:00',
      holidays: ['2015-02-29'],
      businessDaysByType: { Lamp: 0 },
      limitsByType: { Road: 'soon' },
      tolerance_s: -1,
      tolerence: 60,
    };
    const refused = (): unknown => {
      try {
        return parseRules(wrong, 'rules.json');
      } catch (error) {
        return (error as Unusable).lines.map((line) => line.replace(/^(rules\.json: [^:]+): .*/, '$1')).sort();
      }
    };
    expect(refused()).toEqual([
      'rules.json: (whole)',
      'rules.json: businessDaysByType.Lamp',
      'rules.json: holidays.0',
      'rules.json: limitsByType.Road',
      'rules.json: start',
      'rules.json: timezone',
      'rules.json: tolerance_s',
      'rules.json: workdays',
    ]);
  });

  test.each([
    ['start: either start and end, or slots', { end: undefined }],
    ['start: either start and end, or slots', { slots: [{ from: '08:00', to: '12:00' }] }],
    ['start, end.0.: 17:00–08:30 ends before it begins', { start: '17:00', end: '08:30' }],
    ['holidays, makeUpDays: 2015-05-25 is there twice', { makeUpDays: ['2015-05-25'] }],
    ['businessDaysByType: no type has a limit', { businessDaysByType: {} }],
    ['limitsByType.Lamp: is in businessDaysByType too', { limitsByType: { Lamp: '1 WD' } }],
    ['limitsByType.Hole: .*a part of one', { limitsByType: { Hole: '1.5 WD' } }],
  ])('%s', (problem, wrong) => {
    expect(() => parseRules({ ...town, ...wrong })).toThrow(new RegExp(`^rules: ${problem}`));
  });

  it('must be there', () => {
    expect(() => readRules(join(folder, 'nowhere.json'))).toThrow(Unusable);
    writeFileSync(join(folder, 'broken.json'), '{');
    expect(() => readRules(join(folder, 'broken.json'))).toThrow(Unusable);
  });
});

test.each([
  [59_400, '+59 s'],
  [-86_400_000, '-1 d'],
  [90_061_000, '+1 d 1 h 1 min'],
])('a difference of %d ms is %s', (ms, text) => {
  expect(difference(ms)).toBe(text);
});
