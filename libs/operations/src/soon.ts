import { setTimeout as sleep } from 'node:timers/promises';

/** Whoever asks how things are wants to know soon that nobody answers. */
const PATIENCE_MS = 2_000;

/** @throws whatever the work fails with, and Error after two seconds */
export const soon = <T>(work: Promise<T>): Promise<T> =>
  Promise.race([
    work,
    sleep(PATIENCE_MS, undefined, { ref: false }).then(() => {
      throw new Error(`no answer within ${PATIENCE_MS} ms`);
    }),
  ]);
