import { type FakeKurrentDb, startFakeKurrentDb } from '@app/testing';
import { eventStoreContract } from './event-store.contract.js';
import { KurrentDbEventStore } from './kurrentdb.event-store.js';

eventStoreContract('KurrentDB (a fake server)', async () => {
  const server: FakeKurrentDb = await startFakeKurrentDb();
  return { open: async () => new KurrentDbEventStore({ url: server.url }), drop: () => server.stop() };
});

/**
 * A real server, started with `KURRENTDB_MAX_APPEND_SIZE=16777216`, as the suite writes big events. It writes into categories of
 * its own; what is there already must come from this program too.
 */
const url = process.env.KURRENTDB_URL;
if (url) {
  eventStoreContract('KurrentDB (KURRENTDB_URL)', async () => ({
    open: async () => new KurrentDbEventStore({ url }),
    drop: async () => undefined,
  }));
}
