import { afterAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CLI = join(import.meta.dirname, '../dist/apps/cli/src/main.js');
const SAMPLES = process.env['DATA_SAMPLES'] ?? '';
const folder = mkdtempSync(join(tmpdir(), 'chuishao-deadlines-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Without a data folder or a database: it needs neither. */
async function check(rows: string, rules: string) {
  const child = spawn(process.execPath, [CLI, 'deadlines', 'check', rows, '--rules', rules], {
    env: { PATH: process.env['PATH'] ?? '', DATA_DIR: join(folder, 'none') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const read = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (read.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (read.stderr += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  const last = read.stdout.trim().split('\n').at(-1) ?? '';
  return { code, ...read, last: last === '' ? undefined : (JSON.parse(last) as unknown) };
}

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('cli deadlines check', () => {
  const rules = file(
    'rules.json',
    JSON.stringify({
      timezone: 'Europe/Berlin',
      workdays: 'Mon-Fri',
      start: '08:00',
      end: '16:00',
      businessDaysByType: { Laterne: 2 },
    }),
  );
  const header = 'case_id,type,open_local,target_local,fits_rule\n';
  const good = 'a1,Laterne,2025-10-24T09:00:00,2025-10-28T09:00:00,1\n';

  test('prints a table and the counts', async () => {
    const { code, stdout, last } = await check(file('good.csv', header + good), rules);
    expect({ code, last }).toEqual({ code: 0, last: { matched: 1, of: 1, fitsRuleMatched: 1, fitsRule: 1 } });
    expect(stdout).toMatch(/^type +of +matched +typical difference\nLaterne +1 +1\n/);
  });

  test('ends with 1 if rows cannot be read, and with the counts of the others', async () => {
    const { code, stderr, last } = await check(file('bad.csv', `${header + good}a2,Laterne,gestern,,1\n`), rules);
    expect({ code, last }).toEqual({ code: 1, last: { matched: 1, of: 1, fitsRuleMatched: 1, fitsRule: 1 } });
    expect(stderr).toContain('bad.csv: line 3: open_local "gestern" is no time in the format ISO');
  });

  test('ends with 1 if a row does not match that must', async () => {
    const late = 'a2,Laterne,2025-10-24T09:00:00,2025-10-28T10:00:00,1\n';
    const { code, stderr, last } = await check(file('late.csv', header + late), rules);
    expect({ code, last }).toEqual({ code: 1, last: { matched: 0, of: 1, fitsRuleMatched: 0, fitsRule: 1 } });
    expect(stderr).toContain('1 rows do not match that must');
  });

  test('ends with 1 and a line for each thing that is wrong with the rules', async () => {
    const wrong = file('wrong.json', '{"timezone":"Mars","workdays":"never","start":"08:00","end":"16:00"}');
    const { code, stderr, stdout } = await check(file('good.csv', header + good), wrong);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.trim().split('\n')).toEqual([
      `chuishao: ${wrong}: timezone: an IANA time zone, such as America/New_York`,
      `chuishao: ${wrong}: workdays: "never" is nothing such as Mon-Fri or Mon-Thu,Sat`,
      `chuishao: ${wrong}: businessDaysByType: no type has a limit`,
    ]);
  });
});

(SAMPLES ? describe : describe.skip)('the deadlines of Boston (DATA_SAMPLES)', () => {
  test('are those of its rules wherever these are known to hold', async () => {
    const [rows, rules] = ['boston311-deadlines.csv.gz', 'boston311-deadline-rules.json'];
    const { code, last } = await check(join(SAMPLES, rows ?? ''), join(SAMPLES, rules ?? ''));
    // ten more match than the rules were fitted to: opened at 17:00:00, which is the next morning's 08:30
    expect({ code, last }).toEqual({
      code: 0,
      last: { matched: 25_243, of: 26_456, fitsRuleMatched: 25_233, fitsRule: 25_233 },
    });
  }, 120_000);
});
