import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { EventStoreUnavailable } from './event-store.js';

const PASSING = /^(08|40|53|57|55P03|25006)/; // connection, serialization, resources, operator, lock time-out, fail-over
const CONTENT = /^(22|23|54)/; // data exception, integrity, program limit

/** Postgres will never take these values, however often it is asked. */
export const isContentRefused = (error: unknown): error is pg.DatabaseError =>
  error instanceof pg.DatabaseError && CONTENT.test(error.code ?? '');

/** Errors that are not Postgres' own come from the way there: refused, cut, timed out. */
const mayPass = (error: unknown) =>
  error instanceof pg.DatabaseError ? PASSING.test(error.code ?? '') : !(error instanceof TypeError);

/**
 * Repeats work that may be repeated safely while the database is away, for `patienceMs` milliseconds.
 * @throws EventStoreUnavailable if that was not enough, or if waiting cannot help
 */
export async function patiently<T>(work: () => Promise<T>, patienceMs: number): Promise<T> {
  const givingUpAt = performance.now() + patienceMs;
  for (let pauseMs = 10; ; pauseMs = Math.min(pauseMs * 2, 500)) {
    try {
      return await work();
    } catch (error) {
      if (isContentRefused(error)) throw error;
      if (!mayPass(error) || performance.now() + pauseMs > givingUpAt) throw unavailable(error);
    }
    await sleep(pauseMs);
  }
}

/** Node's error for several refused addresses has a code and no message. */
export function unavailable(error: unknown): EventStoreUnavailable {
  const { message, code } = error as { message?: string; code?: string };
  return new EventStoreUnavailable(message || code || String(error), error);
}
