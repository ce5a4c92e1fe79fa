import { expect, test } from '@jest/globals';
import type { Page } from './event-store.js';
import { aRequest } from './event-store.contract.js';
import { MemoryEventStore } from './memory.event-store.js';
import { pagesOf, type Source } from './subscription.js';
import { Wake } from './wake.js';

const sourceOf = (overrides: Partial<Source>): Source => ({
  readAll: () => Promise.reject(new Error('not to be read')),
  wake: new Wake(),
  pollMs: () => 60_000,
  closing: new AbortController().signal,
  ...overrides,
});

test('reads the next page only when the consumer asks for it', async () => {
  const store = new MemoryEventStore();
  for (let n = 0; n < 6; n++) await store.append(aRequest());
  let reads = 0;
  const source = sourceOf({
    readAll: (after, options) => {
      reads++;
      return store.readAll(after, options);
    },
  });
  const pages = pagesOf(source, 0n, { limit: 2, signal: new AbortController().signal });
  await pages.next();
  await new Promise(setImmediate);
  expect(reads).toBe(1);
  await pages.next();
  expect(reads).toBe(2);
});

test('a wake-up between looking and sleeping is not lost', async () => {
  const wake = new Wake();
  const empty: Page = { events: [], next: 0n };
  const answers: Page[] = [empty, { events: [], next: 7n }];
  const readAll = async () => {
    wake.wake();
    return answers.shift() ?? empty;
  };
  const pages = pagesOf(sourceOf({ wake, readAll }), 0n, { limit: 2, signal: new AbortController().signal });
  expect((await pages.next()).value).toEqual({ events: [], next: 7n });
});

test('without any wake-up the poll finds what is new', async () => {
  const empty: Page = { events: [], next: 0n };
  const answers: Page[] = [empty, empty, { events: [], next: 7n }];
  const source = sourceOf({ readAll: async () => answers.shift() ?? empty, pollMs: () => 1 });
  const pages = pagesOf(source, 0n, { limit: 2, signal: new AbortController().signal });
  expect((await pages.next()).value).toMatchObject({ next: 7n });
});

test('an abort does not wait for a read that hangs', async () => {
  const stop = new AbortController();
  const pages = pagesOf(sourceOf({ readAll: () => new Promise(() => undefined) }), 0n, {
    limit: 2,
    signal: stop.signal,
  });
  const next = pages.next();
  stop.abort();
  expect(await next).toMatchObject({ done: true });
});

test('a read that fails reaches the consumer', async () => {
  const pages = pagesOf(sourceOf({}), 0n, { limit: 2, signal: new AbortController().signal });
  await expect(pages.next()).rejects.toThrow('not to be read');
});
