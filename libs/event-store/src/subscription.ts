import type { Position } from '@app/kernel';
import type { Page, ReadAllOptions, SubscribeOptions } from './event-store.js';
import type { Wake } from './wake.js';

export interface Source {
  readonly readAll: (after: Position, options: ReadAllOptions) => Promise<Page>;
  readonly wake: Wake;
  /** How long a reader may sleep without a wake-up, in milliseconds. */
  readonly pollMs: () => number;
  /** Ends every subscription. */
  readonly closing: AbortSignal;
}

/** Reads page after page; the next one only when the consumer comes back for it. */
export async function* pagesOf(source: Source, after: Position, options: SubscribeOptions): AsyncGenerator<Page> {
  const { signal, ...page } = options;
  const ended = AbortSignal.any([signal, source.closing]);
  for (let position = after; !ended.aborted;) {
    const seen = source.wake.seen;
    const read = await unlessAborted(source.readAll(position, page), ended);
    if (!read) return;
    const moved = read.next > position;
    position = read.next;
    if (moved) yield read;
    if (read.events.length < options.limit) await source.wake.since(seen, source.pollMs(), ended);
  }
}

/** The promise's value, or undefined as soon as the signal is aborted; what the promise does then is of no interest. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  let stop = (): void => undefined;
  const aborted = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([promise, aborted]);
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}
