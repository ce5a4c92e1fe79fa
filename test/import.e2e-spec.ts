import { type TestDatabase, testDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { type RunningApi, runningApi } from './running-api.js';

const CLI = join(import.meta.dirname, '../dist/apps/cli/src/main.js');
const BOSTON = join(import.meta.dirname, '../seeds/mappings/boston311.json');
const SAMPLES = process.env['DATA_SAMPLES'] ?? '';
const MASTER_KEY = randomBytes(32);
const PATIENCE_MS = 300_000;

const folder = mkdtempSync(join(tmpdir(), 'chuishao-import-'));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) if (child.exitCode === null) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

interface Ran {
  readonly code: number | null;
  readonly stderr: string;
  /** The last line on stdout, if it is JSON. */
  readonly last: unknown;
}

function start(args: string[], env: Record<string, string>): { child: ChildProcess; ran: Promise<Ran> } {
  const inherited = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '' };
  const child = spawn(process.execPath, [CLI, ...args], {
    env: { ...inherited, DATA_DIR: join(folder, 'data'), MASTER_KEY: MASTER_KEY.toString('base64'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const read = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk) => (read.stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (read.stderr += String(chunk)));
  const ran = once(child, 'close').then(([code]) => {
    const last = read.stdout.trim().split('\n').at(-1) ?? '';
    return { code: code as number | null, stderr: read.stderr, last: last.startsWith('{') ? JSON.parse(last) : last };
  });
  return { child, ran };
}
const cli = (args: string[], env: Record<string, string> = {}): Promise<Ran> => start(args, env).ran;

async function rowsOf<Row>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}

async function until(what: string, condition: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + PATIENCE_MS; !(await condition()); await pause(20)) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
  }
}

/** The oracle: counts the rows of a Boston file by department, status and month, by its own reading of the file. */
function countedFrom(file: string, anchor: 'OPEN_DT' | 'CLOSED_DT'): Record<string, number> {
  const bytes = readFileSync(join(SAMPLES, file));
  const text = file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
  const counts: Record<string, number> = {};
  for (const row of parse<Record<string, string>>(text, { columns: true })) {
    const [, month, year] = /^(\d\d)\/\d\d\/(\d{4}) /.exec(row[anchor] ?? '') ?? [];
    if (!month) continue;
    const status = row['CASE_STATUS'] === 'Closed' ? 'CLOSED' : 'DISPATCHED';
    const key = `BOS-${row['Department']} ${status} ${year}-${month}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

async function countedByApi(api: RunningApi, anchor: 'RAISED' | 'CLOSED'): Promise<Record<string, number>> {
  const query = `by=unit,status,month&anchor=${anchor}&areaPath=BOS&limit=5000`;
  const { status, body } = await api
    .as('auditor')
    .get<{ items: { unit: string; status: string; month: string; whistles: number }[] }>(`/api/v1/counts?${query}`);
  expect(status).toBe(200);
  return Object.fromEntries(body.items.map((it) => [`${it.unit} ${it.status} ${it.month}`, it.whistles]));
}

const withSamples = SAMPLES ? describe : describe.skip;

withSamples('the requests of Boston (DATA_SAMPLES)', () => {
  let api: RunningApi;
  const env = () => ({ DATABASE_URL: api.database.url });
  beforeAll(async () => {
    api = await runningApi({ masterKey: MASTER_KEY });
  }, PATIENCE_MS);
  afterAll(() => api.stop());

  const imported = async (file: string) => {
    const rejects = join(folder, `${file}.rejects.csv`);
    return cli(['import', join(SAMPLES, file), '--mapping', BOSTON, '--rejects', rejects], env());
  };

  test(
    'are taken in once, and count in the API as they count in the file',
    async () => {
      const file = 'boston311-2015-sample2000.csv';
      const first = await imported(file);
      expect(first).toMatchObject({ code: 0, last: { rows: 2000, imported: 2000, skipped: 0, rejected: 0 } });
      expect(await countedByApi(api, 'RAISED')).toEqual(countedFrom(file, 'OPEN_DT'));
      expect(await countedByApi(api, 'CLOSED')).toEqual(countedFrom(file, 'CLOSED_DT'));
      const [before] = await rowsOf(api.database.url, 'SELECT max(position) FROM log.event');
      const again = await imported(file);
      expect(again).toMatchObject({ code: 0, last: { rows: 2000, imported: 0, skipped: 2000, rejected: 0 } });
      expect(await rowsOf(api.database.url, 'SELECT max(position) FROM log.event')).toEqual([before]);
    },
    PATIENCE_MS,
  );

  test(
    'leave every view identical, row by row, when it is rebuilt',
    async () => {
      const tables = ['whistle_search', 'triage_board', 'department_inbox', 'whistle_timeline', 'open_clocks'];
      const counts = ['place_month', 'street_year', 'street_month', 'community_month'].map((of) => `resolution_${of}`);
      const content = () =>
        Promise.all(
          [...tables, 'resolution_fact', ...counts].map(async (table) => [
            table,
            ...(await rowsOf(
              api.database.url,
              `SELECT count(*), md5(string_agg(t::text, E'\\n' ORDER BY t::text)) FROM views.${table} t`,
            )),
          ]),
        );
      const before = await content();
      expect(await cli(['rebuild', '--all'], env())).toMatchObject({ code: 0, last: { events: expect.any(Number) } });
      expect(await content()).toEqual(before);
    },
    PATIENCE_MS,
  );
});

withSamples('a month of Boston, killed in the middle (DATA_SAMPLES)', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await runningApi({ masterKey: MASTER_KEY });
  }, PATIENCE_MS);
  afterAll(() => api.stop());

  test(
    'is resumed without adding anything twice, and counts as in the file',
    async () => {
      const file = 'boston311-2015-june.csv.gz';
      const args = ['import', join(SAMPLES, file), '--mapping', BOSTON, '--rejects', join(folder, 'june.csv')];
      const env = { DATABASE_URL: api.database.url };
      const whistles = async () => {
        const sql = `SELECT count(command_id)::int AS n FROM log.event WHERE stream_id LIKE 'whistle-%'`;
        const [row] = await rowsOf<{ n: number }>(api.database.url, sql);
        return row?.n ?? 0;
      };
      const killed = start(args, env);
      await until('the first thousand', async () => (await whistles()) > 1000);
      killed.child.kill('SIGKILL');
      await killed.ran;
      const kept = await whistles();
      expect(kept).toBeLessThan(10_332);

      const { code, last } = await cli(args, env);
      const { imported, skipped, ...rest } = last as { imported: number; skipped: number };
      expect({ code, ...rest }).toEqual({ code: 0, rows: 10_332, rejected: 0 });
      expect(skipped).toBeGreaterThanOrEqual(kept);
      expect(imported + skipped).toBe(10_332);
      expect(await whistles()).toBe(10_332);
      expect(await countedByApi(api, 'RAISED')).toEqual(countedFrom(file, 'OPEN_DT'));
      expect(await countedByApi(api, 'CLOSED')).toEqual(countedFrom(file, 'CLOSED_DT'));
    },
    PATIENCE_MS,
  );
});

describe('npm run cli -- import', () => {
  let database: TestDatabase;
  const mapping = join(folder, 'town.json');
  const table = join(folder, 'town.csv.gz');
  const header = 'nr,title,type,dept,opened,due,closed';
  const write = (...rows: string[]) => writeFileSync(table, gzipSync([header, ...rows, ''].join('\n')));
  const run = (...more: string[]) =>
    cli(['import', table, '--mapping', mapping, ...more], { DATABASE_URL: database.url });

  beforeAll(async () => {
    database = await testDatabase();
    const town = {
      jurisdiction: { code: 'TOWN', name: 'Town', timeZone: 'Europe/Paris' },
      id: 'nr',
      summary: { columns: ['title'] },
      category: { columns: ['type'], define: { lead: 'Works' } },
      unit: { column: 'dept', blank: 'Works', define: {} },
      times: { format: 'dd.MM.yyyy HH:mm', opened: 'opened', target: 'due', closed: 'closed' },
    };
    writeFileSync(mapping, JSON.stringify(town));
  });
  afterAll(() => database.drop());

  test(
    'puts what is impossible aside, flags what is odd, and takes the rest in',
    async () => {
      write(
        '1,Lamp,Light,Works,01.06.2024 10:00,03.06.2024 10:00,02.06.2024 10:00',
        '2,Before it began,Light,,05.06.2024 10:00,,04.06.2024 10:00',
        ',Nameless,Light,Works,01.06.2024 10:00,,',
        '4,No time,Light,Works,,,',
        '5,"Open quote,Light,Works,01.06.2024 10:00,,',
        '6,Too short',
        '7,Tomorrow,Light,Works,01.06.2999 10:00,,',
        '8,Call 13912345678,路灯,Parks,01.06.2024 10:00,,',
      );
      const { code, last, stderr } = await run();
      expect({ code, last }).toEqual({ code: 0, last: { rows: 8, imported: 3, skipped: 0, rejected: 5 } });
      expect(stderr).toContain(`5 rows were rejected: ${table}.rejects.csv`);
      const rejects = parse<Record<string, string>>(readFileSync(`${table}.rejects.csv`), { columns: true });
      const byLine = rejects.toSorted((a, b) => Number(a['line']) - Number(b['line']));
      expect(byLine.map((it) => [it['line'], it['reason']?.split(' {')[0]])).toEqual([
        ['4', 'no id'],
        ['5', 'no opened time'],
        ['6', 'a quote is never closed'],
        ['7', '2 columns, where the header has 7'],
        ['8', 'import/in-the-future'],
      ]);
      expect(byLine[2]?.['row']).toBe('5,"Open quote,Light,Works,01.06.2024 10:00,,');
      expect(
        await rowsOf(
          database.url,
          'SELECT number, status, lead_unit_id, flags, summary FROM views.whistle_search ORDER BY number',
        ),
      ).toEqual([
        { number: 'TOWN-1', status: 'CLOSED', lead_unit_id: 'TOWN-Works', flags: [], summary: 'Lamp' },
        {
          number: 'TOWN-2',
          status: 'CLOSED',
          lead_unit_id: 'TOWN-Works',
          flags: ['no-target', 'closed-before-opened'],
          summary: 'Before it began',
        },
        {
          number: 'TOWN-8',
          status: 'DISPATCHED',
          lead_unit_id: 'TOWN-Parks',
          flags: ['no-target'],
          summary: expect.not.stringContaining('13912345678'),
        },
      ]);
    },
    PATIENCE_MS,
  );

  test(
    'refuses a row that has changed, and registers only what is new in a later file',
    async () => {
      const defined = () =>
        rowsOf<{ type: string }>(database.url, `SELECT type FROM log.event WHERE category <> 'whistle'`);
      const before = (await defined()).length;
      write(
        '1,Lamp,Light,Works,01.06.2024 10:00,03.06.2024 10:00,02.06.2024 10:00',
        '8,Call 13912345678,路灯,Parks,01.06.2024 10:00,,02.06.2024 10:00',
        '9,Tree,Tree,Parks,01.06.2024 10:00,,',
      );
      const { last } = await run('--rejects', join(folder, 'later.csv'));
      expect(last).toEqual({ rows: 3, imported: 1, skipped: 1, rejected: 1 });
      expect(readFileSync(join(folder, 'later.csv'), 'utf8')).toMatch(/^3,"changed since it was imported"/m);
      expect((await defined()).slice(before)).toEqual([{ type: 'CategoryDefined' }]);
    },
    PATIENCE_MS,
  );

  test(
    'brings its own database up and its views to the end, and leaves nothing running',
    async () => {
      write('1,Lamp,Light,Works,01.06.2024 10:00,,');
      const DATA_DIR = join(folder, 'own');
      const { code, last } = await cli(['import', table, '--mapping', mapping], { DATA_DIR });
      expect({ code, last }).toEqual({ code: 0, last: { rows: 1, imported: 1, skipped: 0, rejected: 0 } });
      expect(readdirSync(DATA_DIR)).not.toContain('runtime.json');
      const rebuilt = await cli(['rebuild', 'whistle-search'], { DATA_DIR });
      expect(rebuilt).toMatchObject({ code: 0, last: { views: ['whistle-search'], events: 4 } });
    },
    PATIENCE_MS,
  );

  test.each([
    [
      'a file that is not there',
      ['import', join(folder, 'none.csv'), '--mapping', mapping],
      ['none.csv: there is no such file'],
    ],
    ['a mapping that is not there', ['import', table, '--mapping', join(folder, 'none.json')], ['none.json: ENOENT']],
    [
      'columns that are not there',
      ['import', table, '--mapping', BOSTON],
      ['no column "CASE_ENQUIRY_ID"', 'no column "OPEN_DT"'],
    ],
    ['a view that is not there', ['rebuild', 'nope'], ['no view nope: there are whistle-search, ']],
  ])(
    'ends with 1 and a line for %s',
    async (_, args, lines) => {
      const { code, stderr, last } = await cli(args, { DATABASE_URL: database.url });
      expect({ code, last }).toEqual({ code: 1, last: '' });
      for (const line of lines) expect(stderr).toContain(line);
      expect(stderr).not.toContain('    at ');
    },
    PATIENCE_MS,
  );
});
