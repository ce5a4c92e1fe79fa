import { freePort } from '@app/runtime';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

export type Environment = Readonly<Record<string, string>>;

const DIST = join(import.meta.dirname, '../dist/apps');
const PATIENCE_MS = 60_000;
const POLL_MS = 20;

/** A process of the product, run from `dist/` as an operator runs it. */
export interface Started {
  readonly name: string;
  readonly pid: number;
  /** All that it has written so far. */
  readonly output: () => string;
  /** Its exit code; null if a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Sends a signal, SIGKILL unless given, and waits until it has ended. */
  kill(signal?: NodeJS.Signals): Promise<number | null>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<number | null>;
}

export interface Serving extends Started {
  /** Resolves once it serves. @throws Error with its output if it ends instead, or after a minute */
  ready(): Promise<void>;
}

export interface StartedApi extends Serving {
  /** `http://127.0.0.1:<port>` */
  readonly address: string;
}

export interface StartedWorker extends Serving {
  /** Where operators look: `http://127.0.0.1:<port>` */
  readonly operations: string;
}

export interface StartedUp extends Serving {
  /** The address that it printed. @throws Error with its output if it ends instead */
  address(): Promise<string>;
}

/** Waits until something holds. @throws Error with the detail after a minute */
export async function until(
  condition: () => boolean | Promise<boolean>,
  detail: () => string = () => '',
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const givingUpAt = performance.now() + patienceMs;
  while (!(await condition())) {
    if (performance.now() > givingUpAt) throw new Error(`waited in vain: ${detail()}`);
    await pause(POLL_MS);
  }
}

/** Whether somebody answers 200 there at this moment. */
export const answersOk = (url: string): Promise<boolean> =>
  fetch(url, { signal: AbortSignal.timeout(5_000) }).then(
    ({ ok }) => ok,
    () => false,
  );

/**
 * Runs the product's processes, each with the environment that it is given and nothing of this test's own.
 * `end` kills whatever is still there: call it in `afterEach` or `afterAll`.
 */
export class Processes {
  readonly #begun: Started[] = [];

  /** @param common for every process; `DATA_DIR` and, for `api` and `worker`, `DATABASE_URL` must come from here or there */
  constructor(private readonly common: Environment) {}

  /** On `PORT`, or without one on any free port; `ready` asks `/health/ready`. */
  async api(env: Environment = {}): Promise<StartedApi> {
    const port = env['PORT'] ?? String(await freePort());
    const address = `http://127.0.0.1:${port}`;
    const started = this.#start('api', 'api/src/main.js', [], { ...env, PORT: port });
    return { ...started, address, ready: () => serves(started, () => answersOk(`${address}/health/ready`)) };
  }

  /** With an operations listener on `OPS_PORT`, or without one on any free port; `ready` asks `/health/ready` there. */
  async worker(env: Environment = {}): Promise<StartedWorker> {
    const port = env['OPS_PORT'] ?? String(await freePort());
    const operations = `http://127.0.0.1:${port}`;
    const started = this.#start('worker', 'worker/src/main.js', [], { ...env, OPS_PORT: port });
    return { ...started, operations, ready: () => serves(started, () => answersOk(`${operations}/health/ready`)) };
  }

  /** Database, API and worker in one process. */
  up(env: Environment = {}): StartedUp {
    const started = this.cli(['up'], env);
    const found = () => /ready at (\S+)/.exec(started.output())?.[1];
    const ready = () => serves(started, () => found() !== undefined);
    return { ...started, ready, address: () => ready().then(() => found() ?? '') };
  }

  /** Any command of the command line. */
  cli(args: readonly string[], env: Environment = {}): Started {
    return this.#start(args.join(' '), 'cli/src/main.js', args, env);
  }

  /** Everything that the processes wrote, for a failure's message. */
  outputs(): string {
    return this.#begun.map(({ name, pid, output }) => `--- ${name} (${pid})\n${output()}`).join('\n');
  }

  async end(): Promise<void> {
    await Promise.all(this.#begun.map((one) => one.kill()));
    this.#begun.length = 0;
  }

  #start(name: string, main: string, args: readonly string[], env: Environment): Started {
    const inherited = { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1' };
    const child = spawn(process.execPath, [join(DIST, main), ...args], {
      env: { ...inherited, ...this.common, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += String(chunk)));
    const exited = once(child, 'close').then(([code]) => code as number | null);
    const kill = (signal: NodeJS.Signals = 'SIGKILL') => {
      child.kill(signal); // does nothing if it has ended
      return exited;
    };
    const started = { name, pid: child.pid ?? 0, output: () => text, exited, kill, stop: () => kill('SIGTERM') };
    this.#begun.push(started);
    return started;
  }
}

async function serves({ name, output, exited }: Started, isServing: () => boolean | Promise<boolean>): Promise<void> {
  let ended = false;
  void exited.then(() => (ended = true));
  let serving = false;
  await until(
    async () => ended || (serving = await isServing()),
    () => `${name} is not ready: ${output()}`,
  );
  if (!serving) throw new Error(`${name} ended instead of being ready: ${output()}`);
}

/** Removes a folder whose last writer may be just ending. */
export const removeFolder = (folder: string): void =>
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
