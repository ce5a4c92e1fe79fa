import type { Instant } from '@app/kernel';
import type { Appended } from './event-store.js';
import type { Stored } from './kurrentdb.events.js';

interface KnownCommand {
  readonly hash: string;
  readonly appendId: string;
  readonly first: Omit<Appended, 'repeated'>;
}

/** What a process knows of a stream up to a revision. The log is append-only, so it never becomes wrong, only old. */
export interface KnownStream {
  readonly streamId: string;
  /** -1: nothing is known. */
  through: number;
  /** Of the event at `through`. */
  recordedAt: Instant;
  readonly commands: Map<string, KnownCommand>;
}

/**
 * KurrentDB compares event ids only, and only at the place where they are expected: which commands a stream holds, this
 * process has to know itself. It learns that from what it reads anyway, for the streams used last.
 */
export class StreamMemory {
  readonly #streams = new Map<string, KnownStream>();

  constructor(private readonly most = 2_000) {}

  of(streamId: string): KnownStream {
    const known = this.#streams.get(streamId) ?? { streamId, through: -1, recordedAt: '', commands: new Map() };
    this.#streams.delete(streamId);
    this.#streams.set(streamId, known);
    for (const oldest of this.#streams.keys()) {
      if (this.#streams.size <= this.most) break;
      this.#streams.delete(oldest);
    }
    return known;
  }
}

/** Takes in events of the stream, in order; what does not follow on what is known is of no use. */
export function learn(known: KnownStream, events: readonly Stored[]): void {
  for (const { event, appendId } of events) {
    if (event.revision !== known.through + 1) continue;
    const { revision, position, recordedAt, metadata } = event;
    known.through = revision;
    known.recordedAt = recordedAt;
    known.commands.set(metadata.commandId, {
      hash: metadata.commandHash,
      appendId,
      first: { revision, position, recordedAt },
    });
  }
}
