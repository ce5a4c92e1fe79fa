import type { EventMetadata, Instant, Position, RecordedEvent } from '@app/kernel';

/** The revision that the stream must have: a number (its last event), no event at all, or any number of events. */
export type ExpectedRevision = number | 'none' | 'exists';

export interface NewEvent {
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: unknown;
  readonly metadata: EventMetadata;
}

/** All events of one command for one stream: they are written together or not at all. */
export interface AppendRequest {
  /** `category-id`; the category is what stands before the first hyphen. */
  readonly streamId: string;
  readonly expected: ExpectedRevision;
  readonly commandId: string;
  readonly commandHash: string;
  readonly events: readonly [NewEvent, ...NewEvent[]];
}

export interface Appended {
  /** Of the last event that this command wrote. */
  readonly revision: number;
  readonly position: Position;
  readonly recordedAt: Instant;
  /** The command id was known: this is the first answer, and nothing was written now. */
  readonly repeated: boolean;
}

export interface ReadAllOptions {
  readonly limit: number;
  /** Only streams of these categories; all of them if absent. */
  readonly categories?: readonly string[];
  /**
   * Types that the reader has no use for. An adapter may leave their events out, and need not: it saves reading them.
   * Name only types that the reader knows: one that it does not know must reach it.
   */
  readonly except?: readonly string[];
}

export interface Page {
  readonly events: readonly RecordedEvent[];
  /** Where to read on: past every event looked at, whether or not the filter took it. */
  readonly next: Position;
}

export interface SubscribeOptions extends ReadAllOptions {
  /** Ends the subscription. */
  readonly signal: AbortSignal;
}

/**
 * The log. Every adapter passes the one suite in `event-store.contract.ts`.
 * Projections are never inline: the port promises no transaction shared with anything else.
 */
export abstract class EventStore {
  /**
   * Appends one command's events. A repeated command id returns the first answer.
   * @throws WrongExpectedRevision the stream has moved on, or does (not) exist
   * @throws CommandIdReused the command id is known in this stream with another content
   * @throws UnstorableAppend the request can never be stored as it stands
   * @throws EventStoreUnavailable the outcome is unknown: repeat it with the same command id
   */
  abstract append(request: AppendRequest): Promise<Appended>;

  /** The stream's events from `fromRevision` on, oldest first, `most` of them if given; empty if there is no such stream. */
  abstract readStream(streamId: string, fromRevision?: number, most?: number): Promise<RecordedEvent[]>;

  /** The next committed events after a position, in commit order; each exactly once over successive calls. */
  abstract readAll(after: Position, options: ReadAllOptions): Promise<Page>;

  /** Position of the last committed event, `START` if there is none. */
  abstract head(): Promise<Position>;

  /**
   * Pages after a position, for ever: waits when there is nothing, reads no further than the consumer takes.
   * A filtered subscription also yields empty pages now and then, so that its position can move on.
   * Ends without an error when the signal is aborted or the store is closed.
   * @throws EventStoreUnavailable the log is away: subscribe again from the last page's `next`
   */
  abstract subscribe(after: Position, options: SubscribeOptions): AsyncIterable<Page>;

  /** Refuses new appends, answers those accepted before, ends subscriptions, then lets go of all connections. */
  abstract close(): Promise<void>;
}

export class WrongExpectedRevision extends Error {
  constructor(
    readonly streamId: string,
    readonly expected: ExpectedRevision,
    /** -1 if the stream does not exist. */
    readonly current: number,
  ) {
    super(`stream ${streamId}: expected revision ${expected}, found ${current < 0 ? 'no stream' : current}`);
    this.name = 'WrongExpectedRevision';
  }
}

export class CommandIdReused extends Error {
  constructor(
    readonly streamId: string,
    readonly commandId: string,
  ) {
    super(`stream ${streamId}: command id ${commandId} was used before with another content`);
    this.name = 'CommandIdReused';
  }
}

/** The request can never be stored, whatever the state of its stream: a malformed id, text that no JSON store takes, … */
export class UnstorableAppend extends Error {
  constructor(
    readonly streamId: string,
    readonly reason: string,
  ) {
    super(`stream ${JSON.stringify(streamId)}: ${reason}`);
    this.name = 'UnstorableAppend';
  }
}

/** The store cannot be reached or is closed. What was being appended may or may not be in the log. */
export class EventStoreUnavailable extends Error {
  constructor(reason: string, cause?: unknown) {
    super(`the event store is unavailable: ${reason}`, { cause });
    this.name = 'EventStoreUnavailable';
  }
}

/** `whistle` of `whistle-42`; the whole id if it has no hyphen, which `append` refuses. */
export const categoryOf = (streamId: string): string => streamId.split('-', 1)[0] ?? streamId;
