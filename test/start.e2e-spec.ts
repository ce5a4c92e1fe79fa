import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { type Server, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, projectRoot } from '@app/runtime';
import pg from 'pg';
import { type Environment, Processes, removeFolder, type Started, type StartedUp, until } from './processes.js';
import { smallSeeds } from './small-seeds.js';

const folder = mkdtempSync(join(tmpdir(), 'chuishao-start-'));
const SEEDS_DIR = smallSeeds(folder);
afterAll(() => removeFolder(folder));

let dataDir: string;
let processes: Processes;

/** The command line in a process of its own, without what this test's own environment would tell it. */
const cli = (args: string[], env: Environment = {}): Started => processes.cli(args, env);
const up = (env: Environment): StartedUp => processes.up(env);

/** Command lines of the processes that work on this data folder. */
function servers(): string[] {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-axo', 'command='], { encoding: 'utf8' }).split('\n');
    return lines.filter((line) => line.includes(join(dataDir, 'pg')));
  }
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      } catch {
        return '';
      }
    })
    .filter((line) => line.includes(join(dataDir, 'pg')));
}

const runtime = () =>
  JSON.parse(readFileSync(join(dataDir, 'runtime.json'), 'utf8')) as { pid: number; databaseUrl: string };

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: runtime().databaseUrl });
  await client.connect();
  try {
    return (await client.query(sql)).rows as Record<string, unknown>[];
  } finally {
    await client.end();
  }
}

async function taken(port: number): Promise<Server> {
  const server = createServer();
  await new Promise((settled) => server.once('listening', settled).once('error', settled).listen(port, '127.0.0.1'));
  return server;
}

function ownFolder(): void {
  dataDir = mkdtempSync(join(tmpdir(), 'chuishao-e2e-'));
  processes = new Processes({ DATA_DIR: dataDir, LOG_LEVEL: 'warn', SEEDS_DIR });
}
async function leaveNothing(): Promise<void> {
  await processes.end();
  await until(() => servers().length === 0);
  removeFolder(dataDir);
}

describe('npm start', () => {
  beforeEach(ownFolder);
  afterEach(leaveNothing);

  test('serves on a fresh folder, ends on SIGINT without a trace, and resumes its data', async () => {
    const whole = { PORT: '0', SEEDS_DIR: join(projectRoot, 'seeds') };
    const first = up(whole);
    const address = await first.address();
    expect((await fetch(`${address}/health/live`)).status).toBe(200);
    const ready = await fetch(`${address}/health/ready`);
    expect([ready.status, await ready.json()]).toEqual([200, { status: 'ok' }]);
    expect(statSync(join(dataDir, 'runtime.json')).mode & 0o777).toBe(0o600);
    await query('CREATE TABLE kept AS SELECT 1 AS id');

    process.kill(first.pid, 'SIGINT');
    expect(await first.exited).toBe(0);
    expect(servers()).toEqual([]);
    expect(readdirSync(dataDir)).not.toContain('runtime.json');

    await up(whole).address();
    expect(await query('SELECT id FROM kept')).toEqual([{ id: 1 }]);
  }, 120_000);

  test('names DATA_DIR where no folder can be made', async () => {
    const refused = up({ DATA_DIR: '/proc/chuishao' });
    expect(await refused.exited).toBe(1);
    expect(refused.output().trim()).toMatch(/^chuishao: DATA_DIR: \/proc\S* cannot be made \(\w+\)$/);
  }, 30_000);

  test('names a variable that is wrong, without its value', async () => {
    const refused = up({ DATABASE_URL: 'mysql://root@localhost/x' });
    expect(await refused.exited).toBe(1);
    expect(refused.output()).toMatch(/^chuishao: DATABASE_URL: must be [^\n]*\n$/);
    expect(refused.output()).not.toContain('mysql');
  }, 30_000);
});

describe('npm start, again and again on one folder', () => {
  let running: StartedUp;
  let address: string;
  const killDatabase = () =>
    process.kill(Number(readFileSync(join(dataDir, 'pg/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
  const startAgain = async (): Promise<void> => {
    running = up({ PORT: '0' });
    address = await running.address();
    expect((await fetch(`${address}/health/ready`)).status).toBe(200);
  };
  beforeAll(async () => {
    ownFolder();
    await startAgain();
  }, 120_000);
  afterAll(leaveNothing);

  test('refuses a folder in use, naming who uses it, while a command attaches to its database', async () => {
    const second = up({ PORT: '0' });
    expect(await second.exited).toBe(1);
    const inUse = `chuishao: ${dataDir} is in use by process ${running.pid}, running at ${address}`;
    expect(second.output().trim()).toBe(inUse);
    const command = cli(['migrate']);
    expect([await command.exited, command.output().trim()]).toEqual([0, 'nothing to migrate']);
    expect(runtime().pid).toBe(running.pid);
  }, 120_000);

  test('is not ready while migrations are missing, and live all the same', async () => {
    const [missing] = await query(`DELETE FROM migrations WHERE id = (SELECT max(id) FROM migrations) RETURNING *`);
    expect((await fetch(`${address}/health/ready`)).status).toBe(503);
    expect((await fetch(`${address}/health/live`)).status).toBe(200);
    const { id, timestamp, name } = missing as Record<'id' | 'timestamp' | 'name', string>;
    await query(`INSERT INTO migrations VALUES (${id}, ${timestamp}, '${name}')`);
    await until(async () => (await fetch(`${address}/health/ready`)).status === 200);
  }, 120_000);

  test('leaves no database behind when it is killed, and starts again', async () => {
    process.kill(running.pid, 'SIGKILL');
    await running.exited;
    await until(() => servers().length === 0);
    await startAgain();
  }, 120_000);

  test('starts again at once after everything was killed', async () => {
    process.kill(running.pid, 'SIGKILL');
    killDatabase();
    await startAgain();
  }, 120_000);

  test('says so and ends when its database is killed', async () => {
    killDatabase();
    expect(await running.exited).toBe(1);
    expect(running.output()).toContain('the embedded database has ended by itself');
  }, 120_000);

  test('steps over a taken port, but not when PORT was given', async () => {
    const [default_, own] = [await taken(3000), await freePort()];
    const blocker = await taken(own);
    try {
      const refused = up({ PORT: String(own) });
      expect(await refused.exited).toBe(1);
      expect(refused.output().trim()).toBe(`chuishao: PORT: ${own} is taken on 127.0.0.1`);
      expect(servers()).toEqual([]);
      expect(Number(new URL(await up({}).address()).port)).toBeGreaterThan(3000);
    } finally {
      default_.close();
      blocker.close();
    }
  }, 120_000);
});
