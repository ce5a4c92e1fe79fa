import { URGENCIES } from '@app/catalogue/domain';
import { DomainError } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { placeOfWhistle, rulesInForce } from './clock-rules.js';
import { nextClock } from './clock-start.js';
import { clocksStartedBy } from './clocks.js';
import { type ClockStart, deadlineSet, limitFor, reckoned, resumed, startClocks } from './deadlines.js';
import { urgentAtDesk } from './desk-clock.js';
import type { WhistleFacts } from './facts.js';
import { ref } from './own-assignment.js';
import type { RunningClock } from './running-clock.js';
import { allowed } from './transitions.js';
import type { ChangeUrgency } from './whistle.commands.js';
import type { WhistleEvent, WhistleEventOf } from './whistle.events.js';
import { assignmentsOf, leadOf, type Whistle, type WhistleState } from './whistle.state.js';

/**
 * 紧急程度变更 (EC-17). Upwards a running clock runs out at the earlier of its own moment and the new limit from now; downwards
 * when it would have, had it been so from the start. What has run out has run out, and the resident's promise is not put off.
 */
export function changeUrgency(
  { input, context }: ChangeUrgency,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('ChangeUrgency', state);
  const { at } = context;
  const { urgency: to } = input;
  const before = nextClock(whistle, facts.catalogue, at);
  const { urgency: from } = before;
  if (from === to) throw new DomainError('urgency/unchanged', { urgency: to });
  const now = { ...before, urgency: to };
  const reason = deIdentify(input.reason, facts.known);
  const downwards = URGENCIES.indexOf(to) > URGENCIES.indexOf(from);
  const later = downwards ? laterDeadlines(whistle, now, facts) : [];
  const others = whistle.clocks.filter(({ clockId }) => !later.some(({ data }) => data.clockId === clockId));
  return [
    { type: 'UrgencyChanged', data: { from, to, reason } },
    ...earlierDeadlines({ ...whistle, clocks: others }, 'ALL', now, facts),
    ...later,
    ...containmentFrom(whistle, now, facts),
    ...urgentAtDesk(whistle, now, facts),
  ];
}

const AGREED: readonly string[] = ['REVIEW', 'CALL_BACK'];

/** Those that come due earlier when they start now, each from now on. A date that was agreed on stays. */
export function earlierDeadlines(
  whistle: Whistle,
  clocks: readonly RunningClock['clock'][] | 'ALL',
  now: ClockStart,
  { catalogue }: WhistleFacts,
): WhistleEvent[] {
  const place = placeOfWhistle(whistle);
  const rules = rulesInForce(catalogue, place, now.at);
  return whistle.clocks.flatMap((running): WhistleEvent[] => {
    const { clock, missed, pausedAt } = running;
    const limit = limitFor(catalogue, clock, now);
    if (!limit || missed || AGREED.includes(clock) || (clocks !== 'ALL' && !clocks.includes(clock))) return [];
    const fresh = reckoned(rules, { clock, startedAt: now.at, limit, extensions: 0, pauses: [] }, now.at);
    const otherwise = pausedAt === undefined ? running : resumed(catalogue, running, place, now.at).data;
    if (fresh.dueAt >= otherwise.dueAt) return [];
    return [deadlineSet({ ...running, startedAt: now.at, limit, timer: true }, fresh, 'RECLASSIFIED')];
  });
}

function laterDeadlines(
  whistle: Whistle,
  now: ClockStart,
  { catalogue }: WhistleFacts,
): WhistleEventOf<'DeadlineSet'>[] {
  const rules = rulesInForce(catalogue, placeOfWhistle(whistle), now.at);
  return whistle.clocks.flatMap((running) => {
    const { clock, missed, startedAt, extensions, pauses, dueAt } = running;
    const limit = limitFor(catalogue, clock, now);
    if (!limit || !running.limit || missed || AGREED.includes(clock) || clock === 'RESIDENT_TOTAL') return [];
    const relaxed = reckoned(rules, { clock, startedAt, limit, extensions, pauses }, now.at);
    return relaxed.dueAt > dueAt ? [deadlineSet({ ...running, limit }, relaxed, 'RELAXED')] : [];
  });
}

/** What turns out to be dangerous while it is handled has to be made safe from now on (EC-24). */
export function containmentFrom(whistle: Whistle, now: ClockStart, { catalogue }: WhistleFacts): WhistleEvent[] {
  const lead = leadOf(whistle);
  if (!lead || lead.resultSubmitted || assignmentsOf(whistle).some(({ contained }) => contained)) return [];
  if (whistle.clocks.some(({ clock }) => clock === 'CONTAIN')) return [];
  const contain = clocksStartedBy('UrgencyChanged').filter((clock) => clock === 'CONTAIN');
  return startClocks(catalogue, contain, { ...now, of: ref(lead) });
}
