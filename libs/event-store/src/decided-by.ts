import type { CommandContext, Decider, DomainEvent, Position, RecordedEvent } from '@app/kernel';
import { appending, deciding } from './channels.js';
import type { EventCodec } from './event-codec.js';
import {
  type Appended,
  type AppendRequest,
  CommandIdReused,
  EventStore,
  EventStoreUnavailable,
  type NewEvent,
  WrongExpectedRevision,
} from './event-store.js';

export interface Decided<State> {
  readonly state: State;
  /** Of the stream, after the command; -1 if the stream does not exist. */
  readonly revision: number;
  /** Of the last event of the stream; absent if the command wrote nothing to an empty stream. */
  readonly position: Position | undefined;
  readonly repeated: boolean;
}

export interface Decision<State, Command, Event extends DomainEvent, Facts> {
  readonly streamId: string;
  readonly command: Command & { readonly context: CommandContext };
  readonly decider: Decider<State, Command, Event, Facts>;
  readonly codec: EventCodec<Event>;
  readonly facts: Facts;
  /** The command makes the stream: it is decided on no history first, and read only if that turns out to be wrong. */
  readonly creates?: boolean;
}

const ATTEMPTS = 5;

/**
 * Load, evolve, decide, append. A lost race is decided again on the new history, at most five times,
 * unless the caller named the revision that it had seen: then the stale write is refused.
 * A command that wrote something before is not decided again: it gets its first answer, even if `decide` would refuse now.
 * @throws WrongExpectedRevision, CommandIdReused, MalformedEvent, EventStoreUnavailable, and whatever `decide` refuses with
 */
export function decideAndAppend<State, Command, Event extends DomainEvent, Facts>(
  store: EventStore,
  decision: Decision<State, Command, Event, Facts>,
): Promise<Decided<State>> {
  const { streamId, command } = decision;
  return deciding.tracePromise(() => decideUntilNobodyRaces(store, decision), { streamId, command });
}

async function decideUntilNobodyRaces<State, Command, Event extends DomainEvent, Facts>(
  store: EventStore,
  decision: Decision<State, Command, Event, Facts>,
): Promise<Decided<State>> {
  const { expectedRevision } = decision.command.context;
  if (decision.creates && expectedRevision === undefined) {
    try {
      return await decideOn(store, decision, []);
    } catch (error) {
      if (error instanceof EventStoreUnavailable) throw error; // anything else may come of what is there already
    }
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await decideOn(store, decision, await store.readStream(decision.streamId));
    } catch (error) {
      const retry = error instanceof WrongExpectedRevision && expectedRevision === undefined;
      if (!retry || attempt === ATTEMPTS) throw error;
    }
  }
}

async function decideOn<State, Command, Event extends DomainEvent, Facts>(
  store: EventStore,
  { streamId, command, decider, codec, facts }: Decision<State, Command, Event, Facts>,
  history: readonly RecordedEvent[],
): Promise<Decided<State>> {
  const { context } = command;
  const { commandId, commandHash } = context;
  const fold = (events: readonly Event[], from: State) =>
    events.reduce((state, event) => decider.evolve(state, event), from);
  const firstAnswer = (recorded: readonly RecordedEvent[]): Decided<State> | undefined => {
    const last = recorded.findLast(({ metadata }) => metadata.commandId === commandId);
    if (!last) return undefined;
    if (last.metadata.commandHash !== commandHash) throw new CommandIdReused(streamId, commandId);
    const state = fold(
      recorded.slice(0, last.revision + 1).map((event) => codec.parse(event)),
      decider.initial,
    );
    return { state, revision: last.revision, position: last.position, repeated: true };
  };

  const known = firstAnswer(history);
  if (known) return known;
  const revision = history.length - 1;
  if (context.expectedRevision !== undefined && context.expectedRevision !== revision) {
    throw new WrongExpectedRevision(streamId, context.expectedRevision, revision);
  }

  const before = fold(
    history.map((event) => codec.parse(event)),
    decider.initial,
  );
  const events = decider
    .decide(command, before, facts)
    .map((event) => ({ ...event, occurredAt: event.occurredAt ?? context.at }));
  const [first, ...others] = events.map((event) => toNewEvent(event, context, codec));
  if (!first) return { state: before, revision, position: history.at(-1)?.position, repeated: false };

  const expected = revision < 0 ? 'none' : revision;
  const request: AppendRequest = { streamId, expected, commandId, commandHash, events: [first, ...others] };
  const appended = await appending.tracePromise(() => store.append(request), { request });
  // The same command ran elsewhere at the same time: what it decided there is in the log, not what was decided here.
  const elsewhere = appended.repeated ? firstAnswer(await store.readStream(streamId)) : undefined;
  return elsewhere ?? { ...answerOf(appended), state: fold(events, before) };
}

const answerOf = ({ revision, position, repeated }: Appended) => ({ revision, position, repeated });

/**
 * An event of a decision in its envelope, ready to be stored.
 * @throws MalformedEvent
 */
export function toNewEvent<Event extends DomainEvent>(
  event: Event,
  context: CommandContext,
  codec: EventCodec<Event>,
): NewEvent {
  const { actor, at, commandId, commandHash, correlationId, causationId } = context;
  return {
    type: event.type,
    schemaVersion: codec.schemaVersion(event.type),
    data: codec.write(event),
    metadata: {
      actor,
      occurredAt: event.occurredAt ?? at,
      commandId,
      commandHash,
      correlationId: correlationId ?? commandId,
      causationId: causationId ?? commandId,
    },
  };
}
