import { freePort, projectRoot } from '@app/runtime';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const READY_MS = 60_000;
/** MiB of heap, as in the Dockerfile and docker-compose.yml. */
const HEAP = { api: 192, worker: 256, bench: 192 };

/** A process of this build, with its own memory and its own event loop, as in service. */
export interface Process {
  readonly address: string;
  /** Resident memory, in MiB. */
  rssMb(): number;
  stop(): Promise<void>;
}

/**
 * @param main below `dist/apps/`: `api/src/main.js`
 * @param path answers 200 on `PORT`, of a worker on `OPS_PORT`, once it is ready
 */
export async function startProcess(
  main: string,
  env: Readonly<Record<string, string>>,
  path = '/health/ready',
): Promise<Process> {
  const port = await freePort();
  const heap = HEAP[main.split('/')[0] as keyof typeof HEAP];
  const ports = { [main.startsWith('worker/') ? 'OPS_PORT' : 'PORT']: String(port) };
  const child = spawn(process.execPath, [`--max-old-space-size=${heap}`, join(projectRoot, 'dist/apps', main)], {
    env: { PATH: process.env['PATH'], NODE_ENV: 'production', LOG_LEVEL: 'warn', ...ports, ...env },
    stdio: ['ignore', 2, 2],
  });
  const ended = once(child, 'close');
  process.once('exit', () => child.kill('SIGKILL'));
  const address = `http://127.0.0.1:${port}`;
  const givingUpAt = performance.now() + READY_MS;
  const answers = () =>
    fetch(address + path).then(
      ({ ok }) => ok,
      () => false,
    );
  while (!(await answers())) {
    if (child.exitCode !== null || performance.now() > givingUpAt) throw new Error(`${main} does not get ready`);
    await pause(50);
  }
  return {
    address,
    rssMb: () =>
      Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(child.pid)], { encoding: 'utf8' })) / 1024),
    async stop() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
