import type { ChosenFor, RunningClock } from './running-clock.js';
import type { WhistleEvent } from './whistle.events.js';
import type { Whistle } from './whistle.state.js';
import type { DeadlineCause } from './whistle.words.js';

/** What a clock is set to by another cause keeps the limit that it has. */
export const CHOOSES_A_LIMIT: readonly DeadlineCause[] = ['STARTED', 'RESTARTED', 'RECLASSIFIED', 'RELAXED'];

/** The clocks after an event, each with what its limit was chosen for. */
export function withChosenLimits(
  clocks: readonly RunningClock[],
  event: WhistleEvent,
  before: Whistle,
): readonly RunningClock[] {
  if (event.type !== 'DeadlineSet') return clocks;
  const { clockId, cause } = event.data;
  const known = CHOOSES_A_LIMIT.includes(cause) ? undefined : before.clocks.find((one) => one.clockId === clockId);
  const { categoryCode, conditionSeq, urgency, whistleType } = before;
  const chosenFor: ChosenFor = known?.chosenFor ?? { categoryCode, conditionSeq, urgency, whistleType };
  return clocks.map((one) => (one.clockId === clockId ? { ...one, chosenFor } : one));
}
