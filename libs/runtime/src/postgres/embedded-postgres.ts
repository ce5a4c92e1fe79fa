import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { closeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { POSTGRES_MAJOR, UnfitDatabase } from '../database-fit.js';
import { freePort } from '../ports.js';
import { type PostgresBinaries, postgresBinaries } from './binaries.js';
import { clearLeftovers, isReady } from './postmaster.js';
import { type Unprivileged, unprivileged } from './unprivileged.js';

export interface EmbeddedPostgresOptions {
  /** Holds the cluster (`pg`), its password and its log. One process at a time: hold the instance lock. */
  readonly dataDir: string;
  /** A free one unless given. */
  readonly port?: number | undefined;
  /** More server settings, `name: value`. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** Of the database `chuishao`, with its password: never print it. */
  readonly url: string;
  readonly port: number;
  /** Resolves when the server has ended, wanted or not. */
  readonly ended: Promise<void>;
  /** Ends it: open transactions are rolled back. */
  stop(): Promise<void>;
}

const USER = 'chuishao';
const SETTINGS = { listen_addresses: '127.0.0.1', unix_socket_directories: '', jit: 'off' };
const START_TIMEOUT_MS = 60_000;

/**
 * Ties the server to us: we hold the other end of the pipe on stdin, which closes when we end in whatever way, and then
 * the server is told to stop. When the server ends by itself, so does the shell.
 */
const TETHER =
  'exec 3<&0 </dev/null; "$@" 3<&- & p=$!; { cat <&3 >/dev/null; kill -INT $p; } & c=$!; wait $p; s=$?; kill $c; exit $s';

/**
 * Starts PostgreSQL 18 on `dataDir`, creating its cluster the first time; on 127.0.0.1 only, with a password.
 * @throws UnfitDatabase the cluster is of another major version
 * @throws Error one line: unsupported platform, root without a way to step down, or what the server's log says
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir } = options;
  const cluster = join(dataDir, 'pg');
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  refuseOtherMajor(cluster);
  const binaries = await postgresBinaries();
  const as = await unprivileged(cluster, binaries.postgres);
  const password = passwordIn(dataDir);
  if (!existsSync(cluster)) createCluster(dataDir, cluster, binaries, as);
  giveTo(as, cluster);
  await clearLeftovers(cluster);

  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    const port = options.port ?? (await freePort());
    const server = spawnServer(dataDir, [...as.prefix, binaries.postgres, '-D', cluster, '-p', String(port)], options);
    const ended = new Promise<void>((resolve) => server.once('close', () => resolve()));
    while (server.exitCode === null && server.signalCode === null && Date.now() < deadline) {
      if (isReady(cluster, port)) {
        const url = (database: string) => `postgres://${USER}:${password}@127.0.0.1:${port}/${database}`;
        await createDatabase(url('postgres'), USER);
        return { url: url(USER), port, ended, stop: () => stopServer(server, ended) };
      }
      await pause(10);
    }
    await stopServer(server, ended);
    const reason = lastFatal(dataDir);
    // the port was taken meanwhile, or a killed server's shared memory takes a moment to go
    const passing = /could not (create|bind)|in use|lock file/i.test(reason) && options.port === undefined;
    if (!passing || Date.now() >= deadline) throw new Error(`the embedded PostgreSQL did not start: ${reason}`);
    await pause(250);
    await clearLeftovers(cluster);
  }
}

function refuseOtherMajor(cluster: string): void {
  const file = join(cluster, 'PG_VERSION');
  const major = existsSync(file) ? readFileSync(file, 'utf8').trim() : String(POSTGRES_MAJOR);
  if (major === String(POSTGRES_MAJOR)) return;
  throw new UnfitDatabase(
    `${cluster} was made by PostgreSQL ${major}, and this build brings ${POSTGRES_MAJOR}: ` +
      `run backup with the build that made it, then reset and restore with this one`,
  );
}

function passwordIn(dataDir: string): string {
  const file = join(dataDir, 'pg.password');
  if (!existsSync(file)) {
    if (existsSync(join(dataDir, 'pg'))) throw new Error(`${file} is missing: the embedded database has no other key`);
    writeFileSync(file, randomBytes(24).toString('base64url'), { mode: 0o600 });
  }
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8').trim();
}

/** Under another name first: a half-made cluster looks like a whole one. */
function createCluster(dataDir: string, cluster: string, { initdb }: PostgresBinaries, as: Unprivileged): void {
  const draft = join(dataDir, 'pg.init');
  rmSync(draft, { recursive: true, force: true });
  const locale = ['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--lc-collate=C'];
  const messages = ['--lc-ctype=C.UTF-8', '--lc-messages=C', '--no-instructions'];
  const access = [`--username=${USER}`, '--auth=scram-sha-256', `--pwfile=${join(dataDir, 'pg.password')}`];
  const [command = '', ...args] = [...as.prefix, initdb, '-D', draft, ...access, ...locale, ...messages];
  try {
    execFileSync(command, args, { env: { ...process.env, LC_ALL: 'C' }, stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    const detail = String((error as { stderr?: unknown }).stderr ?? error);
    throw new Error(`initdb failed in ${dataDir}: ${detail.trim().replaceAll('\n', ' ')}`, { cause: error });
  }
  renameSync(draft, cluster);
}

function giveTo({ owner }: Unprivileged, cluster: string): void {
  if (owner === undefined || statSync(cluster).uid === owner) return;
  execFileSync('chown', ['-R', `${owner}:${owner}`, cluster]);
}

const logFile = (dataDir: string): string => join(dataDir, 'postgres.log');

function spawnServer(dataDir: string, command: string[], { settings }: EmbeddedPostgresOptions): ChildProcess {
  const given = Object.entries({ ...SETTINGS, ...settings }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(logFile(dataDir), 'w', 0o600);
  const server = spawn('sh', ['-c', TETHER, 'sh', ...command, ...given], {
    detached: true, // a Ctrl-C in the terminal reaches us alone, and we stop it last
    stdio: ['pipe', log, log],
    env: { ...process.env, LC_ALL: 'C' },
  });
  closeSync(log);
  server.stdin?.on('error', () => undefined);
  return server;
}

async function stopServer(server: ChildProcess, ended: Promise<void>): Promise<void> {
  server.stdin?.end();
  await ended;
}

function lastFatal(dataDir: string): string {
  const log = readFileSync(logFile(dataDir), 'utf8').trim().split('\n');
  const fatal = log.findLast((line) => /FATAL|PANIC|could not/.test(line)) ?? log.at(-1);
  return fatal || `see ${logFile(dataDir)}`;
}

async function createDatabase(url: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}
