import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Position, type RecordedEvent, START } from '@app/kernel';
import { randomUUID } from 'node:crypto';
import {
  type Appended,
  type AppendRequest,
  CommandIdReused,
  type EventStore,
  EventStoreUnavailable,
  type Page,
  UnstorableAppend,
  WrongExpectedRevision,
} from './event-store.js';

/** One log that outlives its stores. */
export interface LogUnderTest {
  /** Another store on the same log; the suite closes what it opens. */
  open(): Promise<EventStore>;
  drop(): Promise<void>;
}

export interface RequestOptions extends Partial<Omit<AppendRequest, 'events'>> {
  readonly data?: readonly unknown[];
  readonly type?: string;
}

/** A category that no other test uses. */
export const newCategory = (): string => `c${randomUUID().replaceAll('-', '')}`;

/** A request for a new stream with one small event, unless told otherwise. */
export function aRequest(options: RequestOptions = {}): AppendRequest {
  const { commandId = randomUUID(), commandHash = 'hash', data = [{ n: 1 }], type = 'ThingHappened' } = options;
  const [first, ...others] = data.map((each) => ({
    type,
    schemaVersion: 1,
    data: each,
    metadata: {
      actor: { id: 'g-7', role: 'GRID_WORKER' as const, channel: 'web' },
      occurredAt: '2026-11-21T08:00:00.000Z',
      commandId,
      commandHash,
      correlationId: commandId,
      causationId: commandId,
    },
  }));
  const { streamId = `${newCategory()}-1`, expected = 'none' } = options;
  return { streamId, expected, commandId, commandHash, events: [first!, ...others] };
}

/** Every event after a position, read in pages. */
export async function everything(store: EventStore, after: Position, limit = 100, categories?: string[]) {
  const events: RecordedEvent[] = [];
  for (let position = after; ;) {
    const page = await store.readAll(position, { limit, ...(categories && { categories }) });
    events.push(...page.events);
    if (page.next === position) return events;
    position = page.next;
  }
}

/** What a subscription delivers until it has delivered enough, or is given up. */
export async function follow(
  store: EventStore,
  after: Position,
  limit: number,
  enough: (seen: RecordedEvent[]) => boolean,
  givenUp = new AbortController().signal,
) {
  const stop = new AbortController();
  const seen: RecordedEvent[] = [];
  for await (const { events } of store.subscribe(after, { limit, signal: AbortSignal.any([stop.signal, givenUp]) })) {
    seen.push(...events);
    if (enough(seen)) stop.abort();
  }
  return seen;
}

const places = (events: readonly RecordedEvent[]) => events.map(({ streamId, revision }) => `${streamId}@${revision}`);
const dataOf = (events: readonly RecordedEvent[]) => events.map(({ data }) => data);

/** What every event store must do. `create` makes an empty log, or one that others do not write to meanwhile. */
export function eventStoreContract(name: string, create: () => Promise<LogUnderTest>): void {
  describe(`event store contract: ${name}`, () => {
    let log: LogUnderTest;
    let store: EventStore;
    const opened: EventStore[] = [];
    const open = async () => {
      const another = await log.open();
      opened.push(another);
      return another;
    };
    beforeAll(async () => {
      log = await create();
      store = await open();
    });
    afterAll(async () => {
      await Promise.all(opened.map((each) => each.close()));
      await log.drop();
    });
    /** Appends `count` events of one stream, a request each. */
    const fill = async (streamId: string, count: number): Promise<Appended[]> => {
      const answers: Appended[] = [];
      for (let n = 0; n < count; n++) {
        answers.push(await store.append(aRequest({ streamId, expected: n === 0 ? 'none' : n - 1, data: [{ n }] })));
      }
      return answers;
    };

    describe('append', () => {
      test('records the whole envelope', async () => {
        const before = new Date().toISOString();
        const request = aRequest({ data: [{ a: 1 }, { b: [true, null, 'x'] }] });
        const answer = await store.append(request);
        const events = await store.readStream(request.streamId);

        expect(events).toMatchObject(
          request.events.map((event, revision) => ({ ...event, streamId: request.streamId, revision })),
        );
        expect(Object.keys(events[0]!).sort()).toEqual([
          'data',
          'eventId',
          'metadata',
          'position',
          'recordedAt',
          'revision',
          'schemaVersion',
          'streamId',
          'type',
        ]);
        expect(answer).toEqual({
          revision: 1,
          position: events[1]!.position,
          recordedAt: events[1]!.recordedAt,
          repeated: false,
        });
        expect(events[0]!.position < events[1]!.position).toBe(true);
        expect(events[0]!.eventId).toMatch(/^[0-9a-f-]{14}5[0-9a-f-]{21}$/);
        expect(events[0]!.eventId).not.toBe(events[1]!.eventId);
        expect(events[0]!.recordedAt).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
        expect(Math.abs(Date.parse(events[0]!.recordedAt) - Date.parse(before))).toBeLessThan(60_000);
        expect(await store.head()).toBe(answer.position);
      });

      test('`none` takes only a stream without events, and tells the revision it found', async () => {
        const { streamId } = aRequest();
        await fill(streamId, 3);
        const refused = store.append(aRequest({ streamId, expected: 'none' }));
        await expect(refused).rejects.toBeInstanceOf(WrongExpectedRevision);
        await expect(refused).rejects.toMatchObject({ streamId, expected: 'none', current: 2 });
      });

      test('`exists` takes only a stream with events', async () => {
        const { streamId } = aRequest();
        const refused = store.append(aRequest({ streamId, expected: 'exists' }));
        await expect(refused).rejects.toMatchObject({ name: 'WrongExpectedRevision', expected: 'exists', current: -1 });
        await fill(streamId, 2);
        expect(await store.append(aRequest({ streamId, expected: 'exists' }))).toMatchObject({ revision: 2 });
      });

      test.each([
        ['older than the last', 0],
        ['beyond the last', 2],
      ])('a revision %s is refused and nothing is written', async (_, expected) => {
        const { streamId } = aRequest();
        await fill(streamId, 2);
        const refused = store.append(aRequest({ streamId, expected, data: [{}, {}] }));
        await expect(refused).rejects.toMatchObject({ name: 'WrongExpectedRevision', expected, current: 1 });
        expect(await store.readStream(streamId)).toHaveLength(2);
      });

      test('a revision of a stream that does not exist is refused', async () => {
        await expect(store.append(aRequest({ expected: 0 }))).rejects.toMatchObject({ expected: 0, current: -1 });
      });

      test('of many who saw the same revision exactly one wins', async () => {
        const { streamId } = aRequest();
        await fill(streamId, 1);
        const other = await open();
        const race = await Promise.allSettled(
          Array.from({ length: 20 }, (_, n) => (n % 2 ? store : other).append(aRequest({ streamId, expected: 0 }))),
        );
        expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
        for (const result of race) {
          if (result.status === 'rejected') expect(result.reason).toMatchObject({ expected: 0, current: 1 });
        }
        expect(await store.readStream(streamId)).toHaveLength(2);
      });

      test('a repeated command gets the first answer and writes nothing, even after the stream moved on', async () => {
        const request = aRequest({ data: [{ n: 1 }, { n: 2 }] });
        const first = await store.append(request);
        await store.append(aRequest({ streamId: request.streamId, expected: 1 }));
        expect(await store.append(request)).toEqual({ ...first, repeated: true });
        expect(await store.readStream(request.streamId)).toHaveLength(3);
      });

      test('a command that is sent several times at once is written once', async () => {
        const request = aRequest();
        const other = await open();
        const answers = await Promise.all([store, other, store, other].map((each) => each.append(request)));
        expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1);
        expect(new Set(answers.map(({ position }) => position)).size).toBe(1);
        expect(await store.readStream(request.streamId)).toHaveLength(1);
      });

      test('a known command id with another content is refused', async () => {
        const request = aRequest();
        await store.append(request);
        const refused = store.append({ ...request, commandHash: 'other' });
        await expect(refused).rejects.toBeInstanceOf(CommandIdReused);
        await expect(refused).rejects.toMatchObject({ streamId: request.streamId, commandId: request.commandId });
        expect(await store.readStream(request.streamId)).toHaveLength(1);
      });

      test('the same command id in another stream is another command', async () => {
        const request = aRequest();
        await store.append(request);
        const elsewhere = await store.append(aRequest({ commandId: request.commandId, commandHash: 'other' }));
        expect(elsewhere).toMatchObject({ revision: 0, repeated: false });
      });

      test('a refused command id is not used up', async () => {
        const request = aRequest({ expected: 'exists' });
        await expect(store.append(request)).rejects.toBeInstanceOf(WrongExpectedRevision);
        expect(await store.append({ ...request, expected: 'none' })).toMatchObject({ revision: 0, repeated: false });
      });

      test('one request fails alone', async () => {
        const { streamId } = aRequest();
        await fill(streamId, 1);
        const good = Array.from({ length: 10 }, () => aRequest());
        const results = await Promise.allSettled(
          [
            ...good.slice(0, 5),
            aRequest({ streamId, expected: 'none' }),
            aRequest({ data: [{ ok: 1 }, { text: 'nul: \u0000' }] }),
            ...good.slice(5),
          ].map((request) => store.append(request)),
        );
        expect(results.map(({ status }) => status === 'fulfilled')).toEqual([
          ...Array<boolean>(5).fill(true),
          false,
          false,
          ...Array<boolean>(5).fill(true),
        ]);
        for (const request of good) expect(await store.readStream(request.streamId)).toHaveLength(1);
      });

      test.each<[string, Partial<AppendRequest>]>([
        ['an id without category', { streamId: '-1' }],
        ['an id without hyphen', { streamId: 'whistle' }],
        ['an id with a control character', { streamId: 'whistle-1\n2' }],
        ['an id beyond 200 characters', { streamId: `whistle-${'1'.repeat(200)}` }],
        ['an empty command id', { commandId: '' }],
        ['U+0000 in a command id', { commandId: 'a\u0000' }],
        ['a negative revision', { expected: -1 }],
        ['a broken revision', { expected: 0.5 }],
        ['U+0000 in data', { events: aRequest({ data: [{ text: 'a\u0000b' }] }).events }],
        ['U+0000 in a key', { events: aRequest({ data: [{ 'a\u0000b': 1 }] }).events }],
        ['half a surrogate pair', { events: aRequest({ data: [{ text: '\ud83d' }] }).events }],
        ['the other half of one', { events: aRequest({ data: ['x\udc00'] }).events }],
        ['no data', { events: aRequest({ data: [undefined] }).events }],
        ['data that is no JSON', { events: aRequest({ data: [{ n: 1n }] }).events }],
        ['an unnamed type', { events: aRequest({ type: '' }).events }],
        ['more than 16 MiB', { events: aRequest({ data: ['x'.repeat(16 * 1024 * 1024)] }).events }],
      ])('%s is refused', async (_, broken) => {
        const head = await store.head();
        await expect(store.append({ ...aRequest(), ...broken })).rejects.toBeInstanceOf(UnstorableAppend);
        expect(await store.head()).toBe(head);
      });

      test.each<[string, unknown]>([
        ['rare characters and emoji', { 街道: '犇骉驫羴猋', people: '👨‍👩‍👧‍👦🇨🇳', rtl: 'שלום', zwj: 'a\u200db' }],
        ['quotes and backslashes', { text: '"\\\' \\\\ {"a":"b"} \\u0000 \\ud800 \u0001\u001f\u007f\u2028' }],
        ['numbers', [0, -1, 1e21, 1.5e-7, 9_007_199_254_740_991, 0.1, 1e300]],
        ['JSON null', null],
        ['deeply nested data', JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`)],
      ])('%s come back as they went in', async (_, data) => {
        const request = aRequest({ data: [data] });
        await store.append(request);
        expect(dataOf(await store.readStream(request.streamId))).toEqual([data]);
      });

      test('big events, many at once', async () => {
        const requests = Array.from({ length: 12 }, (_, n) => aRequest({ data: [{ n, text: '哨'.repeat(350_000) }] }));
        await Promise.all(requests.map((request) => store.append(request)));
        for (const request of requests) {
          expect(dataOf(await store.readStream(request.streamId))).toEqual([request.events[0].data]);
        }
      });

      test('many events in one request stay together', async () => {
        const data = Array.from({ length: 3000 }, (_, n) => ({ n }));
        const request = aRequest({ data });
        const [{ revision, position }] = await Promise.all([
          store.append(request),
          ...Array.from({ length: 20 }, () => store.append(aRequest())),
        ]);
        const events = await store.readStream(request.streamId);
        expect(revision).toBe(2999);
        expect(dataOf(events)).toEqual(data);
        const all = await everything(store, START, 1000);
        const from = all.findIndex(({ streamId }) => streamId === request.streamId);
        expect(all.slice(from, from + 3000)).toEqual(events);
        expect(all[from + 2999]!.position).toBe(position);
      }, 30_000);
    });

    describe('readStream', () => {
      test('reads from a revision on', async () => {
        const { streamId } = aRequest();
        await fill(streamId, 4);
        expect((await store.readStream(streamId, 2)).map(({ revision }) => revision)).toEqual([2, 3]);
        expect(await store.readStream(streamId, 4)).toEqual([]);
      });

      test('reads so many as are wanted', async () => {
        const { streamId } = aRequest();
        await fill(streamId, 4);
        const read = async (from: number, most?: number) =>
          (await store.readStream(streamId, from, most)).map(({ revision }) => revision);
        expect(await Promise.all([read(0, 1), read(1, 2), read(0), read(3, 5)])).toEqual([
          [0],
          [1, 2],
          [0, 1, 2, 3],
          [3],
        ]);
      });

      test('a stream that does not exist is empty', async () => {
        expect(await store.readStream(`${newCategory()}-1`)).toEqual([]);
      });
    });

    describe('readAll', () => {
      test('pages through the log in the order of commits, each event once', async () => {
        const before = await store.head();
        const streams = [aRequest().streamId, aRequest().streamId];
        const answers: Appended[] = [];
        for (let n = 0; n < 12; n++) {
          const expected = n < 2 ? 'none' : 'exists';
          answers.push(await store.append(aRequest({ streamId: streams[n % 2]!, expected, data: [{ n }] })));
        }
        for (const limit of [1, 5, 12, 100]) {
          const events = await everything(store, before, limit);
          expect(dataOf(events)).toEqual(answers.map((_, n) => ({ n })));
          expect(events.map(({ position }) => position)).toEqual(answers.map(({ position }) => position));
        }
        expect((await store.readAll(before, { limit: 5 })).events).toHaveLength(5);
        const middle = await store.readAll(answers[8]!.position, { limit: 100 });
        expect(dataOf(middle.events)).toEqual([{ n: 9 }, { n: 10 }, { n: 11 }]);
      });

      test('a filter takes only its categories, and `next` passes what it left out', async () => {
        const before = await store.head();
        const [a, b, c] = [newCategory(), newCategory(), newCategory()];
        for (const streamId of [`${a}-1`, `${b}-1`, `${a}-2`, `${c}-1`, `${b}-2`, `${a}-3-x`, `${c}-2`, `${c}-3`]) {
          await store.append(aRequest({ streamId }));
        }
        const last = await store.head();
        expect(places(await everything(store, before, 2, [a, b]))).toEqual(
          [`${a}-1`, `${b}-1`, `${a}-2`, `${b}-2`, `${a}-3-x`].map((streamId) => `${streamId}@0`),
        );
        expect(places(await everything(store, before, 2, [b]))).toEqual([`${b}-1@0`, `${b}-2@0`]);
        expect(await store.readAll(before, { limit: 9, categories: [newCategory()] })).toEqual({
          events: [],
          next: last,
        });
        expect(await store.readAll(before, { limit: 9, categories: [] })).toEqual({ events: [], next: last });
        expect((await store.readAll(before, { limit: 9, categories: [a, a] })).events).toHaveLength(3);
        const first = await store.readAll(before, { limit: 1, categories: [c] });
        expect(first.next).toBe(first.events[0]!.position);
      });

      test('whoever has no use for a type gets all others, and `next` passes what was left out', async () => {
        const before = await store.head();
        const category = newCategory();
        for (const [n, type] of ['Kept', 'Left', 'Kept', 'Left', 'Left'].entries()) {
          await store.append(aRequest({ streamId: `${category}-${n}`, type }));
        }
        const last = await store.head();
        const kept: string[] = [];
        for (let position = before; position < last;) {
          const { events, next } = await store.readAll(position, {
            limit: 2,
            categories: [category],
            except: ['Left', 'NeverWritten'],
          });
          kept.push(...places(events.filter(({ type }) => type !== 'Left')));
          expect(next).toBeGreaterThan(position);
          position = next;
        }
        expect(kept).toEqual([`${category}-0@0`, `${category}-2@0`]);
      });

      test('beyond the end there is nothing, and nothing moves', async () => {
        const head = await store.head();
        expect(await store.readAll(head, { limit: 10 })).toEqual({ events: [], next: head });
        const future = head + 1_000_000n;
        expect(await store.readAll(future, { limit: 10 })).toEqual({ events: [], next: future });
        expect(await store.readAll(future, { limit: 10, categories: ['whistle'] })).toEqual({
          events: [],
          next: future,
        });
      });
    });

    describe('subscribe', () => {
      test('delivers the past, then what comes', async () => {
        const { streamId } = aRequest();
        await fill(streamId, 3);
        const upTo = (count: number) => (seen: RecordedEvent[]) =>
          seen.filter((event) => event.streamId === streamId).length === count;
        const following = follow(store, START, 7, upTo(5));
        await store.append(aRequest({ streamId, expected: 2 }));
        await store.append(aRequest({ streamId, expected: 3 }));
        const seen = await following;
        expect(places(seen)).toEqual(places(await everything(store, START)).slice(0, seen.length));
        expect(seen.at(-1)).toMatchObject({ streamId, revision: 4 });
      }, 30_000);

      test('starts after a position in the middle', async () => {
        const { streamId } = aRequest();
        const answers = await fill(streamId, 5);
        const seen = await follow(store, answers[2]!.position, 10, ({ length }) => length >= 2);
        expect(places(seen)).toEqual([`${streamId}@3`, `${streamId}@4`]);
      });

      test('hears of appends through another store', async () => {
        const writer = await open();
        const before = await store.head();
        const following = follow(store, before, 10, ({ length }) => length >= 3);
        const { streamId } = aRequest();
        for (const n of [0, 1, 2]) await writer.append(aRequest({ streamId, expected: n === 0 ? 'none' : n - 1 }));
        expect(places(await following)).toEqual([0, 1, 2].map((n) => `${streamId}@${n}`));
      });

      test('a slow consumer gets pages of at most the limit, in order, each event once', async () => {
        const before = await store.head();
        const { streamId } = aRequest();
        await fill(streamId, 5);
        const stop = new AbortController();
        const seen: RecordedEvent[] = [];
        for await (const { events, next } of store.subscribe(before, { limit: 2, signal: stop.signal })) {
          expect(events.length).toBeLessThanOrEqual(2);
          expect(next).toBe(events.at(-1)!.position);
          seen.push(...events);
          if (seen.length < 12) await store.append(aRequest({ streamId, expected: 'exists' }));
          if (seen.length >= 9) stop.abort();
        }
        expect(places(seen)).toEqual(seen.map((_, n) => `${streamId}@${n}`));
        expect(seen.length).toBeGreaterThanOrEqual(9);
      });

      test('a filtered one moves on over what it does not take', async () => {
        const category = newCategory();
        const stop = new AbortController();
        const before = await store.head();
        const pages = store.subscribe(before, { limit: 10, categories: [category], signal: stop.signal });
        const reading = pages[Symbol.asyncIterator]();
        const { position } = await store.append(aRequest());
        expect((await reading.next()).value).toEqual({ events: [], next: position });
        await store.append(aRequest({ streamId: `${category}-1` }));
        const { value } = (await reading.next()) as IteratorYieldResult<Page>;
        expect(places(value.events)).toEqual([`${category}-1@0`]);
        stop.abort();
        expect(await reading.next()).toMatchObject({ done: true });
      });

      test('ends at once when aborted: before it starts, while it waits, while the consumer works', async () => {
        const signal = AbortSignal.abort();
        expect(await store.subscribe(START, { limit: 1, signal })[Symbol.asyncIterator]().next()).toMatchObject({
          done: true,
        });

        const waiting = new AbortController();
        const atEnd = store.subscribe(await store.head(), { limit: 1, signal: waiting.signal })[Symbol.asyncIterator]();
        const next = atEnd.next();
        await store.readAll(START, { limit: 1 });
        waiting.abort();
        expect(await next).toMatchObject({ done: true });

        expect(await follow(store, START, 1, () => true)).toHaveLength(1);
      });
    });

    describe('restart and close', () => {
      test('a new store goes on where the last one stopped', async () => {
        const first = await open();
        const request = aRequest({ data: [{ n: 0 }, { n: 1 }] });
        const answer = await first.append(request);
        const history = await first.readStream(request.streamId);
        await first.close();

        const second = await open();
        expect(await second.readStream(request.streamId)).toEqual(history);
        expect(await second.append(request)).toEqual({ ...answer, repeated: true });
        const next = await second.append(aRequest({ streamId: request.streamId, expected: 1 }));
        expect(next.position > answer.position).toBe(true);
      });

      test('closing answers what was accepted, ends subscriptions and refuses the rest', async () => {
        const closing = await open();
        const subscription = closing.subscribe(await closing.head(), {
          limit: 10,
          categories: [newCategory()],
          signal: new AbortController().signal,
        });
        const ended = (async () => {
          for await (const _ of subscription);
        })();
        const requests = Array.from({ length: 50 }, () => aRequest());
        const answers = Promise.all(requests.map((request) => closing.append(request)));
        await closing.close();
        await ended;
        expect((await answers).every(({ revision }) => revision === 0)).toBe(true);
        for (const { streamId } of requests) expect(await store.readStream(streamId)).toHaveLength(1);
        await expect(closing.append(aRequest())).rejects.toBeInstanceOf(EventStoreUnavailable);
        await expect(closing.readStream('whistle-1')).rejects.toBeInstanceOf(EventStoreUnavailable);
        await closing.close();
      });
    });

    const seed = Math.floor(Math.random() * 2 ** 31);
    test(`many writers, few streams, several stores, two readers: nothing lost, doubled or out of order (seed ${seed})`, async () => {
      const random = randomFrom(seed);
      const before = await store.head();
      const stores = [store, await open(), await open()];
      const anyOf = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
      const streams = Array.from({ length: 5 }, () => `${newCategory()}-${Math.floor(random() * 100)}`);
      let clock = 0;
      const written: { request: AppendRequest; answer: Appended; sent: number; answered: number }[] = [];
      const write = async () => {
        for (let n = 0; n < 30; n++) {
          const streamId = anyOf(streams);
          const data = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, item) => ({
            item,
            text: '吹哨'.repeat(random() * 50),
          }));
          const current = (await anyOf(stores).readStream(streamId)).length - 1;
          const expected = current < 0 ? 'none' : random() < 0.3 ? 'exists' : current;
          const request = aRequest({ streamId, expected, data });
          const sent = ++clock;
          const copies = random() < 0.2 ? [anyOf(stores), anyOf(stores)] : [anyOf(stores)];
          const results = await Promise.allSettled(copies.map((each) => each.append(request)));
          const answers = results.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
          for (const each of results) {
            if (each.status === 'rejected' && !(each.reason instanceof WrongExpectedRevision)) throw each.reason;
          }
          if (answers[0]) written.push({ request, answer: answers[0], sent, answered: ++clock });
          expect(new Set(answers.map(({ position }) => position)).size).toBeLessThanOrEqual(1);
          expect(answers.filter(({ repeated }) => !repeated).length).toBeLessThanOrEqual(1);
        }
      };
      const total = () => written.reduce((sum, { request }) => sum + request.events.length, 0);
      const end = aRequest({ streamId: streams[0]!, expected: 'exists', data: [{ end: true }] });
      // A reader may see the last event before its writer has the answer: it is known by what it says.
      const isEnded = (seen: readonly RecordedEvent[]) =>
        (seen.at(-1)?.data as { end?: true } | undefined)?.end === true;
      const failed = new AbortController();
      const follower = follow(stores[1]!, before, 13, isEnded, failed.signal);
      const polled: RecordedEvent[] = [];
      const poll = async () => {
        const categories = streams.map((id) => id.split('-')[0]!);
        for (let position = before; !isEnded(polled) && !failed.signal.aborted;) {
          const page = await stores[2]!.readAll(position, { limit: 17, categories });
          polled.push(...page.events);
          position = page.next;
        }
      };
      const polling = poll();
      await Promise.all(Array.from({ length: 24 }, write)).catch((error: unknown) => {
        failed.abort();
        throw error;
      });
      const sent = ++clock;
      const answer = await store.append(end);
      written.push({ request: end, answer, sent, answered: ++clock });
      const [seen] = await Promise.all([follower, polling]);

      expect(total()).toBeGreaterThan(100);
      expect(seen).toHaveLength(total());
      expect(new Set(seen.map(({ eventId }) => eventId)).size).toBe(total());
      expect(seen.every(({ position }, n) => n === 0 || seen[n - 1]!.position < position)).toBe(true);
      expect(polled).toEqual(seen);
      expect(await everything(store, before)).toEqual(seen);
      for (const streamId of streams) {
        const ofStream = seen.filter((event) => event.streamId === streamId);
        expect(ofStream.map(({ revision }) => revision)).toEqual(ofStream.map((_, n) => n));
        expect(await store.readStream(streamId)).toEqual(ofStream);
      }
      // What was answered before another was sent lies before it in the log.
      const bySent = written.toSorted((a, b) => a.sent - b.sent);
      const byAnswered = written.toSorted((a, b) => a.answered - b.answered);
      let done = 0;
      let furthest = before;
      for (const { sent, answer } of bySent) {
        for (; byAnswered[done]!.answered < sent; done++) {
          const { position } = byAnswered[done]!.answer;
          if (position > furthest) furthest = position;
        }
        expect(answer.position > furthest).toBe(true);
      }
    }, 60_000);
  });
}

/** Mulberry32: the same numbers for the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
