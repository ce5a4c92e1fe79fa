import type { Instant } from '@app/kernel';
import { nextClock } from '../domain/clock-start.js';
import { placeOfWhistle } from '../domain/clock-rules.js';
import type { WhistleEvent, WhistleEventOf } from '../domain/whistle.events.js';
import { assignmentsOf, type Whistle } from '../domain/whistle.state.js';
import { hasOtherPolicy, limitInstead, type OtherRules, otherCalendar, rulesInstead } from './other-rules.js';
import { dueFor, extendedOnce, goingOn, type ReplayedClock } from './replayed-clock.js';

/** An event, when it happened, and the whistle after it. */
export interface Step {
  readonly event: WhistleEvent;
  readonly at: Instant;
  readonly whistle: Whistle;
  readonly rules: OtherRules;
  /** 改派: the assignment that the last one made first. */
  readonly redispatched: string | undefined;
}

type DeadlineSet = WhistleEventOf<'DeadlineSet'>;

/** Starts, extensions, and from when on a clock counts: what else sets it follows here from what caused it. */
export function set(clocks: readonly ReplayedClock[], { data }: DeadlineSet, step: Step): readonly ReplayedClock[] {
  const { clockId, cause } = data;
  const its = (change: (clock: ReplayedClock) => ReplayedClock) =>
    clocks.map((one) => (one.clockId === clockId ? change(one) : one));
  if (clocks.some((one) => one.clockId === clockId)) {
    switch (cause) {
      case 'EXTENDED':
        return its(extendedOnce);
      case 'MERGED':
      case 'UNMERGED':
        return its((clock) => startedFrom(clock, data));
      case 'RESTORED':
        return its((clock) => ({ ...clock, stopped: undefined }));
      case 'RESUMED':
      case 'RECLASSIFIED':
      case 'RELAXED':
        return clocks;
      case 'STARTED':
      case 'RESTARTED':
        break;
    }
  }
  const started = begun(clocks, data, step);
  return started ? [...clocks.filter((one) => one.clockId !== clockId), started] : clocks;
}

/** A date that was agreed on is left out. */
function begun(clocks: readonly ReplayedClock[], data: DeadlineSet['data'], step: Step): ReplayedClock | undefined {
  const { clockId, clock, assignmentId, unitId, startedAt, dueAt, cause, limit: given } = data;
  const { at, whistle, rules } = step;
  if (!given || clock === 'REVIEW') return undefined;
  const identity = { clockId, assignmentId, unitId, stored: { dueAt, missed: false } };
  const held = clock === 'HANDLE' ? heldBy(clocks, data, step) : undefined;
  if (held && !held.missed) return goingOn(held, { ...identity, at });
  const start = nextClock(whistle, rules.real, at);
  const first = {
    ...identity,
    clock,
    urgency: start.urgency,
    startedAt: cause === 'RESUMED' ? at : startedAt,
    limit: limitInstead(rules, clock, start, given),
    rules: rulesInstead(rules, data, placeOfWhistle(whistle), at),
    extensions: 0,
    extensionPending: false,
    pauses: [],
    pausedAt: undefined,
    missed: false,
    stopped: undefined,
  };
  return { ...first, dueAt: dueFor(first) };
}

/** 改派: the clock to handle as the unit gave it back. It goes on if it had not run out by then (EC-09). */
function heldBy(
  clocks: readonly ReplayedClock[],
  { assignmentId, unitId }: DeadlineSet['data'],
  { whistle, redispatched }: Step,
): ReplayedClock | undefined {
  if (assignmentId === undefined || assignmentId !== redispatched) return undefined;
  const before = assignmentsOf(whistle).findLast((one) => one.unitId === unitId && one.released !== undefined);
  return clocks.findLast(({ clock, assignmentId: of, stopped }) => {
    return clock === 'HANDLE' && of === before?.assignmentId && stopped?.by === 'AssignmentReleased';
  });
}

/** 并单: it counts from whoever has waited longest, as long as it runs. */
function startedFrom(clock: ReplayedClock, { startedAt, dueAt }: DeadlineSet['data']): ReplayedClock {
  if (clock.missed || clock.stopped) return clock;
  const from = { ...clock, startedAt, stored: { ...clock.stored, dueAt } };
  return { ...from, dueAt: dueFor(from) };
}

/** As far as what it was recalculated by is not another one here. */
export function recalculated(
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
