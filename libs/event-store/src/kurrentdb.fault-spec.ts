import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type RecordedEvent, START } from '@app/kernel';
import { type FakeKurrentDb, startFakeKurrentDb } from '@app/testing';
import { aRequest, everything, follow, newCategory } from './event-store.contract.js';
import { CommandIdReused, EventStoreUnavailable, type Page, UnstorableAppend } from './event-store.js';
import { KurrentDbEventStore, type KurrentDbOptions } from './kurrentdb.event-store.js';

/** On a fake server: what its faults do to the adapter. */
let server: FakeKurrentDb;
let store: KurrentDbEventStore;
let opened: KurrentDbEventStore[];
const open = (options: Partial<KurrentDbOptions> = {}, now?: () => string) => {
  const another = new KurrentDbEventStore({ url: server.url, ...options }, now && { now });
  opened.push(another);
  return another;
};
beforeEach(async () => {
  server = await startFakeKurrentDb({ maxAppendBytes: 1024 * 1024 });
  opened = [];
  store = open();
});
afterEach(async () => {
  await Promise.all(opened.map((each) => each.close()));
  await server.stop();
});
/** Appends so many events to a new stream of the category, up to 500 a request. */
const fill = async (streamId: string, count: number, text = '') => {
  for (let n = 0; n < count; n += 500) {
    const data = Array.from({ length: Math.min(500, count - n) }, (_, index) => ({ n: n + index, text }));
    await store.append(aRequest({ streamId, expected: n === 0 ? 'none' : n - 1, data }));
  }
};
const numbersOf = (events: readonly RecordedEvent[]) => events.map(({ data }) => (data as { n: number }).n);
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('an append whose outcome is unknown', () => {
  test.each([
    ['cut before', 'none'],
    ['cut after', 'none'],
    ['no answer', 'none'],
    ['cut before', 0],
    ['cut after', 0],
    ['no answer', 0],
    ['cut before', 'exists'],
    ['cut after', 'exists'],
    ['no answer', 'exists'],
  ] as const)('%s, expecting %s: is in the log once, and answered as what this call wrote', async (fault, expected) => {
    const impatient = open({ deadlineMs: 300 });
    const { streamId } = aRequest();
    if (expected !== 'none') await impatient.append(aRequest({ streamId }));
    const happened = server.onNextAppend(fault);
    const request = aRequest({ streamId, expected, data: [{ n: 1 }, { n: 2 }] });
    const answer = await impatient.append(request);
    await happened;
    const written = (await store.readStream(streamId)).slice(-2);
    expect(numbersOf(written)).toEqual([1, 2]);
    const { revision, position, recordedAt } = written[1]!;
    expect(answer).toEqual({ revision, position, recordedAt, repeated: false });
    expect(revision).toBe(expected === 'none' ? 1 : 2);
    expect(await impatient.append(request)).toEqual({ ...answer, repeated: true });
  });

  test('is answered once the server is back with its data, whatever ids it has forgotten', async () => {
    const { streamId } = aRequest();
    await store.append(aRequest({ streamId }));
    const happened = server.onNextAppend('cut after');
    const request = aRequest({ streamId, expected: 'exists' });
    const answer = store.append(request);
    await happened;
    await server.restart();
    expect(await answer).toMatchObject({ revision: 1, repeated: false });
    expect(await open().append(request)).toMatchObject({ revision: 1, repeated: true });
    expect(await store.readStream(streamId)).toHaveLength(2);
  });

  test('is given up within the patience asked for, and named without the password', async () => {
    await server.stop();
    const away = open({ url: server.url.replace('//', '//someone:s3cret@'), patienceMs: 200 });
    const started = performance.now();
    const failures = await Promise.allSettled([
      ...Array.from({ length: 20 }, () => away.append(aRequest())),
      ...Array.from({ length: 20 }, () => away.append(aRequest({ streamId: 'whistle-1', expected: 'exists' }))),
      away.readStream('whistle-1'),
      follow(away, START, 1, () => true),
    ]);
    expect(performance.now() - started).toBeLessThan(4_000);
    for (const failure of failures) {
      expect(failure).toMatchObject({ status: 'rejected', reason: expect.any(EventStoreUnavailable) });
      expect(String((failure as PromiseRejectedResult).reason)).not.toContain('s3cret');
    }
  });
});

describe('a server that compares ids only', () => {
  test('the same id with another payload is refused, by a process that has never seen the first', async () => {
    const request = aRequest({ data: [{ n: 1 }] });
    await store.append(request);
    const other = aRequest({ ...request, commandHash: 'other', data: [{ n: 2 }] });
    await expect(open().append(other)).rejects.toBeInstanceOf(CommandIdReused);
    expect(numbersOf(await store.readStream(request.streamId))).toEqual([1]);
  });

  test.each([['exists'], [2]] as const)(
    'a command that comes again expecting %s gets its first answer, by a process that has never seen the first',
    async (expected) => {
      const request = aRequest();
      const first = await store.append(request);
      await store.append(aRequest({ streamId: request.streamId, expected: 0, data: [{}, {}] }));
      await server.restart();
      expect(await open().append({ ...request, expected })).toEqual({ ...first, repeated: true });
      expect(await store.readStream(request.streamId)).toHaveLength(3);
    },
  );

  test('of two processes that decide the same command differently at once, both get the answer of the first', async () => {
    const { streamId, commandId } = aRequest();
    const [one, two] = await Promise.all([
      store.append(aRequest({ streamId, commandId, data: [{ n: 1 }] })),
      open().append(aRequest({ streamId, commandId, data: [{ n: 2 }, { n: 3 }] })),
    ]);
    expect(one.repeated).toBe(!two.repeated);
    expect(one).toEqual({ ...two, repeated: one.repeated });
    expect(await store.readStream(streamId)).toHaveLength(one.revision + 1);
  });

  test('many appends of one process to one stream are written in the order in which they were asked for', async () => {
    const { streamId } = aRequest();
    await store.append(aRequest({ streamId, data: [{ n: 0 }] }));
    const asked = upTo(30).slice(1);
    await Promise.all(asked.map((n) => store.append(aRequest({ streamId, expected: 'exists', data: [{ n }] }))));
    expect(numbersOf(await store.readStream(streamId))).toEqual([0, ...asked]);
  });
});

test('recording never goes back in time along a stream, whatever the clocks of the writers say', async () => {
  const [fast, slow] = [open({}, () => '2126-01-01T00:00:00.000Z'), open({}, () => '2026-01-01T00:00:00.000Z')];
  const { streamId } = aRequest();
  await fast.append(aRequest({ streamId }));
  expect(await slow.append(aRequest({ streamId, expected: 0 }))).toMatchObject({
    recordedAt: '2126-01-01T00:00:00.000Z',
  });
  expect(await slow.append(aRequest())).toMatchObject({ recordedAt: '2026-01-01T00:00:00.000Z' });
});

test('what the server finds too big is refused with its limit', async () => {
  const big = store.append(aRequest({ data: ['x'.repeat(1024 * 1024)] }));
  await expect(big).rejects.toBeInstanceOf(UnstorableAppend);
  await expect(big).rejects.toThrow('1048576 bytes at most');
});

test('the server’s own streams neither show nor take events', async () => {
  await fill('whistle-1', 20);
  for (let n = 0; n < 10; n++) await store.append(aRequest());
  expect(server.log.streams.get('$fake-statistics')?.length).toBeGreaterThan(1);
  const all = await everything(store, START);
  expect(all).toHaveLength(30);
  expect(await follow(store, START, 5, ({ length }) => length === 30)).toEqual(all);
  await expect(store.append(aRequest({ streamId: '$whistle-1' }))).rejects.toBeInstanceOf(UnstorableAppend);
});

test('an event that somebody else wrote stops whoever reads it', async () => {
  await store.append(aRequest());
  const foreign = { id: '6a1d8f2e-7f0e-4a53-a6b9-4b6a3f4c1d11', type: 'Order', contentType: 'application/json' };
  server.log.append('order-1', 'any', [{ ...foreign, data: Buffer.from('{}'), metadata: Buffer.from('{}') }]);
  const said = /event 6a1d8f2e-.* at order-1@0 was not written by this program/;
  await expect(everything(store, START)).rejects.toThrow(said);
  await expect(follow(store, START, 10, () => false)).rejects.toThrow(said);
  await expect(store.readStream('order-1')).rejects.toThrow(said);
});

describe('reading', () => {
  test('a read that is cut off is repeated, never taken for the whole', async () => {
    await fill('whistle-1', 2000);
    server.cutNextReadAfter(700);
    expect(numbersOf(await store.readStream('whistle-1'))).toEqual(upTo(2000));
    server.cutNextReadAfter(700);
    expect(numbersOf(await everything(store, START, 2000))).toEqual(upTo(2000));
  }, 60_000);

  test('checkpoints move a reader on that nothing is for, and a new process goes on from them', async () => {
    const [rare, busy] = [newCategory(), newCategory()];
    await store.append(aRequest({ streamId: `${rare}-1`, data: [{ n: 0 }] }));
    await fill(`${busy}-1`, 5000);
    await fill(`${rare}-2`, 1500);
    const head = await store.head();
    const pages: Page[] = [];
    const passed = new Set<bigint>();
    for (let position = START; position < head;) {
      const one = new AbortController();
      const process = open();
      for await (const page of process.subscribe(position, { limit: 500, categories: [rare], signal: one.signal })) {
        pages.push(page);
        position = page.next;
        one.abort();
      }
      passed.add(position);
    }
    expect(numbersOf(pages.flatMap(({ events }) => events))).toEqual([0, ...upTo(1500)]);
    expect(pages.filter(({ events }) => events.length === 0).length).toBeGreaterThanOrEqual(2);
    const positions = new Set((await everything(store, START, 1000)).map(({ position }) => position));
    expect([...passed].every((position) => positions.has(position))).toBe(true);
  }, 60_000);

  test('a follower of the past is given no more than it takes', async () => {
    await fill('whistle-1', 6000, 'x'.repeat(500));
    const before = server.eventsSent();
    const stop = new AbortController();
    const pages = store.subscribe(START, { limit: 10, signal: stop.signal });
    expect((await pages.next()).value).toMatchObject({ events: expect.any(Array) });
    // until nothing more comes while ten other reads are answered
    for (let [sent, last] = [server.eventsSent(), -1]; sent !== last; sent = server.eventsSent()) {
      last = sent;
      for (let n = 0; n < 10; n++) await store.readStream(newCategory());
    }
    expect(server.eventsSent() - before).toBeLessThan(3000);
    stop.abort();
    expect(await pages.next()).toMatchObject({ done: true });
  }, 60_000);

  test.each([
    ['drops its connections', () => server.dropConnections()],
    ['restarts', () => void server.restart()],
  ])(
    'while the server %s again and again, followers lose nothing and see nothing twice',
    async (_, fault) => {
      const category = newCategory();
      await fill(`${category}-0`, 1500);
      const failed = new AbortController();
      const total = 1500 + 4 * 25;
      // once everybody has come on since the last time, however slow the machine is
      const progress = [0, 0, 0];
      let last = progress.map(() => -1);
      const followers = [store, open()].map((each, who) =>
        follow(each, START, 20, ({ length }) => (progress[who] = length) === total, failed.signal),
      );
      const faults = setInterval(() => {
        if (!progress.every((now, who) => now > (last[who] ?? 0) || now === total)) return;
        last = [...progress];
        fault();
      }, 150);
      const writers = ['1', '2', '3', '4'].map(async (id) => {
        for (let n = 0; n < 25; n++) {
          const request = aRequest({
            streamId: `${category}-${id}`,
            expected: n === 0 ? 'none' : n - 1,
            data: [{ n }],
          });
          expect(await store.append(request)).toMatchObject({ revision: n });
          progress[2] = (progress[2] ?? 0) + 1;
        }
      });
      await Promise.all(writers)
        .catch((error: unknown) => {
          failed.abort();
          throw error;
        })
        .finally(() => clearInterval(faults));
      const [seen, again] = await Promise.all(followers);
      expect(seen).toEqual(await everything(store, START, 500));
      expect(again).toEqual(seen);
      expect(seen).toHaveLength(total);
      for (const id of ['1', '2', '3', '4']) {
        expect(numbersOf(seen!.filter(({ streamId }) => streamId === `${category}-${id}`))).toEqual(upTo(25));
      }
    },
    60_000,
  );

  test('a follower that waits hears of an append again after its connection was lost', async () => {
    const stop = new AbortController();
    const pages = store.subscribe(await store.head(), { limit: 10, signal: stop.signal });
    const writer = open();
    for (const lost of [false, true]) {
      const next = pages.next();
      if (lost) server.dropConnections();
      const { position } = await writer.append(aRequest());
      expect((await next).value).toMatchObject({ next: position });
    }
    stop.abort();
  });
});
