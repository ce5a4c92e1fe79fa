import { type Decider, DomainError, type DomainEvent } from '@app/kernel';
import { expect } from '@jest/globals';

/** What a decision came to: asserted whole. */
export interface Outcome<Event> {
  thenEvents(...expected: readonly Event[]): void;
  /** Refused with exactly this code and, if given, these facts among others. */
  thenRefused(code: string, facts?: Readonly<Record<string, unknown>>): void;
}

/** `given(decider, history).when(command, facts).thenEvents(…)` or `.thenRefused('area/reason')`, for any decider. */
export const given = <State, Command, Event extends DomainEvent, Facts>(
  { initial, evolve, decide }: Decider<State, Command, Event, Facts>,
  history: readonly Event[],
) => ({
  when: (command: Command, facts: Facts): Outcome<Event> => {
    const decided = () => decide(command, history.reduce(evolve, initial), facts);
    return {
      thenEvents: (...expected) => expect(decided()).toEqual(expected),
      thenRefused: (code, refusalFacts = {}) => {
        const refusal = errorOf(decided);
        if (!(refusal instanceof DomainError)) throw refusal;
        expect({ code: refusal.code, facts: refusal.facts }).toMatchObject({ code, facts: refusalFacts });
      },
    };
  },
});

function errorOf(decided: () => unknown): unknown {
  try {
    return new Error(`not refused, but decided: ${JSON.stringify(decided())}`);
  } catch (error) {
    return error;
  }
}
