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

/**
 * One batch in flight; the next takes what queued meanwhile, up to the limits and one request per stream, so that every
 * request is judged on a stream that no batch mate touches. A request larger than the limits goes alone.
 */
export class AppendBatcher {
  /** By stream, in order of arrival; a stream that was served goes to the end, so none starves. */
  readonly #lanes = new Map<string, Waiting[]>();
  #running: Promise<void> | undefined;

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
      this.#running ??= this.#run();
    });
  }

  /** When everything that was accepted has been answered. */
  async drained(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async #run(): Promise<void> {
    // Let the callers of this turn of the event loop join the first batch.
    await Promise.resolve();
    while (this.#lanes.size > 0) {
      const batch = this.#take();
      try {
        const outcomes = await this.write(batch.map(({ storable }) => storable));
        batch.forEach((waiting, index) => answer(waiting, outcomes[index]));
      } catch (error) {
        // Those who queue behind a log that is away would meet the same fate, one patient retry after the other.
        for (const { reject } of [...batch, ...[...this.#lanes.values()].flat()]) reject(error);
        this.#lanes.clear();
      }
    }
    this.#running = undefined;
  }

  #take(): Waiting[] {
    const batch: Waiting[] = [];
    const served: [string, Waiting[]][] = [];
    let events = 0;
    let bytes = 0;
    for (const [streamId, lane] of this.#lanes) {
      const [next] = lane;
      if (!next) continue;
      events += next.storable.request.events.length;
      bytes += next.storable.bytes;
      if (batch.length > 0 && (events > this.limits.events || bytes > this.limits.bytes)) break;
      batch.push(next);
      served.push([streamId, lane]);
    }
    if (batches.hasSubscribers) batches.publish(described(batch));
    for (const [streamId, lane] of served) {
      lane.shift();
      this.#lanes.delete(streamId);
      if (lane.length > 0) this.#lanes.set(streamId, lane);
    }
    return batch;
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
