import type { EventMetadata } from '@app/kernel';
import { randomUUID } from 'node:crypto';

/** What is measured: appends one event to a stream whose last revision the caller knows. */
export interface Appender {
  /** @param revision that of the stream's last event; -1: the stream is new */
  append(streamId: string, revision: number): Promise<void>;
  close(): Promise<void>;
}

/** A fact of everyday size: 120 bytes of data, and the metadata that each event of the product has. */
export function sampleEvent() {
  const commandId = randomUUID();
  return {
    type: 'NoteAdded',
    data: { note: 'The lamp at the gate of building 3 has been dark since Tuesday', by: 'XY-SZ-042', assignment: 'a1' },
    metadata: {
      actor: { id: 'clerk-sz-1', role: 'DEPARTMENT', unitId: 'XY-SZ', channel: 'web' },
      occurredAt: '2026-11-22T02:35:54.123Z',
      commandId,
      commandHash: 'Zx3Q0v7cC1d9kJm2w8sYbTq5nRf4hLg6',
      correlationId: commandId,
      causationId: commandId,
    } satisfies EventMetadata as EventMetadata,
  };
}
