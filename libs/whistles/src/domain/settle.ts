import type { Instant } from '@app/kernel';
import { clocksStoppedBy } from './clocks.js';
import type { RunningClock } from './running-clock.js';
import { missedAt, ref } from './run-clocks.js';
import { evolve } from './whistle.evolve.js';
import type { WhistleEvent } from './whistle.events.js';
import type { WhistleState } from './whistle.state.js';

/** An event as it will be in the log: with its moment. */
export const dated = (event: WhistleEvent, at: Instant): WhistleEvent => ({
  ...event,
  occurredAt: event.occurredAt ?? at,
});

/**
 * What follows when clocks are stopped. One that had been recorded as missed, but was stopped in time, is cleared. One that is
 * overdue provisionally, because nobody has decided on its extension, has run out: a request does not stop a clock.
 */
export function settled(events: readonly WhistleEvent[], state: WhistleState, at: Instant): WhistleEvent[] {
  let now = state;
  return events.flatMap((event) => {
    const moment = event.occurredAt ?? at;
    const stops = clocksStoppedBy(event);
    const stopped = now.status === 'NONE' ? [] : now.clocks.filter((clock) => stops(clock));
    now = evolve(now, dated(event, at));
    const lapsed = stopped.filter(({ missed, extensionAskedBy, dueAt }) => {
      return extensionAskedBy !== undefined && !missed && dueAt < moment;
    });
    const cleared = stopped.filter(({ missed, dueAt }) => missed && moment <= dueAt);
    return [
      ...lapsed.map((clock) => missedAt(clock, at)),
      event,
      ...cleared.map((clock) => clearing(clock, moment < at)),
    ];
  });
}

const clearing = (clock: RunningClock, earlier: boolean): WhistleEvent => ({
  type: 'DeadlineCleared',
  data: { ...ref(clock), dueAt: clock.dueAt, because: earlier ? 'MADE_OFFLINE' : 'RECEIVED_IN_TIME' },
});
