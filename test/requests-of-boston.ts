import type { TestDatabase } from '@app/testing';
import { afterAll, expect } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import pg from 'pg';
import { until } from './processes.js';
import type { RunningApi } from './running-api.js';

const CLI = join(import.meta.dirname, '../dist/apps/cli/src/main.js');
export const BOSTON = join(import.meta.dirname, '../seeds/mappings/boston311.json');
export const SAMPLES = process.env['DATA_SAMPLES'] ?? '';
export const MASTER_KEY = randomBytes(32);
export const PATIENCE_MS = 300_000;

/** Of this file's run; gone afterwards. */
export const folder = mkdtempSync(join(tmpdir(), 'chuishao-import-'));
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
/** A command of the command line, to its end. */
export const cli = (args: string[], env: Record<string, string> = {}): Promise<Ran> => start(args, env).ran;

/** What a database answers. */
export async function rowsOf<Row>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** The oracle: counts the rows of a Boston file by department, status and month, by its own reading of the file. */
export function countedFrom(file: string, anchor: 'OPEN_DT' | 'CLOSED_DT'): Record<string, number> {
  const bytes = readFileSync(resolve(SAMPLES, file));
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

/** The same as the API counts it. */
export async function countedByApi(api: RunningApi, anchor: 'RAISED' | 'CLOSED'): Promise<Record<string, number>> {
  const query = `by=unit,status,month&anchor=${anchor}&areaPath=BOS&limit=5000`;
  const { status, body } = await api
    .as('auditor')
    .get<{ items: { unit: string; status: string; month: string; whistles: number }[] }>(`/api/v1/counts?${query}`);
  expect(status).toBe(200);
  return Object.fromEntries(body.items.map((it) => [`${it.unit} ${it.status} ${it.month}`, it.whistles]));
}

/** The first rows of a file, in one of their own. @returns its path */
export function firstRows(file: string, rows: number): string {
  const lines = readFileSync(join(SAMPLES, file), 'utf8').split('\n');
  const path = join(folder, `${rows}-${file}`);
  writeFileSync(path, `${lines.slice(0, rows + 1).join('\n')}\n`);
  return path;
}

/** Kills an import after so many rows, starts it again, and holds the whole against the file. */
export async function killedAndResumed(api: RunningApi, file: string, rows: number, after: number): Promise<void> {
  const rejects = join(folder, `${basename(file)}.killed.csv`);
  const args = ['import', resolve(SAMPLES, file), '--mapping', BOSTON, '--rejects', rejects];
  const env = { DATABASE_URL: api.database.url };
  const killed = start(args, env);
  await until(async () => (await whistlesIn(api.database)) > after, undefined, PATIENCE_MS);
  killed.child.kill('SIGKILL');
  await killed.ran;
  const kept = await whistlesIn(api.database);
  expect(kept).toBeLessThan(rows);

  const { code, last } = await cli(args, env);
  const { imported, skipped, ...rest } = last as { imported: number; skipped: number };
  expect({ code, ...rest }).toEqual({ code: 0, rows, rejected: 0 });
  expect(skipped).toBeGreaterThanOrEqual(kept);
  expect(imported + skipped).toBe(rows);
  expect(await whistlesIn(api.database)).toBe(rows);
  expect(await countedByApi(api, 'RAISED')).toEqual(countedFrom(file, 'OPEN_DT'));
  expect(await countedByApi(api, 'CLOSED')).toEqual(countedFrom(file, 'CLOSED_DT'));
}

async function whistlesIn({ url }: TestDatabase): Promise<number> {
  const sql = `SELECT count(command_id)::int AS n FROM log.event WHERE stream_id LIKE 'whistle-%'`;
  const [row] = await rowsOf<{ n: number }>(url, sql);
  return row?.n ?? 0;
}
