import type { CommandContext, Decider, DomainEvent, Position, RecordedEvent } from '@app/kernel';
import { type Appended, CommandIdReused, EventStore, type NewEvent, WrongExpectedRevision } from './event-store.js';

/** How stored events become today's events and back; upcasting happens in `parse`. */
export interface EventCodec<Event extends DomainEvent> {
  readonly schemaVersion: (type: Event['type']) => number;
  readonly parse: (recorded: RecordedEvent) => Event;
}

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
}

const ATTEMPTS = 5;

/**
 * Load, evolve, decide, append. A lost race is decided again on the new history, at most five times,
 * unless the caller named the revision that it had seen: then the stale write is refused.
 * @throws WrongExpectedRevision, CommandIdReused, and whatever `decide` refuses with
 */
export async function decideAndAppend<State, Command, Event extends DomainEvent, Facts>(
  store: EventStore,
  decision: Decision<State, Command, Event, Facts>,
): Promise<Decided<State>> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await decideOnce(store, decision);
    } catch (error) {
      const retry = error instanceof WrongExpectedRevision && decision.command.context.expectedRevision === undefined;
      if (!retry || attempt === ATTEMPTS) throw error;
    }
  }
}

async function decideOnce<State, Command, Event extends DomainEvent, Facts>(
  store: EventStore,
  { streamId, command, decider, codec, facts }: Decision<State, Command, Event, Facts>,
): Promise<Decided<State>> {
  const { context } = command;
  const history = await store.readStream(streamId);
  const revision = history.length - 1;
  const fold = (events: readonly Event[], from: State) =>
    events.reduce((state, event) => decider.evolve(state, event), from);

  const first = history.findLast(({ metadata }) => metadata.commandId === context.commandId);
  if (first) {
    if (first.metadata.commandHash !== context.commandHash) throw new CommandIdReused(streamId, context.commandId);
    const state = fold(history.slice(0, first.revision + 1).map(codec.parse), decider.initial);
    return { state, revision: first.revision, position: first.position, repeated: true };
  }
  if (context.expectedRevision !== undefined && context.expectedRevision !== revision) {
    throw new WrongExpectedRevision(streamId, context.expectedRevision, revision);
  }

  const before = fold(history.map(codec.parse), decider.initial);
  const events = decider.decide(command, before, facts);
  const [head, ...tail] = events.map((event) => toNewEvent(event, context, codec));
  if (!head) return { state: before, revision, position: history.at(-1)?.position, repeated: false };

  const { commandId, commandHash } = context;
  const appended: Appended = await store.append({
    streamId,
    expected: revision < 0 ? 'none' : revision,
    commandId,
    commandHash,
    events: [head, ...tail],
  });
  return {
    state: fold(events, before),
    revision: appended.revision,
    position: appended.position,
    repeated: appended.repeated,
  };
}

/** An event of a decision in its envelope, ready to be stored. */
export function toNewEvent<Event extends DomainEvent>(
  event: Event,
  context: CommandContext,
  codec: EventCodec<Event>,
): NewEvent {
  const { actor, at, commandId, commandHash, correlationId, causationId } = context;
  return {
    type: event.type,
    schemaVersion: codec.schemaVersion(event.type),
    data: event.data,
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
