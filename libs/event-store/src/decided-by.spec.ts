import { describe, expect, test } from '@jest/globals';
import { type CommandContext, type Decider, DomainError } from '@app/kernel';
import { z } from 'zod';
import { decideAndAppend } from './decided-by.js';
import { eventCodec, type EventsOf, MalformedEvent } from './event-codec.js';
import { type Appended, type AppendRequest, CommandIdReused, WrongExpectedRevision } from './event-store.js';
import { MemoryEventStore } from './memory.event-store.js';

const schemas = {
  Poured: { version: 1, schema: z.strictObject({ litres: z.number() }) },
  Sealed: { version: 1, schema: z.strictObject({}) },
};
type JugEvent = EventsOf<typeof schemas>;
type JugCommand = { readonly type: 'Pour'; readonly litres: number; readonly thenSeal?: boolean };
interface Jug {
  readonly litres: number;
  readonly sealed: boolean;
  readonly touchedAt: readonly (string | undefined)[];
}

/** A jug of three litres. Pouring nothing is no event. */
const jug: Decider<Jug, JugCommand, JugEvent, { readonly size: number }> = {
  initial: { litres: 0, sealed: false, touchedAt: [] },
  evolve: (state, event) => ({
    litres: event.type === 'Poured' ? state.litres + event.data.litres : state.litres,
    sealed: state.sealed || event.type === 'Sealed',
    touchedAt: [...state.touchedAt, event.occurredAt],
  }),
  decide: ({ litres, thenSeal }, state, { size }) => {
    if (state.sealed || state.litres + litres > size) throw new DomainError('jug/full', { size });
    const poured: JugEvent[] = litres === 0 ? [] : [{ type: 'Poured', data: { litres } }];
    return thenSeal ? [...poured, { type: 'Sealed', data: {} }] : poured;
  },
};

const AT = '2026-11-21T08:00:00.000Z';
let commands = 0;
function pour(litres: number, context: Partial<CommandContext> = {}, thenSeal = false) {
  const commandId = `pour-${commands++}`;
  const actor = { id: 'g-7', role: 'GRID_WORKER' as const, channel: 'web' };
  return {
    type: 'Pour' as const,
    litres,
    thenSeal,
    context: { actor, at: AT, commandId, commandHash: `${litres}`, ...context },
  };
}

/** A log in which somebody else is quicker: before each of the next appends, it runs one of these. */
class RacedStore extends MemoryEventStore {
  readonly quicker: (() => Promise<unknown>)[] = [];
  appends = 0;
  override async append(request: AppendRequest): Promise<Appended> {
    this.appends++;
    await this.quicker.shift()?.();
    return super.append(request);
  }
}

const streamId = 'jug-1';
const setUp = () => {
  const store = new RacedStore();
  const rival = (command: ReturnType<typeof pour>) => async () => {
    const revision = (await store.readStream(streamId)).length - 1;
    const { commandId, commandHash } = command.context;
    await MemoryEventStore.prototype.append.call(store, {
      streamId,
      expected: revision < 0 ? 'none' : revision,
      commandId,
      commandHash,
      events: [
        {
          type: 'Poured',
          schemaVersion: 1,
          data: { litres: command.litres },
          metadata: { ...command.context, occurredAt: AT, correlationId: commandId, causationId: commandId },
        },
      ],
    });
  };
  const run = (command: ReturnType<typeof pour>) =>
    decideAndAppend(store, {
      streamId,
      command,
      decider: jug,
      codec: eventCodec<JugEvent>(schemas),
      facts: { size: 3 },
    });
  const stored = async () => (await store.readStream(streamId)).map(({ type, data }) => ({ type, data }));
  return { store, rival, run, stored };
};

describe('decide and append', () => {
  test('a decision is written whole, in its envelope, and answered with the state after it', async () => {
    const { store, run } = setUp();
    await run(pour(1));
    const command = pour(2, { causationId: 'why', correlationId: 'talk' }, true);
    const decided = await run(command);
    expect(decided).toEqual({
      state: { litres: 3, sealed: true, touchedAt: [AT, AT, AT] },
      revision: 2,
      position: 3n,
      repeated: false,
    });
    expect(await store.readStream(streamId, 1)).toMatchObject(
      ['Poured', 'Sealed'].map((type) => ({
        type,
        schemaVersion: 1,
        metadata: {
          actor: command.context.actor,
          occurredAt: AT,
          commandId: command.context.commandId,
          commandHash: '2',
          correlationId: 'talk',
          causationId: 'why',
        },
      })),
    );
  });

  test('an empty decision writes nothing', async () => {
    const { store, run, stored } = setUp();
    expect(await run(pour(0))).toMatchObject({ revision: -1, position: undefined, repeated: false });
    await run(pour(1));
    expect(await run(pour(0))).toMatchObject({ state: { litres: 1 }, revision: 0, position: 1n, repeated: false });
    expect(await stored()).toHaveLength(1);
    expect(store.appends).toBe(1);
  });

  test('a refusal writes nothing and reaches the caller', async () => {
    const { run, stored } = setUp();
    await expect(run(pour(4))).rejects.toMatchObject({ code: 'jug/full', facts: { size: 3 } });
    expect(await stored()).toEqual([]);
  });

  test('an event that its schema refuses never enters the log', async () => {
    const { run, stored } = setUp();
    await expect(run(pour(Number.NaN))).rejects.toBeInstanceOf(MalformedEvent);
    expect(await stored()).toEqual([]);
  });

  test('a lost race is decided again on the new history', async () => {
    const { store, run, rival, stored } = setUp();
    store.quicker.push(rival(pour(1)));
    expect(await run(pour(2))).toMatchObject({ state: { litres: 3 }, revision: 1, repeated: false });
    expect(await stored()).toEqual([1, 2].map((litres) => ({ type: 'Poured', data: { litres } })));
  });

  test('what the new history forbids is refused after a lost race', async () => {
    const { store, run, rival, stored } = setUp();
    store.quicker.push(rival(pour(2)));
    await expect(run(pour(2))).rejects.toMatchObject({ code: 'jug/full' });
    expect(await stored()).toHaveLength(1);
  });

  test('four lost races are made good, the fifth is the caller’s', async () => {
    const { store, run, rival } = setUp();
    store.quicker.push(...Array.from({ length: 4 }, () => rival(pour(0.1))));
    expect(await run(pour(1))).toMatchObject({ revision: 4 });
    expect(store.appends).toBe(5);

    const other = setUp();
    other.store.quicker.push(...Array.from({ length: 5 }, () => other.rival(pour(0.1))));
    await expect(other.run(pour(1))).rejects.toMatchObject({ name: 'WrongExpectedRevision', current: 4 });
    expect(other.store.appends).toBe(5);
  });

  test('a caller who named the revision it saw is refused if that is stale, before or during the append', async () => {
    const { store, run, rival, stored } = setUp();
    await run(pour(1));
    await expect(run(pour(1, { expectedRevision: 5 }))).rejects.toMatchObject({ expected: 5, current: 0 });
    store.quicker.push(rival(pour(0.5)));
    await expect(run(pour(1, { expectedRevision: 0 }))).rejects.toBeInstanceOf(WrongExpectedRevision);
    expect(await stored()).toHaveLength(2);
    expect(await run(pour(1, { expectedRevision: 1 }))).toMatchObject({ revision: 2 });
  });

  test('a repeated command gets its first answer, though `decide` would refuse it now', async () => {
    const { run, stored } = setUp();
    const command = pour(2, { expectedRevision: -1 });
    const first = await run(command);
    await run(pour(1, {}, true));
    expect(await run(command)).toEqual({ ...first, repeated: true });
    expect(await stored()).toHaveLength(3);
  });

  test('a repeated command id with another content is refused', async () => {
    const { run } = setUp();
    const command = pour(1);
    await run(command);
    await expect(run({ ...command, context: { ...command.context, commandHash: 'other' } })).rejects.toBeInstanceOf(
      CommandIdReused,
    );
  });

  test('the same command at the same time elsewhere: both get what was written, not what was decided here', async () => {
    const { store, run, rival, stored } = setUp();
    const command = pour(1);
    store.quicker.push(rival({ ...command, litres: 0.25 }));
    expect(await run(command)).toMatchObject({ state: { litres: 0.25 }, revision: 0, position: 1n, repeated: true });
    expect(await stored()).toHaveLength(1);
  });
});
