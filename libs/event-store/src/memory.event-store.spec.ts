import { expect, test } from '@jest/globals';
import { aRequest, eventStoreContract } from './event-store.contract.js';
import { MemoryEventStore, MemoryLog } from './memory.event-store.js';

eventStoreContract('memory', async () => {
  const log = new MemoryLog();
  return { open: async () => new MemoryEventStore(log), drop: async () => undefined };
});

test('history cannot be changed by who wrote or read it', async () => {
  const store = new MemoryEventStore();
  const data = { tags: ['a'] };
  const request = aRequest({ data: [data] });
  await store.append(request);
  data.tags.push('b');
  const [event] = await store.readStream(request.streamId);
  expect(event!.data).toEqual({ tags: ['a'] });
  expect(() => (event!.data as typeof data).tags.push('c')).toThrow(TypeError);
});

test('the moment of recording comes from the clock it was given', async () => {
  const store = new MemoryEventStore(new MemoryLog(), () => '2026-11-21T00:00:00.000Z');
  expect(await store.append(aRequest())).toMatchObject({ recordedAt: '2026-11-21T00:00:00.000Z' });
});
