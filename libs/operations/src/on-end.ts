import type { TracingChannel } from 'node:diagnostics_channel';

export interface Ended<Context> {
  readonly context: Context;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly seconds: number;
  readonly result?: unknown;
  readonly error?: unknown;
}

type Outcome = Pick<Ended<unknown>, 'result' | 'error'>;

/**
 * Hears of each piece of asynchronous work that a library tells of, once it has ended.
 * @returns what ends the hearing
 */
export function onEnd<Context extends object>(
  { start, asyncEnd }: TracingChannel<unknown, Context>,
  hear: (ended: Ended<Context>) => void,
): () => void {
  const begun = new WeakMap<object, number>();
  const starts = (message: unknown): void => void begun.set(message as object, performance.now());
  const ends = (message: unknown): void => {
    const from = begun.get(message as object);
    if (from === undefined) return;
    const { result, error } = message as Outcome;
    const seconds = (performance.now() - from) / 1000;
    hear({ context: message as Context, startedAt: Date.now() - seconds * 1000, seconds, result, error });
  };
  start.subscribe(starts);
  asyncEnd.subscribe(ends);
  return () => {
    start.unsubscribe(starts);
    asyncEnd.unsubscribe(ends);
  };
}
