import type { RecordedEvent } from '@app/kernel';
import { tracingChannel } from 'node:diagnostics_channel';

/**
 * Tells of each page that a view or a process manager takes: until rows and checkpoint are committed, until all that follows is
 * done. Costs nothing while nobody listens.
 */
export const projecting = tracingChannel<unknown, { readonly view: string; readonly events: readonly RecordedEvent[] }>(
  'chuishao:project',
);
