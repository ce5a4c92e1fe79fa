import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

const TIMEOUT_MS = 90_000;
const CLI = join(import.meta.dirname, '../dist/apps/cli/src/main.js');

interface Page {
  readonly items: readonly Record<string, unknown>[];
}

let dataDir: string;

beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'chuishao-demo-'));
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** `up --demo` in a process of its own, until `use` is done. */
async function running<T>(use: (address: string) => Promise<T>): Promise<T> {
  const child = spawn(process.execPath, [CLI, 'up', '--demo'], {
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], DATA_DIR: dataDir, PORT: '0', LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)));
  const exited = once(child, 'close');
  try {
    await until(
      () => child.exitCode !== null || output.includes('ready at'),
      () => output,
    );
    const address = /ready at (\S+)/.exec(output)?.[1];
    if (!address) throw new Error(`ended instead of being ready: ${output}`);
    return await use(address);
  } finally {
    child.kill('SIGINT');
    await exited;
  }
}

async function until(condition: () => boolean | Promise<boolean>, detail: () => string = () => ''): Promise<void> {
  for (const deadline = Date.now() + TIMEOUT_MS; !(await condition()); await pause(50)) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${detail()}`);
  }
}

async function query<Row>(sql: string): Promise<Row[]> {
  const { databaseUrl } = JSON.parse(readFileSync(join(dataDir, 'runtime.json'), 'utf8')) as { databaseUrl: string };
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** Everything but what the system adds by itself while time goes by. */
const written = async (): Promise<string | undefined> => {
  const [counted] = await query<{ n: string }>(`
    SELECT count(*) AS n FROM log.event
    WHERE metadata -> 'actor' ->> 'role' <> 'SYSTEM' OR metadata -> 'actor' ->> 'channel' = 'seeds'`);
  return counted?.n;
};

async function as(address: string, account: string): Promise<(path: string) => Promise<Page>> {
  const answer = await fetch(`${address}/api/v1/demo/token`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ account }),
  });
  const { token } = (await answer.json()) as { token: string };
  return async (path) => {
    const got = await fetch(`${address}/api/v1/${path}`, { headers: { Authorization: `Bearer ${token}` } });
    if (got.status !== 200) throw new Error(`${path}: ${got.status} ${await got.text()}`);
    return (await got.json()) as Page;
  };
}

describe('npm start -- --demo', () => {
  test('shows a busy week to every role, and plays it once', async () => {
    const first = await running(async (address) => {
      const head = (
        await query<{ position: string }>(
          `SELECT max(position) AS position FROM log.event WHERE stream_id LIKE 'whistle-%'`,
        )
      )[0]?.position;
      const [dispatcher, clerk, supervisor, resident] = await Promise.all([
        as(address, 'dispatcher'),
        as(address, 'clerk-cgj-1'),
        as(address, 'supervisor'),
        as(address, 'resident'),
      ]);
      const rows = async (of: typeof dispatcher, path: string) =>
        (await of(`${path}${path.includes('?') ? '&' : '?'}after=${head}`)).items.length;
      expect(await rows(dispatcher, 'triage-board')).toBeGreaterThanOrEqual(12);
      expect(await rows(dispatcher, 'clocks?missed=false')).toBeGreaterThanOrEqual(15);
      expect(await rows(clerk, 'inbox')).toBeGreaterThanOrEqual(1);
      expect(await rows(clerk, 'whistles')).toBeGreaterThanOrEqual(5);
      expect(await rows(supervisor, 'whistles?limit=100')).toBe(100);
      expect(await rows(supervisor, 'whistles?missed=true')).toBeGreaterThanOrEqual(5);
      expect(await rows(supervisor, 'counts?by=unit')).toBeGreaterThanOrEqual(30);
      expect(await rows(supervisor, 'counts?by=day&anchor=CLOSED')).toBeGreaterThanOrEqual(6);
      expect(await rows(resident, 'whistles')).toBeGreaterThanOrEqual(1);
      return written();
    });
    expect(Number(first)).toBeGreaterThan(3_000);
    expect(await running(written)).toBe(first);
  }, 240_000);
});
