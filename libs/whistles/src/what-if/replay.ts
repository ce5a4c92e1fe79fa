import type { ClockKind, Urgency } from '@app/catalogue/domain';
import { type Instant, plusMs } from '@app/kernel';
import type { Limit } from '@app/working-time';
import { nextClock } from '../domain/clock-start.js';
import { placeOfWhistle } from '../domain/clock-rules.js';
import { clocksPausedBy, clocksResumedBy, clocksStoppedBy } from '../domain/clocks.js';
import type { RunningClock } from '../domain/running-clock.js';
import { evolve } from '../domain/whistle.evolve.js';
import type { WhistleEvent, WhistleEventOf } from '../domain/whistle.events.js';
import type { Whistle, WhistleState } from '../domain/whistle.state.js';
import {
  limitInstead,
  limitThen,
  hasOtherPolicy,
  type OtherRules,
  otherCalendar,
  rulesInstead,
  rulesThen,
} from './other-rules.js';
import { atMoment, dueFor, extendedOnce, type ReplayedClock, resumedAt, stoppedAt } from './replayed-clock.js';

/** A whistle's history so far, as it was and as its clocks would have run. */
export interface Replay {
  readonly state: WhistleState;
  readonly clocks: readonly ReplayedClock[];
}

export const NO_REPLAY: Replay = { state: { status: 'NONE' }, clocks: [] };

/** How a clock ended, or stands. */
export interface ReplayedOutcome {
  readonly clockId: string;
  readonly clock: ClockKind;
  readonly urgency: Urgency;
  readonly unitId: string | undefined;
  readonly dueBefore: Instant;
  /** Absent where the other policy gives no limit. */
  readonly dueAfter: Instant | undefined;
  readonly missedBefore: boolean;
  readonly missedAfter: boolean;
}

/**
 * The next event of a whistle, of which each clock that was reckoned makes what it would have under other rules. Clocks that
 * only the other policy would start are not made up: nobody knows what would have stopped them. Dates that were agreed on
 * stay what they were, and are left out.
 */
export function replayed(before: Replay, event: WhistleEvent, rules: OtherRules): Replay {
  const state = evolve(before.state, event);
  const at = event.occurredAt;
  if (state.status === 'NONE' || at === undefined) return { state, clocks: before.clocks };
  const come = before.clocks.map((clock) => atMoment(clock, at));
  const clocks = effects(come, { event, at, whistle: state, rules });
  return { state, clocks: clocks.map((clock) => withStored(clock, state.clocks)) };
}

/** What has become of the clocks by `until`. */
export function outcomesOf({ state, clocks }: Replay, until: Instant): ReplayedOutcome[] {
  const running = state.status === 'NONE' ? [] : state.clocks;
  return clocks.map((clock) => {
    const { clockId, urgency, unitId, stored, limit } = clock;
    const after = clock.ended ? clock : atMoment(clock, until);
    const real = running.find((one) => one.clockId === clockId);
    const runs = real && !clock.ended && real.pausedAt === undefined && real.extensionAskedBy === undefined;
    return {
      clockId,
      clock: clock.clock,
      urgency,
      unitId,
      dueBefore: stored.dueAt,
      dueAfter: limit && clock.dueAt,
      missedBefore: stored.missed || (runs === true && real.dueAt < until),
      missedAfter: after.missed,
    };
  });
}

interface Step {
  readonly event: WhistleEvent;
  readonly at: Instant;
  readonly whistle: Whistle;
  readonly rules: OtherRules;
}

function effects(clocks: readonly ReplayedClock[], step: Step): readonly ReplayedClock[] {
  const { event } = step;
  if (event.type === 'DeadlineSet') return set(clocks, event, step);
  if (isOwn(event)) {
    const { clockId } = event.data;
    return clocks.map((clock) => (clock.clockId === clockId ? aboutIt(clock, event, step) : clock));
  }
  const [stops, pauses, resumes] = [clocksStoppedBy(event), clocksPausedBy(event), clocksResumedBy(event)];
  const moved = clocks.map((clock) => {
    if (clock.ended) return clock;
    if (stops(clock)) return stoppedAt(clock, step.at, event.type === 'InfoRequestExpired' && clock.clock === 'INFO');
    if (resumes(clock)) return resumedAt(clock, step.at);
    return pauses(clock) ? { ...clock, pausedAt: step.at } : clock;
  });
  return reclassified(moved, step);
}

/** Only starts and extensions: what sets a clock otherwise follows here from what caused it. */
function set(
  clocks: readonly ReplayedClock[],
  { data }: WhistleEventOf<'DeadlineSet'>,
  { at, whistle, rules }: Step,
): readonly ReplayedClock[] {
  const { clockId, clock, assignmentId, unitId, startedAt, dueAt, cause, limit: given } = data;
  if (cause === 'EXTENDED') return clocks.map((one) => (one.clockId === clockId ? extendedOnce(one) : one));
  if (cause === 'RELAXED') {
    const start = nextClock(whistle, rules.real, at);
    return clocks.map((one) =>
      one.clockId === clockId ? relaxed(one, given && limitInstead(rules, clock, start, given)) : one,
    );
  }
  if (cause === 'MERGED' || cause === 'UNMERGED') {
    return clocks.map((one) => (one.clockId === clockId ? startedFrom(one, data) : one));
  }
  if (cause === 'RESUMED' || cause === 'RECLASSIFIED' || !given || clock === 'REVIEW') return clocks;
  const place = placeOfWhistle(whistle);
  const start = nextClock(whistle, rules.real, at);
  const begun = {
    clockId,
    clock,
    assignmentId,
    unitId,
    urgency: start.urgency,
    startedAt,
    limit: limitInstead(rules, clock, start, given),
    rules: rulesInstead(rules, data, place, at),
    extensions: 0,
    extensionPending: false,
    pauses: [],
    pausedAt: undefined,
    missed: false,
    ended: false,
    stored: { dueAt, missed: false },
  };
  const others = clocks.filter((one) => one.clockId !== clockId);
  return [...others, { ...begun, dueAt: dueFor(begun) }];
}

/** A lower urgency gives it the time that it would have had, if it has not run out by then. */
function relaxed(clock: ReplayedClock, limit: Limit | undefined): ReplayedClock {
  if (clock.missed || clock.ended || !limit) return clock;
  const longer = { ...clock, limit };
  const dueAt = dueFor(longer);
  return dueAt > clock.dueAt ? { ...longer, dueAt } : clock;
}

/** 并单: it counts from whoever has waited longest, as long as it runs. */
function startedFrom(clock: ReplayedClock, { startedAt, dueAt }: WhistleEventOf<'DeadlineSet'>['data']): ReplayedClock {
  if (clock.missed || clock.ended) return clock;
  const from = { ...clock, startedAt, stored: { ...clock.stored, dueAt } };
  return { ...from, dueAt: dueFor(from) };
}

/** An event about one clock, of those that do not set it. */
type OwnEvent = Exclude<Extract<WhistleEvent, { data: { clockId: string } }>, { type: 'DeadlineSet' }>;
const isOwn = (event: WhistleEvent): event is OwnEvent => 'clockId' in event.data && event.type !== 'DeadlineSet';

function aboutIt(clock: ReplayedClock, event: OwnEvent, step: Step): ReplayedClock {
  switch (event.type) {
    case 'DeadlineMissed':
      return { ...clock, stored: { ...clock.stored, missed: true } };
    case 'DeadlineCleared':
      return { ...clock, stored: { ...clock.stored, missed: false } };
    case 'ExtensionRequested':
      return clock.missed ? clock : { ...clock, extensionPending: true };
    case 'ExtensionDenied':
      return atMoment({ ...clock, extensionPending: false }, step.at);
    case 'DeadlineRecalculated':
      return clock.missed ? clock : recalculated(clock, event, step);
    case 'ExtensionGranted': // what it is set to follows
    case 'DeadlineWarned':
    case 'SupervisionOpened':
    case 'OverdueExempted':
      return clock;
  }
}

/** As far as what it was recalculated by is not another one here. */
function recalculated(
  clock: ReplayedClock,
  { data }: WhistleEventOf<'DeadlineRecalculated'>,
  { at, whistle, rules }: Step,
): ReplayedClock {
  const place = placeOfWhistle(whistle);
  const other = data.reason === 'POLICY' ? hasOtherPolicy(rules, place) : otherCalendar(rules, place, at) !== undefined;
  if (other || !clock.limit) return clock;
  const limit = data.reason === 'POLICY' ? data.limit : clock.limit;
  const next = { ...clock, limit, rules: rulesInstead(rules, data, place, at) };
  const dueAt = dueFor(next);
  const past = clock.pausedAt === undefined && dueAt < at;
  const kept = dueAt < clock.dueAt && (past || !next.rules.policy.allowEarlier);
  return { ...next, dueAt: kept ? clock.dueAt : dueAt };
}

/** 归类 (EC-17), as `earlierDeadlines` of the rules: a clock starts anew if it then runs out earlier. */
function reclassified(clocks: readonly ReplayedClock[], { event, at, whistle, rules }: Step): readonly ReplayedClock[] {
  const which = RECLASSIFIES[event.type as keyof typeof RECLASSIFIES];
  if (which === undefined) return clocks;
  const start = nextClock(whistle, rules.real, at);
  const then = rulesThen(rules, placeOfWhistle(whistle), at);
  return clocks.map((clock) => {
    if (clock.ended || clock.missed || (which !== 'ALL' && clock.clock !== which)) return clock;
    const limit = limitThen(rules, clock.clock, start);
    if (!limit) return clock;
    const anew = { ...clock, startedAt: at, limit, rules: then, extensions: 0, pauses: [] };
    const dueAt = dueFor(anew);
    const otherwise = clock.limit ? resumedAt(clock, at).dueAt : plusMs(dueAt, 1);
    return dueAt < otherwise ? { ...anew, dueAt, pausedAt: clock.pausedAt && at } : clock;
  });
}

const RECLASSIFIES = { WhistleAccepted: 'RESIDENT_TOTAL', WhistleReclassified: 'ALL', UrgencyChanged: 'ALL' } as const;

function withStored(clock: ReplayedClock, running: readonly RunningClock[]): ReplayedClock {
  const real = clock.ended ? undefined : running.find(({ clockId }) => clockId === clock.clockId);
  if (!real || real.dueAt === clock.stored.dueAt) return clock;
  return { ...clock, stored: { ...clock.stored, dueAt: real.dueAt } };
}
