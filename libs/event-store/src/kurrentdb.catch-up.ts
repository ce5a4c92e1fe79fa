import type { Position, RecordedEvent } from '@app/kernel';
import type { AllStreamSubscription, KurrentDBClient } from '@kurrent/kurrentdb-client';
import type { Page, SubscribeOptions } from './event-store.js';
import { filterOf, storedOf, wirePosition } from './kurrentdb.events.js';
import { readLast } from './kurrentdb.reads.js';
import { Wake } from './wake.js';

/** In search windows of 32 events: a reader that nothing is for moves on each 1024 events. */
const CHECKPOINT_INTERVAL = 32;
/** How long a page waits for more events, and an empty one for the first. */
const WAIT_MS = { filling: 50, empty: 1_000 };

/**
 * Pages of the past by one subscription, as fast as the consumer takes them; the server's checkpoints move a filtered one on
 * over stretches in which there is nothing for it. Ends, sooner rather than later, when it is caught up to `until` or when the
 * connection is cut: whoever follows the log reads on from the last page's `next`.
 */
export async function* catchUp(
  client: KurrentDBClient,
  after: Position,
  until: Position,
  { limit, categories, signal }: SubscribeOptions,
  silenceMs: number,
): AsyncGenerator<Page> {
  const queue: (RecordedEvent | Position)[] = [];
  const wake = new Wake();
  const over = new AbortController();
  let [caughtUp, quiet] = [false, false];
  let broken: unknown;
  const end = () => {
    over.abort();
    wake.wake();
  };
  const emptied = async (subscription: AllStreamSubscription) => {
    while (subscription.readableLength > 0 && !over.signal.aborted) {
      await new Promise<void>((resolve) => {
        subscription.once('data', () => resolve());
      });
    }
  };
  const subscription = client.subscribeToAll({
    fromPosition: wirePosition(after),
    requiresLeader: true,
    filter: filterOf(categories, {
      checkpointInterval: CHECKPOINT_INTERVAL,
      checkpointReached: async (reached, checkpoint) => {
        await emptied(reached); // events before it are still on their way
        // A checkpoint lies between two records, where no read can begin: what is told is the last event before it.
        await readLast(client, checkpoint, silenceMs).then((position) => queue.push(position), end);
        wake.wake();
      },
    }),
  });
  subscription.on('error', end).on('end', end).on('close', end);
  subscription.on('caughtUp', () => {
    caughtUp = true;
    wake.wake();
  });
  subscription.on('data', (resolved) => {
    try {
      queue.push(storedOf(resolved).event);
    } catch (error) {
      broken ??= error;
      end();
    }
    if (queue.length >= limit) subscription.pause();
    wake.wake();
  });

  try {
    for (let position = after; position < until && !signal.aborted;) {
      const seen = wake.seen;
      const full = queue.length >= limit || typeof queue.at(-1) === 'bigint';
      const ready = full || quiet || caughtUp || over.signal.aborted;
      const page = ready ? pageOf(queue, limit, position) : undefined;
      if (page && page.next > position) {
        quiet = false;
        position = page.next;
        yield page;
      } else if (broken) {
        throw broken;
      } else if (over.signal.aborted || (caughtUp && subscription.readableLength === 0)) {
        return;
      } else {
        subscription.resume();
        await wake.since(seen, queue.length > 0 ? WAIT_MS.filling : WAIT_MS.empty, signal);
        quiet = wake.seen === seen;
        if (quiet && queue.length === 0) return;
      }
    }
  } finally {
    over.abort();
    subscription.resume();
    await subscription.unsubscribe().catch(() => undefined);
  }
}

/** Takes events from the queue, up to the limit, and the checkpoints between and after them. */
function pageOf(queue: (RecordedEvent | Position)[], limit: number, from: Position): Page {
  const events: RecordedEvent[] = [];
  let next = from;
  let taken = 0;
  for (const each of queue) {
    const isEvent = typeof each !== 'bigint';
    if (isEvent && events.length === limit) break;
    taken++;
    const position = isEvent ? each.position : each;
    if (position <= next) continue;
    if (isEvent) events.push(each);
    next = position;
  }
  queue.splice(0, taken);
  return { events, next };
}
