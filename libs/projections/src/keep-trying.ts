import { Logger } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';

const RETRY_MS = { first: 500, most: 5_000 };
const logger = new Logger('Work');

/**
 * Works until the signal says stop. What it fails at is said and tried again: after half a second, later each time up to five
 * seconds, and soon again once it has gone well for longer than that.
 * @param what for the log: who stands still
 */
export async function keepTrying(what: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  let retryMs = RETRY_MS.first;
  while (!signal.aborted) {
    const startedAt = performance.now();
    try {
      await work();
    } catch (error) {
      if (signal.aborted) return;
      logger.error(`${what}: stopped, and tries again: ${String(error)}`);
      if (performance.now() - startedAt > RETRY_MS.most) retryMs = RETRY_MS.first;
      await sleep(retryMs, undefined, { signal }).catch(() => undefined);
      retryMs = Math.min(retryMs * 2, RETRY_MS.most);
    }
  }
}
