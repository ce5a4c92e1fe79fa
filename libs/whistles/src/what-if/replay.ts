import type { ClockKind, Urgency } from '@app/catalogue/domain';
import type { Instant } from '@app/kernel';
import { clocksPausedBy, clocksResumedBy, clocksStoppedBy } from '../domain/clocks.js';
import type { RunningClock } from '../domain/running-clock.js';
import { evolve } from '../domain/whistle.evolve.js';
import type { WhistleEvent } from '../domain/whistle.events.js';
import type { WhistleState } from '../domain/whistle.state.js';
import type { OtherRules } from './other-rules.js';
import { recalculated, set, type Step } from './replay-deadlines.js';
import { reclassified } from './replay-urgency.js';
import { atMoment, judgedAgain, type ReplayedClock, resumedAt, stoppedAt } from './replayed-clock.js';

/** A whistle's history so far, as it was and as its clocks would have run. */
export interface Replay {
  readonly state: WhistleState;
  readonly clocks: readonly ReplayedClock[];
  readonly last?: WhistleEvent['type'];
  /** 改派: the assignment that the last one made first. */
  readonly redispatched?: string | undefined;
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
  const last = event.type;
  const first = event.type === 'AssignmentCreated' && before.last === 'WhistleRedispatched';
  const redispatched = first ? event.data.assignmentId : before.redispatched;
  const at = event.occurredAt;
  if (state.status === 'NONE' || at === undefined) return { ...before, state, last };
  const come = before.clocks.map((clock) => atMoment(clock, at));
  const clocks = effects(come, { event, at, whistle: state, rules, redispatched });
  return { state, clocks: clocks.map((clock) => withStored(clock, state.clocks)), last, redispatched };
}

/** What has become of the clocks by `until`. */
export function outcomesOf({ state, clocks }: Replay, until: Instant): ReplayedOutcome[] {
  const running = state.status === 'NONE' ? [] : state.clocks;
  return clocks.map((clock) => {
    const { clockId, urgency, unitId, stored, limit, stopped } = clock;
    const after = stopped ? clock : atMoment(clock, until);
    const real = stopped ? undefined : running.find((one) => one.clockId === clockId);
    const runs = real && real.pausedAt === undefined && real.extensionAskedBy === undefined;
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

function effects(clocks: readonly ReplayedClock[], step: Step): readonly ReplayedClock[] {
  const { event } = step;
  if (event.type === 'DeadlineSet') return set(clocks, event, step);
  if (event.type === 'FactCorrected') return clocks.map((clock) => judgedAgain(clock, event.data));
  if (isOwn(event)) {
    const { clockId } = event.data;
    return clocks.map((clock) => (clock.clockId === clockId ? aboutIt(clock, event, step) : clock));
  }
  const moved = clocks.map((clock) => (clock.stopped ? clock : affected(takenOver(clock, event), step)));
  return reclassified(moved, step);
}

function affected(clock: ReplayedClock, { event, at }: Step): ReplayedClock {
  if (clocksStoppedBy(event)(clock)) return stoppedAt(clock, event, at);
  if (clocksResumedBy(event)(clock)) return resumedAt(clock, at);
  return clocksPausedBy(event)(clock) ? { ...clock, pausedAt: clock.pausedAt ?? at } : clock;
}

/** 机构合并: it runs on as the successor's. */
function takenOver(clock: ReplayedClock, { type, data }: WhistleEvent): ReplayedClock {
  if (type !== 'AssignmentCreated' || data.takesOver === undefined || data.takesOver !== clock.assignmentId)
    return clock;
  const { assignmentId, unitId } = data;
  return { ...clock, assignmentId, unitId: clock.unitId && unitId };
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

function withStored(clock: ReplayedClock, running: readonly RunningClock[]): ReplayedClock {
  const real = clock.stopped ? undefined : running.find(({ clockId }) => clockId === clock.clockId);
  if (!real || real.dueAt === clock.stored.dueAt) return clock;
  return { ...clock, stored: { ...clock.stored, dueAt: real.dueAt } };
}
