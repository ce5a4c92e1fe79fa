import type { ClockKind } from '@app/catalogue/domain';
import type { Instant } from '@app/kernel';
import { differsBetween, isSameLimit, type Limit } from '@app/working-time';
import { callBackAnew } from './call-back-date.js';
import { type ClockRules, isOfBefore, placeOfWhistle, rulesInForce, rulesOf } from './clock-rules.js';
import { nextClock } from './clock-start.js';
import { limitFor, limitHeld, type Reckoned, reckoned } from './deadlines.js';
import type { WhistleFacts } from './facts.js';
import { reviewAnew } from './review-date.js';
import { ref } from './run-clocks.js';
import type { RunningClock } from './running-clock.js';
import { allowed } from './transitions.js';
import type { RecalculateDeadlines } from './whistle.commands.js';
import type { WhistleEvent, WhistleEventOf } from './whistle.events.js';
import type { Whistle, WhistleState } from './whistle.state.js';
import type { RecalculationEffect, RecalculationReason } from './whistle.words.js';

/**
 * Clocks that have a date instead of a limit, which a calendar gave: 挂账复核 comes with the first working moment of its day,
 * 到期回访 when the time to handle is over.
 */
export const DATED_BY_CALENDAR: readonly ClockKind[] = ['REVIEW', 'CALL_BACK'];

/**
 * Running clocks by the calendar as it is known now (EC-08, EC-31), or by the policy in force. Only those that have not run
 * out, or stand still: what is late is judged by what was known then. None runs out earlier than it did, unless the policy
 * allows it, and none in the past.
 */
export function recalculate(command: RecalculateDeadlines, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('RecalculateDeadlines', state);
  const { input, context } = command;
  return whistle.clocks
    .filter(({ missed, pausedAt, dueAt }) => !missed && (pausedAt !== undefined || dueAt >= context.at))
    .flatMap((clock) => recalculated(clock, whistle, { reason: input.reason, at: context.at, facts }));
}

interface Anew {
  readonly reason: RecalculationReason;
  readonly at: Instant;
  readonly facts: WhistleFacts;
}

function recalculated(clock: RunningClock, whistle: Whistle, { reason, at, facts }: Anew): WhistleEvent[] {
  const next = rulesAnew(clock, whistle, { reason, at, facts });
  if (!next) return [];
  const { limit, rules, changed } = next;
  const fresh = limit ? reckoned(rules, { ...clock, limit }, at) : dateAnew(clock, whistle, rules, { at, facts });
  if (!fresh) return [];
  const marks = fresh.marks.filter(({ mark }) => !clock.noticed.includes(mark));
  const past = clock.pausedAt === undefined && fresh.dueAt < at;
  const kept = fresh.dueAt < clock.dueAt && (past || !rules.policy.allowEarlier);
  const dueAt = kept ? clock.dueAt : fresh.dueAt;
  if (!changed(fresh.dueAt) && dueAt === clock.dueAt && fresh.provisional === clock.provisional) return [];
  const { kind, policyVersion, calendarVersion, provisional, pauses } = fresh;
  const counted = { ...(limit && { limit }), kind, policyVersion, calendarVersion, provisional, pauses, marks };
  const was = { oldDueAt: clock.dueAt, wasProvisional: clock.provisional };
  const moved = { ...was, dueAt, ...(kept && { reckonedDueAt: fresh.dueAt }) };
  return [{ type: 'DeadlineRecalculated', data: { ...ref(clock), ...moved, reason, ...counted } }];
}

type Recalculated = WhistleEventOf<'DeadlineRecalculated'>['data'];

/** What a recalculation has come to, for whoever waits. `SAME`: nothing but the versions that it is counted by. */
export function effectOfRecalculation({
  oldDueAt,
  dueAt,
  reckonedDueAt,
  provisional,
  wasProvisional = provisional,
}: Pick<Recalculated, 'oldDueAt' | 'dueAt' | 'reckonedDueAt' | 'provisional' | 'wasProvisional'>): RecalculationEffect {
  if (dueAt !== oldDueAt) return dueAt > oldDueAt ? 'LATER' : 'EARLIER';
  if (reckonedDueAt !== undefined) return 'KEPT';
  if (provisional !== wasProvisional) return provisional ? 'PROVISIONAL' : 'FIRM';
  return 'SAME';
}

const dateAnew = (
  clock: RunningClock,
  whistle: Whistle,
  rules: ClockRules,
  { at, facts }: Pick<Anew, 'at' | 'facts'>,
): Reckoned | undefined =>
  clock.clock === 'CALL_BACK'
    ? callBackAnew(clock, whistle, rules, facts.catalogue, at)
    : reviewAnew(clock, rules, placeOfWhistle(whistle));

interface RulesAnew {
  /** Absent for a date that a calendar gave. */
  readonly limit: Limit | undefined;
  readonly rules: ClockRules;
  /** Whether anything that the clock is counted by is otherwise now, up to where it would run out; while it stands still, ever. */
  readonly changed: (dueAt: Instant) => boolean;
}

/** Nothing where a moment was agreed on that no calendar gave, or where no such rule is in force. */
function rulesAnew(clock: RunningClock, whistle: Whistle, { reason, at, facts }: Anew): RulesAnew | undefined {
  const { catalogue } = facts;
  const { limit } = clock;
  const place = placeOfWhistle(whistle);
  if (!limit && !DATED_BY_CALENDAR.includes(clock.clock)) return undefined;
  const was = rulesOf(catalogue, clock, place);
  const now = rulesInForce(catalogue, place, at);
  if (reason === 'CALENDAR') {
    if (isOfBefore(clock) || now.calendar === was.calendar) return undefined;
    const { calendar } = now;
    const until = (dueAt: Instant) => (dueAt > clock.dueAt ? dueAt : clock.dueAt);
    const changed = (dueAt: Instant) =>
      clock.pausedAt !== undefined || differsBetween(was.calendar, calendar, clock.startedAt, until(dueAt));
    return { limit, rules: { ...was, calendar }, changed };
  }
  const another = limit && limitAnew({ ...clock, limit }, whistle, { at, facts });
  if (!another || now.policy.version === was.policy.version) return undefined;
  const calendar = isOfBefore(clock) ? now.calendar : was.calendar;
  return { limit: another, rules: { calendar, policy: now.policy }, changed: () => true };
}

/**
 * What the policy in force makes of the very limit that holds the clock. What the whistle has become since (紧急程度变更, 更改分类)
 * does not put the clock off; nor does a limit of which the policy does not say what has become.
 */
function limitAnew(
  clock: RunningClock & { readonly limit: Limit },
  whistle: Whistle,
  { at, facts: { catalogue } }: Pick<Anew, 'at' | 'facts'>,
): Limit | undefined {
  const chosenFor = { ...whistle, ...clock.chosenFor };
  const then = nextClock(chosenFor, catalogue, clock.startedAt);
  const held = limitHeld(catalogue, clock.clock, then, clock.policyVersion)?.limit;
  if (!isOfBefore(clock) && !(held && isSameLimit(held, clock.limit))) return clock.limit;
  return limitFor(catalogue, clock.clock, nextClock(chosenFor, catalogue, at));
}
