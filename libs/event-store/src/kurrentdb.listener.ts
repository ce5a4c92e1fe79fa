import { setTimeout as sleep } from 'node:timers/promises';
import { once } from 'node:events';
import { type AllStreamSubscription, END, type KurrentDBClient } from '@kurrent/kurrentdb-client';
import { filterOf } from './kurrentdb.events.js';
import type { Wake } from './wake.js';

const RETRY_MS = 500;

/** One live subscription of the process that wakes its readers. They never rely on it: what they read is the truth. */
export class KurrentDbListener {
  readonly #closing = new AbortController();
  #running: Promise<void> | undefined;
  #listening = false;

  constructor(
    private readonly client: KurrentDBClient,
    private readonly wake: Wake,
  ) {}

  get listening(): boolean {
    return this.#listening;
  }

  start(): void {
    this.#running ??= this.#run(this.#closing.signal);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#listen(signal);
      this.#listening = false;
      await sleep(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Until the subscription ends in whatever way. */
  async #listen(signal: AbortSignal): Promise<void> {
    const subscription: AllStreamSubscription = this.client.subscribeToAll({
      fromPosition: END,
      filter: filterOf(undefined),
    });
    subscription.on('confirmation', () => {
      this.#listening = true;
      this.wake.wake(); // for what came while nobody listened
    });
    subscription.on('data', () => this.wake.wake());
    const ended = Promise.race([once(subscription, 'end'), once(subscription, 'close')]);
    await Promise.race([ended, once(signal, 'abort')]).catch(() => undefined);
    subscription.on('error', () => undefined);
    if (signal.aborted) await subscription.unsubscribe().catch(() => undefined);
  }
}
