import pg from 'pg';
import type { Wake } from './wake.js';

const RETRY_MS = 500;

/** One connection that hears of appends by every process. It is only an alarm clock: readers poll as well. */
export class AppendListener {
  #client: pg.Client | undefined;
  #retry: NodeJS.Timeout | undefined;
  #listening = false;
  #closed = false;

  constructor(
    private readonly config: pg.ClientConfig,
    private readonly wake: Wake,
  ) {}

  get listening(): boolean {
    return this.#listening;
  }

  /** Connects if that has not been done yet; a lost connection is made again until `close`. */
  start(): void {
    if (this.#client || this.#retry || this.#closed) return;
    const client = new pg.Client(this.config);
    this.#client = client;
    const lost = () => {
      if (this.#client === client) this.#lost(client);
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', () => this.wake.wake());
    client
      .connect()
      .then(() => client.query('LISTEN log_appended'))
      .then(() => {
        this.#listening = true;
        this.wake.wake(); // for what was appended while nobody listened
      })
      .catch(lost);
  }

  #lost(client: pg.Client): void {
    this.#listening = false;
    this.#client = undefined;
    client.end().catch(() => undefined);
    this.wake.wake(); // so that sleepers choose their time-out anew
    if (!this.#closed) {
      this.#retry = setTimeout(() => {
        this.#retry = undefined;
        this.start();
      }, RETRY_MS);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#listening = false;
    const client = this.#client;
    this.#client = undefined;
    await client?.end().catch(() => undefined);
  }
}
