import { setTimeout as sleep } from 'node:timers/promises';
import { AccessDeniedError, UnsupportedError } from '@kurrent/kurrentdb-client';
import { EventStoreUnavailable } from './event-store.js';

const PAUSE_MS = { first: 10, most: 500 };

/** How long something is tried again: one budget for all that one call of the port does. */
export class Patience {
  readonly #givingUpAt: number;
  #pauseMs = PAUSE_MS.first;

  constructor(patienceMs: number) {
    this.#givingUpAt = performance.now() + patienceMs;
  }

  get exhausted(): boolean {
    return performance.now() >= this.#givingUpAt;
  }

  /** Waits a little longer each time. @throws EventStoreUnavailable if time is up, or if waiting cannot help */
  async afterFailure(error: unknown): Promise<void> {
    if (!mayPass(error) || performance.now() + this.#pauseMs > this.#givingUpAt) throw unavailable(error);
    await sleep(this.#pauseMs);
    this.#pauseMs = Math.min(this.#pauseMs * 2, PAUSE_MS.most);
  }
}

/** Repeats a read while the server is away. @throws EventStoreUnavailable */
export async function patiently<T>(read: () => Promise<T>, patience: Patience): Promise<T> {
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (isOurs(error)) throw error;
      await patience.afterFailure(error);
    }
  }
}

/** The client's errors carry a `type` or a gRPC `code`; what has neither was thrown here, and stays so. */
const isOurs = (error: unknown) =>
  error instanceof EventStoreUnavailable || !(error instanceof Error && ('type' in error || 'code' in error));

const mayPass = (error: unknown) => !(error instanceof AccessDeniedError || error instanceof UnsupportedError);

function unavailable(error: unknown): EventStoreUnavailable {
  const { message, name, type } = error as { message?: string; name?: string; type?: string };
  // Failed reads say no more than the name of their error.
  const reason = !message || message === name || message.endsWith('Error') ? `KurrentDB: ${type ?? name}` : message;
  return new EventStoreUnavailable(reason, error);
}

/** No answer within the time that one attempt has. */
export class NoAnswer extends Error {
  readonly code = 'NO_ANSWER';

  constructor(ms: number) {
    super(`no answer within ${ms} ms`);
  }
}

/** @throws NoAnswer; what the promise does then is of no interest */
export async function answeredWithin<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new NoAnswer(ms)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
