import pg from 'pg';
import type { Benchmark } from './benchmark.js';
import { Caller } from './caller.js';
import { type City, filledCity, settled, withProcesses } from './city.js';
import { rounded } from './figures.js';
import { Ids } from './history/ids.js';
import { underLoad } from './load.js';
import { onOwnPostgres } from './own-postgres.js';
import { printTable } from './table.js';

/** Somebody looks while nobody else does; and more at once than the one API process can answer at once. */
const [ALONE, MANY] = [1, 4];

interface Samples {
  readonly ids: readonly string[];
  /** Whose inboxes are the fullest. */
  readonly units: readonly string[];
  readonly firstDay: string;
  readonly lastDay: string;
}

async function samples(url: string): Promise<Samples> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const column = async (sql: string): Promise<string[]> => {
    const { rows } = await client.query<[string]>({ text: sql, rowMode: 'array' });
    return rows.map(([value]) => value);
  };
  const [firstDay = '', lastDay = ''] = await column(
    `SELECT unnest(ARRAY[min(raised_on), max(raised_on)])::text FROM views.whistle_search`,
  );
  const units = await column(
    `SELECT unit_id FROM views.department_inbox GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 200`,
  );
  const ids = await column(`SELECT whistle_id FROM views.whistle_search ORDER BY whistle_id LIMIT 5000`);
  await client.end();
  return { ids, units, firstDay, lastDay };
}

/** What is asked, each with changing subjects. `desk` sees the whole district, `clerk` the units of one department. */
function questions({ ids, firstDay, lastDay }: Samples, { desk, clerk }: { desk: string; clerk: string }) {
  const chance = new Ids();
  const one = <T>(list: readonly T[]): T => list[Math.floor(chance.share() * list.length)] as T;
  const street = () => one(['XY/S1', 'XY/S2', 'XY/S3', 'XY/S4', 'XY/S5']);
  const month = lastDay.slice(0, 8);
  const words = ['路面', '噪声 夜间', '垃圾', '路灯 不亮', '漏水'];
  return {
    board: () => [one(['', `?areaPath=${street()}`]), desk, 'triage-board'],
    boardOf200: () => ['?limit=200', desk, 'triage-board'],
    inbox: () => [one(['', '?missed=true', '?step=ASSIGNED']), clerk, 'inbox'],
    inboxOf200: () => ['?limit=200', clerk, 'inbox'],
    duplicates: () => [`/${one(ids)}/duplicates`, desk, 'whistles'],
    reminders: () => ['', desk, 'reminders'],
    timeline: () => [`/${one(ids)}/timeline`, desk, 'whistles'],
    counts: () => [
      one([
        `?by=unit&anchor=CLOSED&from=${month}01&to=${lastDay}`,
        `?by=street,overdue&from=${month}01`,
        `?by=category&areaPath=${street()}&from=${month}01`,
        `?by=month,status&from=${firstDay}&unitId=XY-SZ`,
      ]),
      desk,
      'counts',
    ],
    search: () => [
      one([
        '',
        `?words=${encodeURIComponent(one(words))}`,
        `?areaPath=${street()}/C0${one([1, 2, 3, 4])}`,
        '?categoryCode=SZ03&status=CLOSED',
        '?unitId=XY-SZ&missed=true',
      ]),
      desk,
      'whistles',
    ],
  } satisfies Record<string, () => [string, string, string]>;
}

/** What people look at most, over HTTP, with a million whistles behind it unless told otherwise. */
export const benchmark: Benchmark = ({ quick, keep, whistles = 1_000_000 }) =>
  onOwnPostgres(
    async (server, dataDir) => {
      const url = await filledCity(server, dataDir, quick ? 2_000 : whistles);
      return withProcesses(dataDir, [url], async ([city]) => {
        if (!city) throw new Error('nothing was started');
        await settled(city);
        return answers(city, quick);
      });
    },
    { keep },
  );

async function answers(city: City, quick: boolean): Promise<Record<string, number>> {
  const known = await samples(city.url);
  const tokens = { desk: await city.tokenFor('dispatcher'), clerk: await city.tokenFor(await fullest(city, known)) };
  const figures: Record<string, number> = {};
  const rows: (string | number)[][] = [];
  for (const [name, question] of Object.entries(questions(known, tokens))) {
    const caller = new Caller(city.api.address);
    const ask = () => {
      const [query, token, path] = question();
      return caller.get(`/api/v1/${path}${query}`, token ?? '');
    };
    const span = { warmUpMs: quick ? 500 : 3_000, forMs: quick ? 1_500 : 10_000 };
    const alone = await underLoad({ callers: ALONE, ...span }, ask);
    const many = await underLoad({ callers: MANY, ...span }, ask);
    caller.close();
    const times = [alone, many].flatMap(({ p50Ms, p95Ms, p99Ms }) => [p50Ms, p95Ms, p99Ms].map((ms) => rounded(ms)));
    rows.push([name, ...times, Math.round(many.perSec)]);
    figures[`${name}P95Ms`] = rounded(alone.p95Ms);
    figures[`${name}P95MsOf${MANY}`] = rounded(many.p95Ms);
  }
  console.log(`over HTTP, by one caller and by ${MANY} at once, each asking again as soon as it is answered\n`);
  const times = (callers: number) => [`${callers}: p50 ms`, 'p95', 'p99'];
  printTable(['question', ...times(ALONE), ...times(MANY), `answers/s to ${MANY}`], rows);
  return { ...figures, apiRssMb: city.api.rssMb(), workerRssMb: city.worker.rssMb() };
}

/** Of the sample district's clerks the one with the fullest inbox. */
async function fullest(city: City, { units }: Samples): Promise<string> {
  const accounts = units.map((unit) => `clerk-${unit.replace(/^XY-/, '').toLowerCase()}-1`);
  const caller = new Caller(city.api.address);
  try {
    for (const account of accounts) {
      const token = await city.tokenFor(account);
      const answered = await caller.get<{ items: unknown[] }>('/api/v1/inbox?limit=1', token).catch(() => undefined);
      if (answered?.items.length) return account;
    }
    throw new Error('nobody has anything in an inbox');
  } finally {
    caller.close();
  }
}
