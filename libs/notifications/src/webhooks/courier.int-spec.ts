import { decideAndAppend, MemoryEventStore } from '@app/event-store';
import { ANONYMOUS } from '@app/identity';
import { type Clock, plusMs } from '@app/kernel';
import { factsFor, NOON, testDatabase, type TestDatabase, whistleId, whistleNamed } from '@app/testing';
import { type AnyWhistleCommand, whistle, whistleCodec } from '@app/whistles';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import type { Webhook } from '../domain/index.js';
import { Courier } from './courier.js';
import { DeliveryStates } from './delivery-states.js';
import type { Messenger } from './messenger.js';
import { NotAcknowledged } from './post.js';

jest.setTimeout(60_000);

let database: TestDatabase;
let states: DeliveryStates;
beforeAll(async () => {
  jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  database = await testDatabase();
  states = new DeliveryStates(await database.dataSource());
});
afterAll(() => database.drop());

const BOX = { subjectId: 'w', kv: 1, box: 'x' };
const webhook: Webhook = {
  status: 'ACTIVE',
  rewinds: 0,
  keyId: 'k',
  host: 'h',
  url: BOX,
  secret: BOX,
  format: 'EVENT',
  types: [],
  after: '0',
};

let store: MemoryEventStore;
let webhookId: string;
beforeEach(async () => {
  store = new MemoryEventStore();
  webhookId = randomUUID();
  const w = whistleNamed(whistleId(1));
  const told: AnyWhistleCommand[] = [w.raise(), w.accept({}), w.dispatch({}), w.sign('XY-ZJ')];
  for (const command of told) {
    const streamId = `whistle-${command.whistleId}`;
    await decideAndAppend(store, {
      streamId,
      command,
      decider: whistle,
      codec: whistleCodec,
      facts: factsFor(command),
    });
  }
});

/** Sees whatever is sent; `answer` throws what is not acknowledged. */
class FakeMessenger {
  readonly sent: string[] = [];
  answer: (type: string, times: number) => void = () => undefined;
  may = true;

  subscriber = () => (this.may ? ANONYMOUS : undefined);
  messageFor: Messenger['messageFor'] = (_subscription, _caller, event) =>
    Promise.resolve(`${event.type} ${event.eventId}`);
  async send(_subscription: unknown, eventId: string, body: string): Promise<void> {
    this.sent.push(eventId);
    this.answer(body.split(' ')[0] ?? '', this.sent.filter((id) => id === eventId).length);
  }
}

/** Goes on until something holds, then is stopped. The clock jumps ahead at each look, so that nobody waits for a retry. */
async function goes(
  messenger: FakeMessenger,
  until: () => boolean | Promise<boolean>,
  changes: Partial<Webhook> = {},
  { frozen = false } = {},
): Promise<void> {
  let now = NOON;
  const clock: Clock = { now: () => (now = plusMs(now, frozen ? 0 : 60_000)) };
  const stop = new AbortController();
  const means = { store, clock, states, messenger: messenger as unknown as Messenger, retryDelaysMs: [1, 50_000] };
  const running = new Courier({ webhookId, webhook: { ...webhook, ...changes } }, means).run(stop.signal);
  while (!(await until())) await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort();
  await running;
}

const events = async () => (await store.readAll(0n, { limit: 100 })).events;
const ids = async (): Promise<string[]> => (await events()).map(({ eventId }) => eventId);
const position = async (): Promise<bigint> => (await states.of([webhookId]))[0]?.[1].position ?? -1n;
const atEnd = async (): Promise<boolean> => (await position()) === (await store.head());

describe('a courier', () => {
  it('brings every event once, in order, and remembers how far it has come', async () => {
    const messenger = new FakeMessenger();
    await goes(messenger, atEnd);
    expect(messenger.sent).toEqual(await ids());
    await goes(messenger, atEnd);
    expect(messenger.sent).toHaveLength((await ids()).length);
  });

  it('that was killed after an acknowledgement brings that event again, under its id, and none is left out', async () => {
    const first = new FakeMessenger();
    await goes(first, () => first.sent.length >= 3);
    // as if what it had written down last were lost
    await states.reached(webhookId, (await events())[1]!.position);
    const second = new FakeMessenger();
    await goes(second, atEnd);
    expect(second.sent).toEqual((await ids()).slice(2));
  });

  it('counts on after a restart: an event is given up after three attempts in all', async () => {
    const refuses = () => {
      throw new NotAcknowledged('it answered 500');
    };
    const first = new FakeMessenger();
    first.answer = refuses;
    await goes(first, async () => (await states.of([webhookId]))[0]?.[1].attempts === 2, {}, { frozen: true });
    expect((await states.of([webhookId]))[0]?.[1]).toMatchObject({
      position: 0n,
      attempts: 2,
      lastError: 'it answered 500',
    });
    const second = new FakeMessenger();
    second.answer = (type) => (type === 'WhistleRaised' ? refuses() : undefined);
    await goes(second, atEnd);
    const [raised] = await ids();
    expect(second.sent.filter((id) => id === raised)).toHaveLength(1);
    expect(await states.deadLetters(webhookId, '0', 10)).toMatchObject([
      { eventId: raised, type: 'WhistleRaised', revision: 0, attempts: 3, error: 'it answered 500' },
    ]);
  });

  it('brings what was given up once more when asked, and keeps it if that is in vain too', async () => {
    const messenger = new FakeMessenger();
    messenger.answer = (type) => {
      if (type === 'WhistleRaised') throw new NotAcknowledged('ECONNREFUSED');
    };
    await goes(messenger, atEnd);
    const [raised] = await ids();
    expect(await states.askReplay(webhookId, ['another'], NOON)).toBe(0);
    expect(await states.askReplay(webhookId, undefined, NOON)).toBe(1);
    await goes(messenger, async () => (await states.deadLetters(webhookId, '0', 10))[0]?.attempts === 4);
    expect((await states.toReplay(webhookId, 10)).length).toBe(0);
    messenger.answer = () => undefined;
    await states.askReplay(webhookId, [raised!], NOON);
    await goes(messenger, async () => (await states.deadLetters(webhookId, '0', 10)).length === 0);
    expect(messenger.sent.at(-1)).toBe(raised);
  });

  it('begins anew where it is rewound to, once for each rewind', async () => {
    const messenger = new FakeMessenger();
    await goes(messenger, atEnd);
    const all = await ids();
    const from = (await events())[1]!.position.toString();
    await goes(messenger, async () => messenger.sent.length === 2 * all.length - 2, { rewinds: 1, after: from });
    expect(messenger.sent.slice(all.length)).toEqual(all.slice(2));
    await goes(messenger, atEnd, { rewinds: 1, after: from });
    expect(messenger.sent).toHaveLength(2 * all.length - 2);
  });

  it('waits while the key is of no use', async () => {
    const messenger = new FakeMessenger();
    messenger.may = false;
    let looks = 0;
    messenger.subscriber = () => {
      looks++;
      return undefined;
    };
    await goes(messenger, () => looks > 0);
    expect([messenger.sent, await position()]).toEqual([[], 0n]);
  });
});
