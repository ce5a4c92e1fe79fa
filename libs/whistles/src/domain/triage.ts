import type { ClockKind } from '@app/catalogue/domain';
import { DomainError } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { clocksStartedBy } from './clocks.js';
import { placeOfWhistle, rulesInForce } from './clock-rules.js';
import { nextClock } from './clock-start.js';
import { type ClockStart, deadlineSet, limitFor, reckoned, resumed, startClocks } from './deadlines.js';
import { routed, versionsOf } from './dispatching.js';
import type { WhistleFacts } from './facts.js';
import { knownCategory, knownCondition } from './place.js';
import { allowed } from './transitions.js';
import type { AcceptWhistle, ReclassifyWhistle, RejectWhistle, WithdrawWhistle } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { assignmentsOf, type Whistle, type WhistleState } from './whistle.state.js';

/** 受理. What the resident was promised may come earlier by the classification, as with any other (EC-17). */
export function accept({ input, context }: AcceptWhistle, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('AcceptWhistle', state);
  const { at } = context;
  const categoryCode = input.categoryCode ?? whistle.categoryCode;
  if (categoryCode === undefined) throw new DomainError('whistle/unclassified');
  const { areaPath } = whistle.raised.location;
  const category = knownCategory(categoryCode, areaPath, facts, at);
  const same = categoryCode === whistle.categoryCode;
  const conditionSeq = knownCondition(input.conditionSeq ?? (same ? whistle.conditionSeq : 1), category);
  const urgency = input.urgency ?? (same ? whistle.urgency : undefined) ?? category.urgency;
  const sealed = category.sealedByDefault && !whistle.sealed && { sealed: true as const };
  const classification = { categoryCode, conditionSeq, urgency };
  const start = { ...nextClock(whistle, facts.catalogue, at), ...classification };
  return [
    ...(same ? [] : [routed(categoryCode, areaPath, facts, at)]),
    {
      type: 'WhistleAccepted',
      data: { ...classification, mode: 'MANUAL', ...sealed, ...versionsOf(facts) },
    },
    ...startClocks(facts.catalogue, clocksStartedBy('WhistleAccepted'), start),
    ...earlierDeadlines(whistle, ['RESIDENT_TOTAL'], start, facts),
  ];
}

/** 不予受理. */
export function reject({ input }: RejectWhistle, state: WhistleState, { known }: WhistleFacts): WhistleEvent[] {
  allowed('RejectWhistle', state);
  const { reason } = input;
  return [
    {
      type: 'WhistleRejected',
      data: { reason, basis: deIdentify(input.basis, known), toldChannel: deIdentify(input.toldChannel, known) },
    },
  ];
}

/** A running clock may come due earlier under the new classification, never later (EC-17: min(old, changedAt + limit)). */
export function reclassify(
  { input, context }: ReclassifyWhistle,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('ReclassifyWhistle', state);
  const { at } = context;
  const { categoryCode, summary } = input;
  const { areaPath } = whistle.raised.location;
  const category = knownCategory(categoryCode, areaPath, facts, at);
  const conditionSeq = knownCondition(input.conditionSeq ?? 1, category);
  const urgency = input.urgency ?? category.urgency;
  const classification = { categoryCode, conditionSeq, urgency };
  return [
    {
      type: 'WhistleReclassified',
      data: {
        ...classification,
        ...(summary !== undefined && { summary: deIdentify(summary, facts.known) }),
        sealed: whistle.sealed || category.sealedByDefault,
        reason: deIdentify(input.reason, facts.known),
        ...versionsOf(facts),
      },
    },
    routed(categoryCode, areaPath, facts, at),
    ...earlierDeadlines(whistle, 'ALL', { ...nextClock(whistle, facts.catalogue, at), ...classification }, facts),
  ];
}

/** 撤哨. */
export function withdraw({ input }: WithdrawWhistle, state: WhistleState, { known }: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('WithdrawWhistle', state);
  if (assignmentsOf(whistle).some(({ reportedIn }) => reportedIn)) throw new DomainError('whistle/already-reported-in');
  return [{ type: 'WhistleWithdrawn', data: { reason: deIdentify(input.reason, known) } }];
}

/** Those that come due earlier when they start now, each from now on. A date that was agreed on stays. */
function earlierDeadlines(
  whistle: Whistle,
  clocks: readonly ClockKind[] | 'ALL',
  now: ClockStart,
  { catalogue }: WhistleFacts,
): WhistleEvent[] {
  const place = placeOfWhistle(whistle);
  const rules = rulesInForce(catalogue, place, now.at);
  return whistle.clocks.flatMap((running): WhistleEvent[] => {
    const { clock, missed, pausedAt } = running;
    const limit = limitFor(catalogue, clock, now);
    if (!limit || missed || clock === 'REVIEW' || (clocks !== 'ALL' && !clocks.includes(clock))) return [];
    const fresh = reckoned(rules, { clock, startedAt: now.at, limit, extensions: 0, pauses: [] }, now.at);
    const otherwise = pausedAt === undefined ? running : resumed(catalogue, running, place, now.at).data;
    if (fresh.dueAt >= otherwise.dueAt) return [];
    return [deadlineSet({ ...running, startedAt: now.at, limit, timer: true }, fresh, 'RECLASSIFIED')];
  });
}
