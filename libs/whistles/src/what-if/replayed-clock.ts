import type { ClockKind, Urgency } from '@app/catalogue/domain';
import { type Instant, plusMs } from '@app/kernel';
import type { Limit, Pause } from '@app/working-time';
import { asCounted, type ClockRules } from '../domain/clock-rules.js';
import { movedWith, pausesUntil, reckoned, stepOf } from '../domain/deadlines.js';
import { FACT_EVENTS } from '../domain/past-clocks.js';
import type { WhistleEvent, WhistleEventOf, WhistleEventType } from '../domain/whistle.events.js';

/** A clock as it would have run: started, held and stopped by the same facts, under other rules. */
export interface ReplayedClock {
  readonly clockId: string;
  readonly clock: ClockKind;
  readonly assignmentId: string | undefined;
  readonly unitId: string | undefined;
  /** Of its whistle when it was started. */
  readonly urgency: Urgency;
  readonly startedAt: Instant;
  /** Absent where the other policy gives none: then it never runs out. */
  readonly limit: Limit | undefined;
  readonly rules: ClockRules;
  readonly extensions: number;
  readonly extensionPending: boolean;
  readonly pauses: readonly Pause[];
  readonly pausedAt: Instant | undefined;
  readonly dueAt: Instant;
  /** It had run out when something else happened to its whistle. */
  readonly missed: boolean;
  /** What has stopped it, once that has come, and the assignment that this is about. */
  readonly stopped: { readonly at: Instant; readonly by: WhistleEventType; readonly of?: string } | undefined;
  /** In the log: when it would have run out, and whether it was recorded as missed and not cleared since. */
  readonly stored: { readonly dueAt: Instant; readonly missed: boolean };
}

/** When it would run out from the start, with what it was lengthened by and stood still. Without a limit: as stored. */
export function dueFor(clock: Pick<ReplayedClock, ToReckon>): Instant {
  const { limit } = clock;
  return limit ? reckoned(clock.rules, { ...clock, limit }, clock.startedAt).dueAt : clock.stored.dueAt;
}
type ToReckon = 'clock' | 'startedAt' | 'limit' | 'rules' | 'extensions' | 'pauses' | 'stored';

/** Running, it has come to `at`. */
export function atMoment(clock: ReplayedClock, at: Instant): ReplayedClock {
  const { stopped, missed, limit, pausedAt, extensionPending, dueAt } = clock;
  const runs = !stopped && !missed && limit !== undefined && pausedAt === undefined && !extensionPending;
  return runs && dueAt < at ? { ...clock, missed: true } : clock;
}

/** Stopped: a fact that came in time counts, however late it was recorded. */
export function stoppedAt(clock: ReplayedClock, event: WhistleEvent, at: Instant): ReplayedClock {
  const expired = event.type === 'InfoRequestExpired' && clock.clock === 'INFO';
  const late = clock.dueAt < at || (expired && clock.dueAt === at);
  const of = 'assignmentId' in event.data && event.data.assignmentId;
  return { ...clock, stopped: { at, by: event.type, ...(of && { of }) }, missed: ranOut(clock, late) };
}

/** 更正: judged once more, by when the fact that stopped it really happened. */
export function judgedAgain(clock: ReplayedClock, data: WhistleEventOf<'FactCorrected'>['data']): ReplayedClock {
  const { stopped } = clock;
  const { fact, assignmentId, was, is } = data;
  const byFact = stopped && FACT_EVENTS[fact].some((type) => type === stopped.by);
  if (!byFact || stopped.of !== assignmentId || stopped.at !== was) return clock;
  return { ...clock, stopped: { ...stopped, at: is }, missed: ranOut(clock, clock.dueAt < is) };
}

/** What has no limit, or stands still, does not run out. */
const ranOut = ({ limit, pausedAt }: ReplayedClock, late: boolean): boolean =>
  limit !== undefined && pausedAt === undefined && late;

/** 改派回原单位: what its unit had left goes on under a new id, after it has stood still since the release. */
export function goingOn(
  held: ReplayedClock,
  { at, ...identity }: Pick<ReplayedClock, 'clockId' | 'assignmentId' | 'unitId' | 'stored'> & { readonly at: Instant },
): ReplayedClock {
  const pausedAt = held.pausedAt ?? held.stopped?.at;
  return resumedAt({ ...held, ...identity, stopped: undefined, extensionPending: false, pausedAt }, at);
}

/** As `resumed` of the rules: a due moment that was kept moves by as much as the reckoned one. */
export function resumedAt(clock: ReplayedClock, at: Instant): ReplayedClock {
  const { pausedAt } = clock;
  if (pausedAt === undefined) return clock;
  const pauses = pausesUntil(clock, at);
  const next = { ...clock, pauses, pausedAt: undefined };
  if (!clock.limit) return { ...next, dueAt: plusMs(clock.dueAt, Date.parse(at) - Date.parse(pausedAt)) };
  const moved = { dueAt: clock.dueAt, kind: kindOfClock(clock) };
  return { ...next, dueAt: movedWith(clock.rules, moved, { dueAt: dueFor(clock) }, { dueAt: dueFor(next) }) };
}

/** Lengthened, unless it had run out before anybody asked. */
export function extendedOnce(clock: ReplayedClock): ReplayedClock {
  const { limit, missed, dueAt, rules } = clock;
  if (!limit || missed) return clock;
  const step = stepOf(asCounted(limit, rules.policy), rules.policy);
  const longer = { ...clock, startedAt: dueAt, limit: step, extensions: 0 };
  return { ...clock, extensions: clock.extensions + 1, extensionPending: false, dueAt: dueFor(longer) };
}

const kindOfClock = ({ rules, limit, startedAt, clock, extensions, pauses }: ReplayedClock) =>
  limit ? reckoned(rules, { clock, startedAt, limit, extensions, pauses }, startedAt).kind : 'MANUAL_DATE';
