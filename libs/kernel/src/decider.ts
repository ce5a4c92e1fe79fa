import type { Instant } from './clock.js';

/** A fact, in the past tense. `data` is JSON and holds nothing personal in clear. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
  /** When it happened, if that is not the moment of the command (a breach is dated at its deadline). */
  readonly occurredAt?: Instant;
}

/**
 * The decision function of one kind of stream. All three parts are pure: no clock, no id, no I/O.
 * `decide` answers with the events that follow from a command, an empty list if nothing is to be added,
 * or throws a `DomainError` that names the rule which refuses it.
 */
export interface Decider<State, Command, Event extends DomainEvent, Facts> {
  readonly initial: State;
  readonly evolve: (state: State, event: Event) => State;
  readonly decide: (command: Command, state: State, facts: Facts) => readonly Event[];
}
