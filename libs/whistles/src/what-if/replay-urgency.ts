import { URGENCIES } from '@app/catalogue/domain';
import { plusMs } from '@app/kernel';
import { nextClock } from '../domain/clock-start.js';
import { placeOfWhistle } from '../domain/clock-rules.js';
import type { WhistleEvent } from '../domain/whistle.events.js';
import { limitThen, rulesThen } from './other-rules.js';
import type { Step } from './replay-deadlines.js';
import { dueFor, type ReplayedClock, resumedAt } from './replayed-clock.js';

/**
 * 归类, 紧急程度变更 (EC-17), as `changeUrgency` and `earlierDeadlines` of the rules: a clock starts anew if it then runs out
 * earlier; downwards it has the time that it would have had from the start.
 */
export function reclassified(clocks: readonly ReplayedClock[], step: Step): readonly ReplayedClock[] {
  const { event, at, whistle, rules } = step;
  const which = RECLASSIFIES[event.type as keyof typeof RECLASSIFIES];
  if (which === undefined) return clocks;
  const start = nextClock(whistle, rules.real, at);
  const then = rulesThen(rules, placeOfWhistle(whistle), at);
  return clocks.map((clock) => {
    if (clock.stopped || clock.missed || (which !== 'ALL' && clock.clock !== which)) return clock;
    const limit = limitThen(rules, clock.clock, start);
    if (!limit) return clock;
    const by = { ...clock, limit, rules: then };
    return (isDownwards(event) ? relaxed(clock, by) : undefined) ?? earlier(clock, by, at) ?? clock;
  });
}

const RECLASSIFIES = { WhistleAccepted: 'RESIDENT_TOTAL', WhistleReclassified: 'ALL', UrgencyChanged: 'ALL' } as const;

const isDownwards = ({ type, data }: WhistleEvent): boolean =>
  type === 'UrgencyChanged' && URGENCIES.indexOf(data.to) > URGENCIES.indexOf(data.from);

/** @param by the same by the limit and the rules of now */
function relaxed(clock: ReplayedClock, by: ReplayedClock): ReplayedClock | undefined {
  if (!clock.limit || clock.clock === 'RESIDENT_TOTAL') return undefined;
  const dueAt = dueFor(by);
  return dueAt > clock.dueAt ? { ...by, dueAt } : undefined;
}

function earlier(clock: ReplayedClock, by: ReplayedClock, at: string): ReplayedClock | undefined {
  const anew = { ...by, startedAt: at, extensions: 0, pauses: [] };
  const dueAt = dueFor(anew);
  const otherwise = clock.limit ? resumedAt(clock, at).dueAt : plusMs(dueAt, 1);
  return dueAt < otherwise ? { ...anew, dueAt, pausedAt: clock.pausedAt && at } : undefined;
}
