import { setTimeout as pause } from 'node:timers/promises';
import { Random } from '../../apps/cli/src/demo/random.js';
import type { Acknowledged } from './invariants.js';

const ANSWER_WITHIN_MS = 15_000;
const RETRY_MS = { least: 50, most: 250 };
/** Between one whistle of a user and the next. */
const REST_MS = 400;
/** A refusal that the same request may outlive. */
const PASSING = new Set([429, 500, 502, 503, 504]);

export interface LoadOptions {
  /** Where commands go; asked before each attempt, so that a client may change over to another API. */
  readonly address: (random: Random) => string;
  readonly tokenFor: (account: string) => Promise<string>;
  /** Begins every idempotency key. */
  readonly seed: string;
  readonly users?: number;
}

interface Command {
  readonly key: string;
  readonly path: string;
  readonly body: unknown;
  readonly token: string;
}

/** One attempt and what became of it; no status if there was no answer. */
interface Attempt {
  readonly path: string;
  readonly at: number;
  readonly status?: number;
  readonly code?: string;
  readonly retryAfter: boolean;
}

interface Decided {
  readonly id: string;
  readonly revision: number;
  readonly position: string;
}

/**
 * Residents who blow whistles, the desk that accepts and dispatches them, departments that sign: each command with an
 * idempotency key, sent again with the same key until there is an answer. Some whistles are left lying, so that their
 * clocks run out. Remembers everything that was answered.
 */
export class Load {
  readonly acknowledged: Acknowledged[] = [];
  readonly attempts: Attempt[] = [];
  readonly #answered = new Map<string, { readonly command: Command; readonly answer: Decided }>();
  readonly #users: Promise<void>[] = [];
  #stopping = false;
  #failure: Error | undefined;

  constructor(private readonly options: LoadOptions) {}

  start(): void {
    const { users = 8, seed } = this.options;
    for (let user = 0; user < users; user++) {
      const random = new Random(`${seed} ${user}`);
      const named = `${seed}-user-${user}`;
      this.#users.push(this.#live(named, random).catch((error: Error) => void (this.#failure ??= error)));
    }
  }

  /** Begins no more whistles, and resolves once every command has its answer. @throws Error if one was refused for good */
  async settle(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#users);
    if (this.#failure) throw this.#failure;
  }

  /** Resolves once so many more commands were acknowledged. @throws Error after a minute, or what stopped the load */
  async goesOn(more = 20): Promise<void> {
    const wanted = this.acknowledged.length + more;
    const givingUpAt = performance.now() + 60_000;
    while (this.acknowledged.length < wanted) {
      if (this.#failure) throw this.#failure;
      if (performance.now() > givingUpAt) throw new Error(`stuck: ${JSON.stringify(this.attempts.slice(-5))}`);
      await pause(10);
    }
  }

  /** Sends acknowledged commands again with their keys. @returns those that were answered otherwise than the first time */
  async answeredOtherwise(): Promise<string[]> {
    const lines: string[] = [];
    for (const { command, answer } of this.#answered.values()) {
      const again = await this.#send(command, new Random(command.key));
      if (again.position !== answer.position || again.revision !== answer.revision) {
        lines.push(`${command.key}: ${JSON.stringify(answer)}, then ${JSON.stringify(again)}`);
      }
    }
    return lines;
  }

  /** The longest time in milliseconds, since a moment (`performance.now`), in which no command was acknowledged. */
  longestPauseSince(moment: number): number {
    const done = this.attempts.filter(({ at, status = 500 }) => at > moment && status < 300).map(({ at }) => at);
    return Math.round(Math.max(...done.map((at, index) => at - (done[index - 1] ?? moment))));
  }

  /** How often it was answered with a status, for a test's note. */
  tally(): Record<string, number> {
    const tally: Record<string, number> = {};
    for (const { status = 'no answer', code = status } of this.attempts) tally[code] = (tally[code] ?? 0) + 1;
    return tally;
  }

  async #live(named: string, random: Random): Promise<void> {
    const [resident, desk] = await Promise.all(['resident', 'dispatcher'].map(this.options.tokenFor));
    const clerk = await this.options.tokenFor('clerk-s1-ga-1');
    for (let n = 0; !this.#stopping; n++) {
      const key = `${named}-${n}`;
      const as = (token = '') => ({
        send: (step: string, path: string, body: unknown = {}) =>
          this.#acknowledged({ key: `${key}-${step}`, path, body, token }, random),
      });
      const { id } = await as(resident).send('raise', '/api/v1/whistles', {
        description: `夜市音响扰民 ${key}`,
        areaPath: 'XY/S1/C01/G1',
        categoryCode: 'HJ03',
        reporter: { name: '欧阳晓月', phone: '13812345678' },
      });
      await pause(random.between(0, REST_MS));
      if (random.chance(0.2)) continue; // nobody accepts it
      const path = `/api/v1/whistles/${id}`;
      await as(desk).send('accept', `${path}/accept`);
      await as(desk).send('dispatch', `${path}/dispatch`);
      if (random.chance(0.5)) await as(clerk).send('sign', `${path}/assignments/a1/sign`);
    }
  }

  async #acknowledged(command: Command, random: Random): Promise<Decided> {
    const answer = await this.#send(command, random);
    const { id, revision, position } = answer;
    const { key } = command;
    this.acknowledged.push({ key, streamId: `whistle-${id}`, revision, position: BigInt(position) });
    if (random.chance(0.1)) this.#answered.set(key, { command, answer });
    return answer;
  }

  async #send(command: Command, random: Random): Promise<Decided> {
    for (;;) {
      const answer = await this.#attempt(command, random);
      if (answer) return answer;
      await pause(random.between(RETRY_MS.least, RETRY_MS.most));
    }
  }

  /** The answer; nothing if there was none or it may be asked again. @throws Error refused for good */
  async #attempt({ key, path, body, token }: Command, random: Random): Promise<Decided | undefined> {
    let response: Response;
    let answer: Decided & { readonly code?: string };
    try {
      response = await fetch(`${this.options.address(random)}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': key },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      answer = (await response.json()) as typeof answer;
    } catch {
      this.attempts.push({ path, at: performance.now(), retryAfter: false });
      return undefined;
    }
    const { status, headers } = response;
    const retryAfter = headers.has('retry-after');
    this.attempts.push({ path, at: performance.now(), status, retryAfter, ...(answer.code && { code: answer.code }) });
    if (response.ok) return answer;
    if (PASSING.has(status) || answer.code === 'request/conflict') return undefined;
    throw new Error(`${key}: ${status} ${JSON.stringify(answer)}`);
  }
}
