import type { Instant } from '@app/kernel';
import { dated } from './settle.js';
import { evolve } from './whistle.evolve.js';
import type { WhistleEvent } from './whistle.events.js';
import type { Whistle } from './whistle.state.js';

/** One step of a decision, on what those before it have led to. */
type Step = (now: Whistle) => readonly WhistleEvent[];

/** What follows one after another. */
export function inTurn(whistle: Whistle, at: Instant, ...steps: readonly Step[]): WhistleEvent[] {
  let now = whistle;
  return steps.flatMap((step) => {
    const events = step(now);
    for (const event of events) {
      const next = evolve(now, dated(event, at));
      if (next.status !== 'NONE') now = next;
    }
    return events;
  });
}
