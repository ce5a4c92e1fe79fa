import { clocksStartedBy } from './clocks.js';
import { type ClockStart, startClocks } from './deadlines.js';
import type { WhistleFacts } from './facts.js';
import { isUrgent } from './street-turn.js';
import type { WhistleEvent } from './whistle.events.js';
import type { Whistle } from './whistle.state.js';

type Catalogue = Pick<WhistleFacts, 'catalogue'>;

/** The clock to dispatch, where it has waited for the street (街居响应) until now. */
export function deskGoesOn(whistle: Whistle, start: ClockStart, { catalogue }: Catalogue): WhistleEvent[] {
  if (whistle.awaitedStreet?.turn !== 'FIRST') return [];
  return startClocks(catalogue, clocksStartedBy('DeadlineMissed'), start);
}

/** What becomes urgent waits no longer. */
export const urgentAtDesk = (whistle: Whistle, now: ClockStart, facts: Catalogue): WhistleEvent[] =>
  isUrgent(now.urgency) ? deskGoesOn(whistle, now, facts) : [];
