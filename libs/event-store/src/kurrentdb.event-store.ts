import { type Clock, type Position, type RecordedEvent, SystemClock } from '@app/kernel';
import { KurrentDBClient } from '@kurrent/kurrentdb-client';
import {
  type Appended,
  type AppendRequest,
  EventStore,
  EventStoreUnavailable,
  type Page,
  type ReadAllOptions,
  type SubscribeOptions,
  UnstorableAppend,
} from './event-store.js';
import { append } from './kurrentdb.append.js';
import { catchUp } from './kurrentdb.catch-up.js';
import { isSystemStream } from './kurrentdb.events.js';
import { Lanes } from './kurrentdb.lanes.js';
import { KurrentDbListener } from './kurrentdb.listener.js';
import { Patience, patiently } from './kurrentdb.patience.js';
import { readAll, readHead, readStored } from './kurrentdb.reads.js';
import { learn, StreamMemory } from './kurrentdb.stream-memory.js';
import { storable } from './storable.js';
import { pagesOf } from './subscription.js';
import { Wake } from './wake.js';

export interface KurrentDbOptions {
  /** `kurrentdb://…` or `kurrentdb+discover://…`, server 22.10 or later; it holds this log and nothing else. */
  readonly url: string;
  /** How long a call outlasts a server that is away, in milliseconds. */
  readonly patienceMs?: number;
  /** How long one attempt waits for an answer, in milliseconds. */
  readonly deadlineMs?: number;
}

const POLL_MS = { listening: 5_000, deaf: 250 };

/** The log on KurrentDB. Positions are its commit positions: ordered, not dense. Many appends at once share one call. */
export class KurrentDbEventStore extends EventStore {
  readonly #client: KurrentDBClient;
  readonly #lanes = new Lanes();
  readonly #memory = new StreamMemory();
  readonly #wake = new Wake();
  readonly #listener: KurrentDbListener;
  readonly #closing = new AbortController();
  readonly #patienceMs: number;
  readonly #deadlineMs: number;
  #closed: Promise<void> | undefined;

  constructor(
    { url, patienceMs = 5_000, deadlineMs = 10_000 }: KurrentDbOptions,
    private readonly clock: Clock = new SystemClock(),
  ) {
    super();
    this.#client = KurrentDBClient.connectionString(url);
    this.#listener = new KurrentDbListener(this.#client, this.#wake);
    this.#patienceMs = patienceMs;
    this.#deadlineMs = deadlineMs;
  }

  async append(request: AppendRequest): Promise<Appended> {
    this.#refuseIfClosed();
    const checked = storable(request);
    const { streamId } = request;
    if (isSystemStream(request)) throw new UnstorableAppend(streamId, 'streams that begin with $ are KurrentDB’s own');
    const patience = new Patience(this.#patienceMs);
    return this.#lanes.run(streamId, async () => {
      // Whoever waited behind an append that met no server would only wait for the same.
      if (patience.exhausted) throw new EventStoreUnavailable(`stream ${streamId} waited too long for its turn`);
      const how = {
        client: this.#client,
        patience,
        deadlineMs: this.#deadlineMs,
        now: () => this.clock.now(),
      };
      const appended = await append(how, this.#memory.of(streamId), checked);
      this.#wake.wake();
      return appended;
    });
  }

  async readStream(streamId: string, fromRevision = 0, most?: number): Promise<RecordedEvent[]> {
    const from = { streamId, fromRevision, most };
    const stored = await this.#read(() => readStored(this.#client, from, this.#deadlineMs));
    learn(this.#memory.of(streamId), stored);
    return stored.map(({ event }) => event);
  }

  async readAll(after: Position, options: ReadAllOptions): Promise<Page> {
    return this.#read(() => readAll(this.#client, after, options, this.#deadlineMs));
  }

  async head(): Promise<Position> {
    return this.#read(() => readHead(this.#client, this.#deadlineMs));
  }

  async *subscribe(after: Position, options: SubscribeOptions): AsyncGenerator<Page> {
    this.#listener.start();
    const signal = AbortSignal.any([options.signal, this.#closing.signal]);
    let position = after;
    for (let moved = true; moved && !signal.aborted;) {
      moved = false;
      const past = catchUp(this.#client, position, await this.head(), { ...options, signal }, this.#deadlineMs);
      for await (const page of past) {
        moved = true;
        position = page.next;
        yield page;
      }
    }
    const source = {
      readAll: this.readAll.bind(this),
      wake: this.#wake,
      pollMs: () => (this.#listener.listening ? POLL_MS.listening : POLL_MS.deaf),
      closing: this.#closing.signal,
    };
    yield* pagesOf(source, position, options);
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    await this.#lanes.drained();
    await this.#listener.close();
    await this.#client.dispose();
    (await this.#client['getChannel']()).close();
  }

  async #read<T>(read: () => Promise<T>): Promise<T> {
    this.#refuseIfClosed();
    return patiently(read, new Patience(this.#patienceMs));
  }

  #refuseIfClosed(): void {
    if (this.#closing.signal.aborted) throw new EventStoreUnavailable('it is closed');
  }
}
