export interface FakeEvent {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

export interface FakeRecord extends FakeEvent {
  readonly streamId: string;
  readonly revision: number;
  readonly position: bigint;
  readonly created: Date;
}

export type FakeExpected = number | 'any' | 'none' | 'exists';

export type FakeVerdict =
  | { readonly revision: number; readonly position: bigint }
  /** -1 if there is no such stream. */
  | { readonly conflictAt: number };

/** How many event ids the fake remembers, as a real server's cache of committed ids is bounded too. */
const REMEMBERED_IDS = 100;
/** A system event of the server's own lies among those of clients, so that whoever forgets to filter notices. */
const APPENDS_PER_SYSTEM_EVENT = 5;

/**
 * What the fake server keeps. The rules of a write are those of KurrentDB's index writer: ids are compared, payloads never;
 * with an expected revision at the place where the ids would stand, without one in a bounded cache of recent ids.
 */
export class FakeLog {
  readonly records: FakeRecord[] = [];
  readonly streams = new Map<string, FakeRecord[]>();
  readonly #recent = new Map<string, FakeRecord>();
  readonly #listeners = new Set<() => void>();
  #appends = 0;

  append(streamId: string, expected: FakeExpected, events: readonly FakeEvent[]): FakeVerdict {
    const stream = this.streams.get(streamId) ?? [];
    const current = stream.length - 1;
    if (expected === 'exists' && current < 0) return { conflictAt: current };
    if (expected === 'any' || expected === 'exists') {
      const known = events.map(({ id }) => this.#recent.get(`${streamId}\n${id}`));
      const last = known.every((each) => each) ? known.at(-1) : undefined;
      return last ?? this.#write(streamId, events);
    }
    const place = expected === 'none' ? -1 : expected;
    if (place === current) return this.#write(streamId, events);
    const there = stream.slice(place + 1, place + 1 + events.length);
    const repeated = there.length === events.length && there.every(({ id }, n) => id === events[n]?.id);
    return (repeated && there.at(-1)) || { conflictAt: current };
  }

  /** A server that starts again remembers no ids. */
  forgetIds(): void {
    this.#recent.clear();
  }

  /** Resolves at the next write. */
  async grown(): Promise<void> {
    await new Promise<void>((resolve) => {
      const heard = () => {
        this.#listeners.delete(heard);
        resolve();
      };
      this.#listeners.add(heard);
    });
  }

  wake(): void {
    for (const heard of this.#listeners) heard();
  }

  #write(streamId: string, events: readonly FakeEvent[]): FakeVerdict {
    const written = events.map((event) => this.#record(streamId, event));
    if (++this.#appends % APPENDS_PER_SYSTEM_EVENT === 0) {
      const id = `00000000-0000-4000-8000-${String(this.#appends).padStart(12, '0')}`;
      const data = Buffer.from(`{"appends":${this.#appends}}`);
      this.#record('$fake-statistics', {
        id,
        type: '$statistics',
        contentType: 'application/json',
        data,
        metadata: Buffer.alloc(0),
      });
    }
    this.wake();
    const last = written.at(-1);
    if (!last) throw new Error('an append without events');
    return last;
  }

  /** Positions are places in a file of bytes: ordered, and far from dense. */
  #record(streamId: string, event: FakeEvent): FakeRecord {
    const position = this.end;
    const stream = this.streams.get(streamId) ?? [];
    const record = { ...event, streamId, revision: stream.length, position, created: new Date() };
    stream.push(record);
    this.streams.set(streamId, stream);
    this.records.push(record);
    this.#recent.set(`${streamId}\n${event.id}`, record);
    for (const oldest of this.#recent.keys()) {
      if (this.#recent.size <= REMEMBERED_IDS) break;
      this.#recent.delete(oldest);
    }
    return record;
  }

  /** Where the next record will begin. */
  get end(): bigint {
    const last = this.records.at(-1);
    return last ? last.position + 113n + BigInt(last.data.length + last.metadata.length) : 1024n;
  }

  /** The index of the record at exactly this position, or of the next one at the end; undefined where none begins. */
  indexAt(position: bigint): number | undefined {
    let [low, high] = [0, this.records.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.records[middle]?.position ?? 0n) < position) low = middle + 1;
      else high = middle;
    }
    return (this.records[low]?.position ?? this.end) === position ? low : undefined;
  }
}
