import { type TestDatabase, testDatabase } from '@app/testing';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  BOSTON,
  cli,
  firstRows,
  folder,
  killedAndResumed,
  MASTER_KEY,
  PATIENCE_MS,
  rowsOf,
  SAMPLES,
} from './requests-of-boston.js';
import { type RunningApi, runningApi } from './running-api.js';

const withSamples = SAMPLES ? describe : describe.skip;

withSamples('the requests of Boston (DATA_SAMPLES)', () => {
  let api: RunningApi;
  const env = () => ({ DATABASE_URL: api.database.url });
  beforeAll(async () => {
    api = await runningApi({ masterKey: MASTER_KEY });
  }, PATIENCE_MS);
  afterAll(() => api.stop());

  const imported = async (file: string) => {
    const rejects = `${file}.rejects.csv`;
    return cli(['import', file, '--mapping', BOSTON, '--rejects', rejects], env());
  };

  test(
    'are taken in once, by an import that is killed and started again, and count in the API as they count in the file',
    async () => {
      const file = firstRows('boston311-2015-sample2000.csv', 600);
      await killedAndResumed(api, file, 600, 100);
      const [before] = await rowsOf(api.database.url, 'SELECT max(position) FROM log.event');
      const again = await imported(file);
      expect(again).toMatchObject({ code: 0, last: { rows: 600, imported: 0, skipped: 600, rejected: 0 } });
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
