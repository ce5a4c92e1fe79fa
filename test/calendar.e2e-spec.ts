import { projectRoot } from '@app/runtime';
import { type TestDatabase, testDatabase } from '@app/testing';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

jest.setTimeout(300_000);

const CLI = join(projectRoot, 'dist/apps/cli/src/main.js');
const MASTER_KEY = randomBytes(32).toString('base64');
const folder = mkdtempSync(join(tmpdir(), 'chuishao-calendar-'));
let database: TestDatabase;

/** The calendar alone needs no city of thousands. */
beforeAll(async () => {
  database = await testDatabase();
  const seeds = join(folder, 'seeds');
  cpSync(join(projectRoot, 'seeds'), seeds, { recursive: true, filter: (path) => !/posts$|accounts/.test(path) });
  const { code, errors } = await cli('seed', seeds);
  if (code !== 0) throw new Error(errors.join('\n'));
});
afterAll(async () => {
  await database.drop();
  rmSync(folder, { recursive: true, force: true });
});

const calendar = (...args: string[]) => cli('calendar', ...args);

async function cli(...args: string[]): Promise<{ code: unknown; lines: string[]; errors: string[] }> {
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: database.url, DATA_DIR: join(folder, 'data'), MASTER_KEY },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const read = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (read.out += String(chunk)));
  child.stderr.on('data', (chunk) => (read.err += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  const lines = (text: string) => text.split('\n').filter((line) => line !== '');
  return { code, lines: lines(read.out), errors: lines(read.err) };
}
const noticeFile = (name: string, content: object): string => {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(content));
  return file;
};
const day = (date: string, isOffDay: boolean) => ({ name: '元旦', date, isOffDay });
const notice = {
  year: 2027,
  papers: ['国办发明电〔2026〕1号'],
  days: [day('2026-12-27', false), day('2027-01-01', true), day('2027-01-02', true), day('2027-01-03', false)],
};
const jsonOf = (lines: readonly string[]): unknown => JSON.parse(lines.at(-1) ?? '');

test('a year’s notice is shown first, taken in once, and then there for all', async () => {
  const file = noticeFile('2027.json', notice);
  const changes = [
    '2026-12-27 Sun  off → works 元旦',
    '2027-01-01 Fri  works → off 元旦',
    '2027-01-02 Sat  off → off 元旦',
    '2027-01-03 Sun  off → works 元旦',
  ];
  const preview = await calendar('import', file, '--preview');
  const none = 'No open clock changes.';
  const openClocks = { changed: 0, later: 0, earlier: 0, kept: 0, firm: 0, provisional: 0, same: 0 };
  expect([preview.code, preview.lines.slice(0, -1), preview.errors]).toEqual([0, [...changes, none], []]);
  expect(jsonOf(preview.lines)).toEqual({
    calendar: 'CN',
    version: 'CN@1',
    coveredThrough: '2026-12-31',
    changedDays: 4,
    openClocks,
    preview: true,
  });

  const taken = await calendar('import', file);
  const answer = { calendar: 'CN', version: 'CN@2', coveredThrough: '2027-12-31', openClocks, preview: false };
  expect([taken.code, taken.lines.slice(0, -1), jsonOf(taken.lines)]).toEqual([
    0,
    [...changes, none],
    { ...answer, changedDays: 4 },
  ]);
  const again = await calendar('import', file);
  expect([again.code, again.lines.slice(0, -1), jsonOf(again.lines)]).toEqual([
    0,
    [none],
    { ...answer, changedDays: 0 },
  ]);

  const shown = await calendar('show', 'CN', '--year', '2027');
  expect(shown.lines).toEqual([
    'CN@2  2004-01-01 … 2027-12-31  Asia/Shanghai  for XY  (国办发明电〔2026〕1号)',
    '  2027-01-01 Fri  off 元旦',
    '  2027-01-02 Sat  off 元旦',
    '  2027-01-03 Sun  works 元旦',
  ]);
  expect((await calendar('show')).lines).toEqual(shown.lines.slice(0, 1));
  expect((await calendar('show', 'CN', '--year', '2028')).lines.at(-1)).toBe('  2028 is not covered whole');
});

test.each<[string, object, readonly string[], readonly string[]]>([
  [
    'with several faults',
    { ...notice, year: 2030, days: [day('2030-01-01', true), day('2030-01-01', true)] },
    [],
    [
      '{file}: year: 2030 does not join on to the years covered, 2004-01-01 … 2027-12-31',
      '{file}: days[1]: 2030-01-01 is named twice',
    ],
  ],
  ['for an unknown calendar', notice, ['--calendar', 'BOS'], ['there is no calendar BOS; there is CN']],
])('a notice %s is refused, and nothing is written', async (_, content, options, errors) => {
  const file = noticeFile('bad.json', content);
  const refused = await calendar('import', file, ...options);
  expect(refused.errors).toEqual(errors.map((line) => `chuishao: ${line.replace('{file}', file)}`));
  expect([refused.code, refused.lines]).toEqual([1, []]);
});

test('a year that is none is refused', async () => {
  expect((await calendar('show', 'CN', '--year', 'MMXXVI')).errors).toEqual(['chuishao: --year: MMXXVI is no year']);
});
