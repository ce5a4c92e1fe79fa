import { decideAndAppend, eventCodec, type EventStore } from '@app/event-store';
import type { CommandContext } from '@app/kernel';
import { type RevealEvent, revealEvents } from '../domain/index.js';

const codec = eventCodec<RevealEvent>(revealEvents);

/** Streams `reveal-{whistleId}`. */
export const revealStream = (whistleId: string): string => `reveal-${whistleId}`;

type Revealing = { readonly whistleId: string; readonly context: CommandContext };

/** Writes down that somebody was shown something; once for each command id. */
export async function recordReveal<Type extends RevealEvent['type']>(
  store: EventStore,
  command: Revealing,
  type: Type,
  data: Extract<RevealEvent, { type: Type }>['data'],
): Promise<void> {
  const event = { type, data } as RevealEvent;
  await decideAndAppend(store, {
    streamId: revealStream(command.whistleId),
    command,
    decider: { initial: null, evolve: () => null, decide: (): RevealEvent[] => [event] },
    codec,
    facts: null,
  });
}
