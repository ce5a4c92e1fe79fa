import { type EventMetadata, type Position, type RecordedEvent, START } from '@app/kernel';
import {
  type Appended,
  type AppendRequest,
  categoryOf,
  CommandIdReused,
  EventStore,
  EventStoreUnavailable,
  type Page,
  type ReadAllOptions,
  type SubscribeOptions,
  WrongExpectedRevision,
} from './event-store.js';
import { storable } from './storable.js';
import { pagesOf } from './subscription.js';
import { Wake } from './wake.js';

/** What outlives a store: two stores on one log see the same events. */
export class MemoryLog {
  readonly events: RecordedEvent[] = [];
  readonly streams = new Map<string, RecordedEvent[]>();
  readonly commands = new Map<string, { readonly hash: string; readonly first: Appended }>();
  readonly wake = new Wake();
}

/** The log in memory, for tests: the same rules, nothing kept. Events are copies and frozen, so no test can change history. */
export class MemoryEventStore extends EventStore {
  readonly #closing = new AbortController();

  constructor(
    private readonly log = new MemoryLog(),
    private readonly now: () => string = () => new Date().toISOString(),
  ) {
    super();
  }

  async append(request: AppendRequest): Promise<Appended> {
    this.#refuseIfClosed();
    const { events } = storable(request);
    const { streamId, expected, commandId, commandHash } = request;
    const commandKey = `${streamId}\n${commandId}`;
    const known = this.log.commands.get(commandKey);
    if (known && known.hash !== commandHash) throw new CommandIdReused(streamId, commandId);
    if (known) return { ...known.first, repeated: true };

    const stream = this.log.streams.get(streamId) ?? [];
    const current = stream.length - 1;
    const met = expected === 'none' ? current < 0 : expected === 'exists' ? current >= 0 : current === expected;
    if (!met) throw new WrongExpectedRevision(streamId, expected, current);

    const recordedAt = this.now();
    const recorded = events.map(({ eventId, type, schemaVersion, data, metadata }, index) =>
      deepFreeze({
        eventId,
        streamId,
        revision: stream.length + index,
        position: BigInt(this.log.events.length + index + 1),
        type,
        schemaVersion,
        data: JSON.parse(data) as unknown,
        metadata: JSON.parse(metadata) as EventMetadata,
        recordedAt,
      }),
    );
    stream.push(...recorded);
    this.log.events.push(...recorded);
    this.log.streams.set(streamId, stream);
    const first = {
      revision: stream.length - 1,
      position: BigInt(this.log.events.length),
      recordedAt,
      repeated: false,
    };
    this.log.commands.set(commandKey, { hash: commandHash, first });
    this.log.wake.wake();
    return first;
  }

  async readStream(streamId: string, fromRevision = 0, most = Infinity): Promise<RecordedEvent[]> {
    this.#refuseIfClosed();
    return (this.log.streams.get(streamId) ?? []).slice(fromRevision, fromRevision + most);
  }

  async readAll(after: Position, { limit, categories }: ReadAllOptions): Promise<Page> {
    this.#refuseIfClosed();
    const events: RecordedEvent[] = [];
    let next = after;
    for (let index = Number(after); events.length < limit; index++) {
      const event = this.log.events[index];
      if (!event) break;
      if (!categories || categories.includes(categoryOf(event.streamId))) events.push(event);
      next = event.position;
    }
    return { events, next };
  }

  async head(): Promise<Position> {
    this.#refuseIfClosed();
    return this.log.events.at(-1)?.position ?? START;
  }

  subscribe(after: Position, options: SubscribeOptions): AsyncIterable<Page> {
    const source = {
      readAll: this.readAll.bind(this),
      wake: this.log.wake,
      pollMs: () => 60_000,
      closing: this.#closing.signal,
    };
    return pagesOf(source, after, options);
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  #refuseIfClosed(): void {
    if (this.#closing.signal.aborted) throw new EventStoreUnavailable('it is closed');
  }
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) deepFreeze(part);
  }
  return value;
}
