import type { EventStore } from './event-store.js';
import type { KurrentDbOptions } from './kurrentdb.event-store.js';

export type { KurrentDbOptions } from './kurrentdb.event-store.js';

/**
 * The log on KurrentDB, which is reached only when it is used. Its client, and the native library in it, are loaded by whoever
 * asks for it and by nobody else.
 * @throws Error if the url is no connection string
 */
export async function openKurrentDb(options: KurrentDbOptions): Promise<EventStore> {
  const { KurrentDbEventStore } = await import('./kurrentdb.event-store.js');
  return new KurrentDbEventStore(options);
}
