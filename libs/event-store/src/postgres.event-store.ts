import { type Position, type RecordedEvent, together } from '@app/kernel';
import pg from 'pg';
import { AppendBatcher, IN_FLIGHT } from './append-batcher.js';
import {
  type Appended,
  type AppendRequest,
  EventStore,
  EventStoreUnavailable,
  type Page,
  type ReadAllOptions,
  type SubscribeOptions,
} from './event-store.js';
import { appendBatch, appendPatiently, type SqlSession } from './postgres.append.js';
import { AppendListener } from './postgres.listener.js';
import { isContentRefused, patiently, unavailable } from './postgres.patience.js';
import { readAll, readHead, readStreams, type StreamFrom } from './postgres.reads.js';
import { storable } from './storable.js';
import { pagesOf } from './subscription.js';
import { Wake } from './wake.js';

export interface PostgresOptions {
  /** `postgres://…`; the schema `log` must exist there. */
  readonly url: string;
  /** Most connections used for reading; two more append, one more listens. */
  readonly readers?: number;
  /** How long a call outlasts a database that is away, in milliseconds. */
  readonly patienceMs?: number;
  /** How long a statement may take, in milliseconds: longer than any lock wait in `log.append`. Then the server is told to stop. */
  readonly answerMs?: number;
}

const CONNECT_MS = 5_000;
/** The server's own word that a statement took too long should arrive before we stop waiting for it. */
const ON_THE_WAY_MS = 1_000;
/** Without wake-ups the poll is all there is; with them it only guards against a lost one. */
const POLL_MS = { listening: 5_000, deaf: 250 };

/** The log on Postgres; see `log.append` in the migrations for how positions come about. */
export class PostgresEventStore extends EventStore {
  readonly #appends: pg.Pool;
  readonly #reads: pg.Pool;
  readonly #batcher: AppendBatcher;
  readonly #streams = together((wanted: readonly StreamFrom[]) => this.#read((pool) => readStreams(pool, wanted)), 50);
  readonly #wake = new Wake();
  readonly #listener: AppendListener;
  readonly #closing = new AbortController();
  readonly #patienceMs: number;
  #closed: Promise<void> | undefined;

  constructor({ url, readers = 8, patienceMs = 5_000, answerMs = 30_000 }: PostgresOptions) {
    super();
    const config: pg.PoolConfig = {
      connectionString: url,
      application_name: 'event-store',
      connectionTimeoutMillis: CONNECT_MS,
      keepAlive: true,
    };
    // What nobody waits for any more must not go on in the server, or whoever asks again and again piles it up there.
    const answered = { statement_timeout: answerMs, query_timeout: answerMs + ON_THE_WAY_MS };
    this.#patienceMs = patienceMs;
    // Appends have connections of their own, so that they never queue behind readers.
    this.#appends = new pg.Pool({ ...config, ...answered, max: IN_FLIGHT });
    this.#reads = new pg.Pool({ ...config, ...answered, max: readers });
    for (const pool of [this.#appends, this.#reads]) pool.on('error', () => undefined); // a lost idle connection is replaced
    this.#listener = new AppendListener(config, this.#wake);
    const prepared: SqlSession = {
      query: (text, values) => this.#appends.query({ name: 'append', text, values }),
    };
    this.#batcher = new AppendBatcher(async (batch) => {
      const outcomes = await appendPatiently(prepared, batch, this.#patienceMs);
      this.#wake.wake();
      return outcomes;
    });
  }

  async append(request: AppendRequest): Promise<Appended> {
    this.#refuseIfClosed();
    return this.#batcher.append(storable(request));
  }

  /**
   * Appends inside a transaction of the caller's, who calls this last before COMMIT: from here on every other append waits
   * for that commit. Wrong revisions and reused ids leave the transaction usable; a roll-back leaves no gap in the log.
   * @param session a `pg` client or a TypeORM query runner with an open transaction
   */
  async appendInTransaction(session: SqlSession, request: AppendRequest): Promise<Appended> {
    this.#refuseIfClosed();
    const [outcome] = await appendBatch(session, [storable(request)]).catch((error: unknown) => {
      throw isContentRefused(error) ? error : unavailable(error);
    });
    if (!outcome) throw new Error('the log did not answer');
    if ('refused' in outcome) throw outcome.refused;
    return outcome.appended;
  }

  async readStream(streamId: string, fromRevision = 0, most?: number): Promise<RecordedEvent[]> {
    return this.#streams({ streamId, fromRevision, most });
  }

  async readAll(after: Position, options: ReadAllOptions): Promise<Page> {
    return this.#read((pool) => readAll(pool, after, options));
  }

  async head(): Promise<Position> {
    return this.#read(readHead);
  }

  subscribe(after: Position, options: SubscribeOptions): AsyncIterable<Page> {
    this.#listener.start();
    const source = {
      readAll: this.readAll.bind(this),
      wake: this.#wake,
      pollMs: () => (this.#listener.listening ? POLL_MS.listening : POLL_MS.deaf),
      closing: this.#closing.signal,
    };
    return pagesOf(source, after, options);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    await this.#batcher.drained();
    await Promise.all([this.#listener.close(), this.#appends.end(), this.#reads.end()]);
  }

  async #read<T>(read: (pool: pg.Pool) => Promise<T>): Promise<T> {
    this.#refuseIfClosed();
    return patiently(() => read(this.#reads), this.#patienceMs);
  }

  #refuseIfClosed(): void {
    if (this.#closing.signal.aborted) throw new EventStoreUnavailable('it is closed');
  }
}
