import { quantile } from './figures.js';

export interface LoadFigures {
  readonly perSec: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly done: number;
}

/**
 * So many callers, each doing one thing after the other until the time is up; what they do while warming up does not count.
 * @param one what a caller does; `n` counts over all callers from 0
 */
export async function underLoad(
  { callers, warmUpMs, forMs }: { readonly callers: number; readonly warmUpMs: number; readonly forMs: number },
  one: (n: number, caller: number) => Promise<unknown>,
): Promise<LoadFigures> {
  const begins = performance.now() + warmUpMs;
  const ends = begins + forMs;
  const took: number[] = [];
  let count = 0;
  const call = async (caller: number): Promise<void> => {
    for (let now = performance.now(); now < ends;) {
      await one(count++, caller);
      const then = now;
      now = performance.now();
      if (then >= begins && now <= ends) took.push(now - then);
    }
  };
  await Promise.all(Array.from({ length: callers }, (_, caller) => call(caller)));
  return {
    perSec: (took.length * 1000) / forMs,
    p50Ms: quantile(took, 0.5),
    p95Ms: quantile(took, 0.95),
    p99Ms: quantile(took, 0.99),
    done: took.length,
  };
}
