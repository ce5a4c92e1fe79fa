import type { Instant } from '@app/kernel';
import { instantOf, msOf } from './instants.js';

/** A clock stood still from `from` to `to`: 挂账, 等待补正. */
export interface Pause {
  readonly from: Instant;
  readonly to: Instant;
}

/** A pause in ms UTC. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const NONE: readonly Span[] = [];

/**
 * The time that any of the pauses covers: in order, without overlaps, none touching the next (EC-07).
 * @throws RangeError one ends before it begins
 */
export function unionOf(pauses: readonly Pause[]): readonly Span[] {
  if (pauses.length === 0) return NONE;
  const spans = pauses.map(({ from, to }) => ({ from: msOf(from), to: msOf(to) }));
  if (spans.some(({ from, to }) => from > to)) throw new RangeError('a pause ends before it begins');
  const union: { from: number; to: number }[] = [];
  for (const { from, to } of spans.sort((a, b) => a.from - b.from)) {
    const last = union.at(-1);
    if (last && from <= last.to) last.to = Math.max(last.to, to);
    else union.push({ from, to });
  }
  return union.filter(({ from, to }) => from < to);
}

export const toPause = ({ from, to }: Span): Pause => ({ from: instantOf(from), to: instantOf(to) });

/** What passes between two moments, and when so much of it has passed. */
export interface Measure {
  readonly between: (a: number, b: number) => number;
  /** The first such moment, for an amount above 0. */
  readonly add: (moment: number, amount: number) => number;
}

/** How much of the pauses lies between two moments. */
export function pausedBetween({ between }: Measure, pauses: readonly Span[], a: number, b: number): number {
  let paused = 0;
  for (const { from, to } of pauses) if (from < b && to > a) paused += between(Math.max(from, a), Math.min(to, b));
  return paused;
}

/** When `amount` has passed since `start` without the pauses; those that begin when it is used up change nothing. */
export function spend({ between, add }: Measure, start: number, amount: number, pauses: readonly Span[]): number {
  let [since, left] = [start, amount];
  for (const { from, to } of pauses) {
    if (to <= since) continue;
    const available = from > since ? between(since, from) : 0;
    if (available >= left) break;
    [since, left] = [to, left - available];
  }
  return add(since, left);
}
