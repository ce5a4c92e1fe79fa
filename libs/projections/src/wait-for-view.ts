import { DomainError, type Position } from '@app/kernel';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import { viewStatus } from './checkpoint.js';

const POLL_MS = 15;
const PATIENT_POLL_MS = 50;
const PATIENCE_MS = 5_000;

/**
 * Returns once the view has seen the log up to a position: the reader of one's own write.
 * @throws DomainError view/behind after five seconds
 */
export async function waitForView(dataSource: DataSource, view: string, after: Position): Promise<void> {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    const status = await viewStatus(dataSource, view);
    if (status && status.position >= after) return;
    if (Date.now() > giveUpAt) {
      throw new DomainError('view/behind', { view, after: after.toString(), position: String(status?.position ?? 0n) });
    }
    await sleep(POLL_MS);
  }
}

/** The same for whoever has time: however long it takes, or until the signal says stop. */
export async function viewReaches(
  dataSource: DataSource,
  view: string,
  position: Position,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    const status = await viewStatus(dataSource, view);
    if (status && status.position >= position) return;
    await sleep(PATIENT_POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}
