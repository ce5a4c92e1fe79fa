import { type Batch, batches } from './channels.js';
import type { Appended } from './event-store.js';
import type { Storable } from './storable.js';

/** What became of one request of a batch. */
export type Outcome = { readonly appended: Appended } | { readonly refused: Error };

export interface BatchLimits {
  readonly events: number;
  readonly bytes: number;
}

interface Waiting {
  readonly storable: Storable;
  readonly resolve: (appended: Appended) => void;
  readonly reject: (error: unknown) => void;
}

/** One is written while the other is made ready and answered, so that neither the log nor this process waits for the other. */
export const IN_FLIGHT = 2;
/** Fewer than these are not worth a batch each. */
const WORTH_SHARING = 16;

/**
 * Two batches in flight; the next takes its share of what queued meanwhile, up to the limits and one request per stream,
 * of streams that no batch in flight touches: so every request is judged on a stream that nobody else of this process
 * changes, and each stream's requests are judged in order. A request larger than the limits goes alone.
 */
export class AppendBatcher {
  /** By stream, in order of arrival; a stream that was served goes to the end, so none starves. */
  readonly #lanes = new Map<string, Waiting[]>();
  /** Streams of the batches in flight. */
  readonly #touched = new Set<string>();
  readonly #running = new Set<Promise<void>>();

  constructor(
    /** Answers in the order of the batch. Rejects only if the fate of the whole batch is unknown or the log is away. */
    private readonly write: (batch: readonly Storable[]) => Promise<readonly Outcome[]>,
    private readonly limits: BatchLimits = { events: 1000, bytes: 4 * 1024 * 1024 },
  ) {}

  append(storable: Storable): Promise<Appended> {
    return new Promise((resolve, reject) => {
      const { streamId } = storable.request;
      const waiting = { storable, resolve, reject };
      const lane = this.#lanes.get(streamId);
      if (lane) lane.push(waiting);
      else this.#lanes.set(streamId, [waiting]);
      if (this.#running.size < IN_FLIGHT) this.#start();
    });
  }

  /** When everything that was accepted has been answered. */
  async drained(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #start(): void {
    const running = this.#run().finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async #run(): Promise<void> {
    // Let the callers of this turn of the event loop join the first batch.
    await Promise.resolve();
    for (let batch = this.#take(); batch.length > 0; batch = this.#take()) await this.#send(batch);
  }

  async #send(batch: readonly Waiting[]): Promise<void> {
    const streams = batch.map(({ storable }) => storable.request.streamId);
    for (const streamId of streams) this.#touched.add(streamId);
    if (batches.hasSubscribers) batches.publish(described(batch));
    try {
      const outcomes = await this.write(batch.map(({ storable }) => storable));
      batch.forEach((waiting, index) => answer(waiting, outcomes[index]));
    } catch (error) {
      // Those who queue behind a log that is away would meet the same fate, one patient retry after the other.
      for (const { reject } of [...batch, ...[...this.#lanes.values()].flat()]) reject(error);
      this.#lanes.clear();
    } finally {
      for (const streamId of streams) this.#touched.delete(streamId);
    }
  }

  #take(): Waiting[] {
    const batch: Waiting[] = [];
    const most = Math.max(WORTH_SHARING, Math.ceil((this.#lanes.size + this.#touched.size) / IN_FLIGHT));
    let events = 0;
    let bytes = 0;
    for (const [streamId, lane] of this.#lanes) {
      const [next] = lane;
      if (!next || this.#touched.has(streamId)) continue;
      events += next.storable.request.events.length;
      bytes += next.storable.bytes;
      const full = batch.length === most || events > this.limits.events || bytes > this.limits.bytes;
      if (batch.length > 0 && full) break;
      batch.push(next);
    }
    for (const { storable } of batch) this.#serve(storable.request.streamId);
    return batch;
  }

  #serve(streamId: string): void {
    const [, ...rest] = this.#lanes.get(streamId) ?? [];
    this.#lanes.delete(streamId);
    if (rest.length > 0) this.#lanes.set(streamId, rest);
  }
}

const described = (batch: readonly Waiting[]): Batch => ({
  requests: batch.length,
  events: batch.reduce((sum, { storable }) => sum + storable.request.events.length, 0),
});

function answer({ resolve, reject }: Waiting, outcome: Outcome | undefined): void {
  if (!outcome) reject(new Error('the log answered fewer requests than it was sent'));
  else if ('refused' in outcome) reject(outcome.refused);
  else resolve(outcome.appended);
}
