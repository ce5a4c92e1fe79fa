import { freePort } from '@app/runtime';
import { Redis } from 'ioredis';
import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const givenUrl = process.env['TEST_REDIS_URL'];

/** `redis-server` or `valkey-server` on the PATH. */
const executable = ['redis-server', 'valkey-server']
  .flatMap((name) => (process.env['PATH'] ?? '').split(delimiter).map((folder) => join(folder, name)))
  .find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });

/** Whether `startRedis` can: tests that need it are skipped by name where it cannot. */
export const redisAvailable = givenUrl !== undefined || executable !== undefined;
/** Whether the server of `startRedis` is one of our own, which can be started on a given port and stopped. */
export const redisIsOurs = givenUrl === undefined && executable !== undefined;

export interface TestRedis {
  /** `redis://127.0.0.1:<port>` */
  readonly url: string;
  /** Removes every key; connections stay. */
  wipe(): Promise<void>;
  /** The server is killed and comes back on the same port, empty. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A Redis of one's own on 127.0.0.1, set up as docs/operations.md says, that keeps nothing on disk; or, with `TEST_REDIS_URL`, a database of that server (one
 * per Jest worker), where a restart is to be wiped and cut off.
 * @param port a free one unless given
 * @throws Error there is neither
 */
export async function startRedis({ port }: { readonly port?: number } = {}): Promise<TestRedis> {
  if (givenUrl !== undefined) return onGivenServer(givenUrl);
  if (!executable) throw new Error('no redis-server on the PATH, and no TEST_REDIS_URL');
  const ownPort = port ?? (await freePort());
  const folder = mkdtempSync(join(tmpdir(), 'chuishao-redis-'));
  const url = `redis://127.0.0.1:${ownPort}`;
  const start = () => running(executable, ownPort, folder, url);
  let server = await start();
  const kill = async (): Promise<void> => {
    process.off('exit', server.killAtExit);
    if (server.child.exitCode !== null || server.child.signalCode !== null) return;
    const exited = once(server.child, 'exit');
    server.child.kill('SIGKILL');
    await exited;
  };
  return {
    url,
    wipe: () => asked(url, (redis) => redis.flushall()),
    async restart() {
      await kill();
      server = await start();
    },
    async stop() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const READY_WITHIN_MS = 10_000;

async function running(path: string, port: number, folder: string, url: string) {
  const own = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', '', '--appendonly', 'no'];
  const settings = [...own, '--maxmemory-policy', 'noeviction', '--hz', '100'];
  const child: ChildProcess = spawn(path, settings, { stdio: 'ignore' });
  const killAtExit = (): void => void child.kill('SIGKILL');
  process.on('exit', killAtExit);
  const { signal } = failedToStart(child);
  for (const giveUpAt = Date.now() + READY_WITHIN_MS; Date.now() < giveUpAt && !signal.aborted; await pause(10)) {
    const ready = await asked(url, (redis) => redis.ping()).then(
      () => true,
      () => false,
    );
    if (ready) return { child, killAtExit };
  }
  killAtExit();
  throw new Error(`Redis does not start on port ${port}: ${String(signal.reason ?? 'no answer')}`);
}

function failedToStart(child: ChildProcess): AbortController {
  const failed = new AbortController();
  child.once('error', ({ message }) => failed.abort(message));
  child.once('exit', (code) => failed.abort(`it ended with ${code}`));
  return failed;
}

/** Says one thing to the server, over a connection of its own. */
async function asked(url: string, say: (redis: Redis) => Promise<unknown>): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, disconnectTimeout: 100 });
  redis.on('error', () => undefined); // the command says so
  try {
    await redis.connect();
    await say(redis);
  } finally {
    redis.disconnect();
  }
}

async function onGivenServer(server: string): Promise<TestRedis> {
  const db = Number(process.env['JEST_WORKER_ID'] ?? 0);
  const url = new URL(server);
  url.pathname = `/${db}`;
  const wipe = () => asked(url.href, (redis) => redis.flushdb());
  await wipe();
  return {
    url: url.href,
    wipe,
    async restart() {
      await wipe();
      await asked(server, async (redis) => {
        const clients = String(await redis.client('LIST')).split('\n');
        const ours = clients.filter((line) => line.includes(` db=${db} `)).map((line) => /^id=(\d+)/.exec(line)?.[1]);
        for (const id of ours) if (id) await redis.client('KILL', 'ID', id);
      });
    },
    stop: wipe,
  };
}
