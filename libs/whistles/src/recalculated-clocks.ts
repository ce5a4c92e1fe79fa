import type { CatalogueView, Urgency } from '@app/catalogue/domain';
import type { Instant, RecordedEvent } from '@app/kernel';
import { nextClock } from './domain/clock-start.js';
import {
  effectOfRecalculation,
  type RecalculateDeadlines,
  type RecalculationEffect,
  whistle,
  type WhistleEvent,
  type WhistleEventOf,
  type WhistleFacts,
  type WhistleState,
} from './domain/index.js';
import { whistleCodec } from './whistle.codec.js';

/** A clock that was, or would be, reckoned again, with what people know its whistle by. */
export type RecalculatedClock = WhistleEventOf<'DeadlineRecalculated'>['data'] & {
  readonly whistleId: string;
  readonly number: string;
  readonly urgency: Urgency;
  readonly effect: RecalculationEffect;
};

/** What the command would lead to by rules that need not be in force yet; nothing is recorded. */
export function expectedRecalculations(
  command: RecalculateDeadlines,
  history: readonly RecordedEvent[],
  facts: WhistleFacts,
): RecalculatedClock[] {
  const state = stateAfter(history);
  const events = whistle.decide(command, state, facts);
  return told(command, state, events, facts.catalogue);
}

/** What the command has led to. */
export function recordedRecalculations(
  command: RecalculateDeadlines,
  history: readonly RecordedEvent[],
  catalogue: CatalogueView,
): RecalculatedClock[] {
  const own = history.filter(({ metadata }) => metadata.commandId === command.context.commandId);
  return told(command, stateAfter(history), own.map(whistleCodec.parse), catalogue);
}

const stateAfter = (history: readonly RecordedEvent[]): WhistleState =>
  history.map(whistleCodec.parse).reduce(whistle.evolve, whistle.initial);

function told(
  { whistleId, context }: { readonly whistleId: string; readonly context: { readonly at: Instant } },
  state: WhistleState,
  events: readonly WhistleEvent[],
  catalogue: CatalogueView,
): RecalculatedClock[] {
  if (state.status === 'NONE') return [];
  const { urgency } = nextClock(state, catalogue, context.at);
  const of = { whistleId, number: state.raised.number, urgency };
  return events.flatMap((event) =>
    event.type === 'DeadlineRecalculated' ? [{ ...event.data, ...of, effect: effectOfRecalculation(event.data) }] : [],
  );
}
