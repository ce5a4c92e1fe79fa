import type { FakeKurrentDb, FakeOptions } from './fake-kurrentdb.js';

export type { AppendFault, FakeKurrentDb } from './fake-kurrentdb.js';

/** A fake, see there; loaded only by the tests that start one. */
export async function startFakeKurrentDb(options?: FakeOptions): Promise<FakeKurrentDb> {
  return (await import('./fake-kurrentdb.js')).startFakeKurrentDb(options);
}
