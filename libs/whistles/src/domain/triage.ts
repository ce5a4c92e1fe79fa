import { DomainError } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { nextClock } from './clock-start.js';
import { routedAnew, routedFor, versionsOf } from './dispatching.js';
import { urgentAtDesk } from './desk-clock.js';
import type { WhistleFacts } from './facts.js';
import { knownCategory, knownCondition } from './place.js';
import { afterAcceptance } from './street-response.js';
import { allowed } from './transitions.js';
import { containmentFrom, earlierDeadlines } from './urgency.js';
import type { AcceptWhistle, ReclassifyWhistle, RejectWhistle, WithdrawWhistle } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { assignmentsOf, type WhistleState } from './whistle.state.js';

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
    ...(same ? [] : [routedFor(whistle, categoryCode, facts, at)]),
    {
      type: 'WhistleAccepted',
      data: { ...classification, mode: 'MANUAL', ...sealed, ...versionsOf(facts) },
    },
    ...afterAcceptance(
      { level: whistle.raised.initiator.level, sealed: whistle.sealed || category.sealedByDefault },
      start,
      facts,
    ),
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
  const now = { ...nextClock(whistle, facts.catalogue, at), ...classification };
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
    routedAnew({ ...whistle, categoryCode }, undefined, facts, at),
    ...earlierDeadlines(whistle, 'ALL', now, facts),
    ...containmentFrom(whistle, now, facts),
    ...urgentAtDesk(whistle, now, facts),
  ];
}

/** 撤哨. */
export function withdraw({ input }: WithdrawWhistle, state: WhistleState, { known }: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('WithdrawWhistle', state);
  if (assignmentsOf(whistle).some(({ reportedIn }) => reportedIn)) throw new DomainError('whistle/already-reported-in');
  return [{ type: 'WhistleWithdrawn', data: { reason: deIdentify(input.reason, known) } }];
}
