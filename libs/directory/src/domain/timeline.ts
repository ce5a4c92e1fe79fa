import type { Instant } from '@app/kernel';
import type { Effective } from './directory.types.js';

interface Entry<T> {
  readonly value: T;
  /** Set by a retirement, beside what the definition itself says. */
  readonly endedAt?: Instant;
}

/** The definitions of one thing, oldest first. A later one closes the one before it; none is ever lost. */
export type Timeline<T extends Effective> = readonly Entry<T>[];

/** Adds a definition; one with the same `from` is corrected by it. */
export function defined<T extends Effective>(timeline: Timeline<T>, value: T): Timeline<T> {
  const entries = timeline.filter((entry) => entry.value.from !== value.from);
  const before = timeline.find((entry) => entry.value.from === value.from);
  return [...entries, { ...before, value }].sort((a, b) => (a.value.from < b.value.from ? -1 : 1));
}

/** Ends the definition that is in force just before `at`; if none is, the first one to come never begins. */
export function ended<T extends Effective>(timeline: Timeline<T>, at: Instant): Timeline<T> {
  const last = Math.max(
    0,
    timeline.findLastIndex((entry) => entry.value.from < at),
  );
  return timeline.map((entry, index) => (index === last ? { ...entry, endedAt: at } : entry));
}

/** What is in force at a moment, with the `to` that follows from retirements and later definitions. */
export function inForce<T extends Effective>(timeline: Timeline<T>, at: Instant): T | undefined {
  const value = intervals(timeline).findLast(({ from }) => from <= at);
  return value && (value.to === undefined || at < value.to) ? value : undefined;
}

/** Every definition with its effective interval, oldest first. */
export function intervals<T extends Effective>(timeline: Timeline<T>): readonly T[] {
  return timeline.map(({ value, endedAt }, index) => {
    const ends = [value.to, endedAt, timeline[index + 1]?.value.from].filter((end) => end !== undefined);
    return ends.length === 0 ? value : { ...value, to: ends.reduce((a, b) => (b < a ? b : a)) };
  });
}

/** Whether this very definition was made before; what ended it since does not matter. */
export const isDefined = <T extends Effective>(timeline: Timeline<T> | undefined, value: T): boolean =>
  timeline?.some((entry) => sameContent(entry.value, value)) ?? false;

/** Deep equality of JSON values; the order of keys does not matter, `undefined` counts as absent. */
export function sameContent(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const left = new Map(Object.entries(a).filter(([, value]) => value !== undefined));
  const right = new Map(Object.entries(b).filter(([, value]) => value !== undefined));
  return left.size === right.size && [...left].every(([key, value]) => sameContent(value, right.get(key)));
}
