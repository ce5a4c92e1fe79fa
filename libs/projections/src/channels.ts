import type { RecordedEvent } from '@app/kernel';
import { tracingChannel } from 'node:diagnostics_channel';

/** Tells of each page that a view takes: until rows and checkpoint are committed. Costs nothing while nobody listens. */
export const projecting = tracingChannel<unknown, { readonly view: string; readonly events: readonly RecordedEvent[] }>(
  'chuishao:project',
);
