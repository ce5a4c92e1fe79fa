import type { ClockKind } from '@app/catalogue/domain';
import { DomainError, type Instant, plusMs } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import type { ReopenCause, ReworkCause } from './aftercare.words.js';
import { aftercareOf } from './calling-back.js';
import { nextClock } from './clock-start.js';
import { clocksStartedBy } from './clocks.js';
import { startClocks } from './deadlines.js';
import { routedAnew } from './dispatching.js';
import type { WhistleFacts } from './facts.js';
import { inTurn } from './in-turn.js';
import { ref } from './own-assignment.js';
import { succeeded, successorOf } from './succession.js';
import { allowed } from './transitions.js';
import { nextSet, released } from './unit-set.js';
import type { ReopenWhistle, SendBack } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import {
  type Assignment,
  type ClosedWhistle,
  type FollowUp,
  leadOf,
  liveAssignmentsOf,
  type Whistle,
  type WhistleIn,
  type WhistleState,
} from './whistle.state.js';

const DAY = 24 * 3_600_000;
const SATISFIED: readonly string[] = ['VERY_SATISFIED', 'SATISFIED', 'MOSTLY_SATISFIED'];

export const isContent = ({ answer }: FollowUp): boolean =>
  answer !== undefined && answer.solved && SATISFIED.includes(answer.satisfaction);

/**
 * 退回重办: the reporter is not satisfied, and with reason (济南市12345条例 §27). As often as the policy says; after that
 * only what somebody supervises (督办).
 */
export function sendBack({ input, context }: SendBack, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('SendBack', state);
  const { at } = context;
  if (!whistle.followUp.answer) throw new DomainError('rework/no-answer');
  if (isContent(whistle.followUp)) throw new DomainError('rework/reporter-satisfied');
  if (!mayBeSentBack(whistle, at, facts)) {
    throw new DomainError('rework/supervise-first', { most: aftercareOf(whistle, at, facts).reworks });
  }
  const { reason, assignmentIds } = input;
  return reworked(whistle, { cause: 'REPORTER', reason, assignmentIds }, at, facts);
}

/** Whether it was not sent back as often as the policy allows, or somebody supervises it. */
export function mayBeSentBack(whistle: Whistle, at: Instant, facts: Pick<WhistleFacts, 'catalogue'>): boolean {
  const lead = leadOf(whistle)?.assignmentId;
  return (
    whistle.reworks < aftercareOf(whistle, at, facts).reworks ||
    whistle.supervisions.some(({ assignmentId }) => assignmentId === lead)
  );
}

interface Rework {
  readonly cause: ReworkCause;
  readonly reason: string;
  readonly assignmentIds?: readonly string[] | undefined;
}

/**
 * 返工 by the lead, and by the assisting units that are named; each has its time to handle anew. What no unit had (自行处置)
 * is dispatched now.
 */
export function reworked(
  whistle: WhistleIn<'CHECKING' | 'FOLLOW_UP'>,
  { cause, reason, assignmentIds = [] }: Rework,
  at: Instant,
  facts: WhistleFacts,
): WhistleEvent[] {
  const assists = [...new Set(assignmentIds)].map((id) => {
    const assist = liveAssignmentsOf(whistle).find((one) => one.assignmentId === id && one.role === 'ASSIST');
    if (!assist) throw new DomainError('rework/not-an-assist', { assignmentId: id });
    return assist;
  });
  const lead = leadOf(whistle);
  const again = lead ? [lead, ...assists] : [];
  return [
    {
      type: 'ReworkOrdered',
      data: {
        n: whistle.reworks + 1,
        cause,
        reason: deIdentify(reason, facts.known),
        assignments: again.map(ref),
      },
    },
    ...handleAgain('ReworkOrdered', again, { whistle, at, facts }),
  ];
}

/** 重办: by whoever supervises it at any time, by the reporter within the days of the policy. */
export function reopen({ input, context }: ReopenWhistle, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('ReopenWhistle', state);
  const { actor, at } = context;
  const by = actor.role === 'RESIDENT' ? 'REPORTER' : 'STAFF';
  if (by === 'REPORTER' && !mayBeReopened(whistle, at, facts)) {
    throw new DomainError('reopen/too-late', { days: aftercareOf(whistle, at, facts).reopenDays });
  }
  const { cause, reason } = input;
  return reopened(whistle, { cause, reason: deIdentify(reason, facts.known), by }, at, facts);
}

/** Whether the reporter is still in time. */
export const mayBeReopened = (whistle: ClosedWhistle, at: Instant, facts: Pick<WhistleFacts, 'catalogue'>): boolean =>
  isWithin(aftercareOf(whistle, at, facts).reopenDays, whistle, at);

/** What is the reporter's own to do after the result. */
export interface ReportersPart {
  /** An answer to the follow-up (回访) is waited for or still taken. */
  readonly mayAnswer: boolean;
  /** 重办 may be asked for up to then; absent when it may not. */
  readonly mayReopenUntil?: Instant;
}

export function reportersPart(whistle: Whistle, at: Instant, facts: Pick<WhistleFacts, 'catalogue'>): ReportersPart {
  if (whistle.status !== 'FOLLOW_UP' && whistle.status !== 'CLOSED') return { mayAnswer: false };
  const mayAnswer = whistle.followUp !== undefined && !whistle.followUp.answer;
  if (whistle.status !== 'CLOSED' || !mayBeReopened(whistle, at, facts)) return { mayAnswer };
  const { closedAt = at } = whistle;
  return { mayAnswer, mayReopenUntil: plusMs(closedAt, aftercareOf(whistle, at, facts).reopenDays * DAY) };
}

/** Whether so many days have not passed since the closing. */
export const isWithin = (days: number, { closedAt }: ClosedWhistle, at: Instant): boolean =>
  closedAt !== undefined && at <= plusMs(closedAt, days * DAY);

interface Reopening {
  readonly cause: ReopenCause;
  readonly reason: string;
  readonly by: 'REPORTER' | 'STAFF';
}

/**
 * It goes back to whoever led it last, and is counted there. Where that unit is no more (机构合并) its successor goes on; what no
 * unit had, and what nobody goes on with, is dispatched now.
 */
export function reopened(
  whistle: ClosedWhistle,
  reopening: Reopening,
  at: Instant,
  facts: WhistleFacts,
): WhistleEvent[] {
  const lead = leadOf(whistle);
  const isThere = lead !== undefined && facts.directory.unit(lead.unitId, at) !== undefined;
  const successor = lead && successorOf(lead, facts, at);
  if (lead && !isThere && !successor) return backAtDispatch(whistle, lead, reopening, { at, facts });
  const data = { ...reopening, ...(lead && { ...ref(lead), reportsIn: lead.reportsIn }) };
  return inTurn(
    whistle,
    at,
    () => [{ type: 'WhistleReopened', data }],
    (now) => (lead && successor ? succeeded(lead, successor, now, nextSet(now)) : []),
    (now) => {
      const again = leadOf(now);
      return handleAgain('WhistleReopened', again ? [again] : [], { whistle: now, at, facts });
    },
  );
}

/** Whoever led it is no more, and nobody goes on with it: 由本级党委政府指定 (信访工作条例 §24). */
const backAtDispatch = (
  whistle: ClosedWhistle,
  lead: Assignment,
  reopening: Reopening,
  { at, facts }: { readonly at: Instant; readonly facts: WhistleFacts },
): WhistleEvent[] =>
  inTurn(
    whistle,
    at,
    () => [{ type: 'WhistleReopened', data: { ...reopening, caseStatus: 'BACK_AT_DISPATCH' } }],
    (now) => [released(lead, nextSet(now), { cause: 'SUPERSEDED' })],
    (now) => [routedAnew(now, undefined, facts, at)],
    (now) => handleAgain('WhistleReopened', [], { whistle: now, at, facts }),
  );

function handleAgain(
  event: 'ReworkOrdered' | 'WhistleReopened',
  assignments: readonly Assignment[],
  { whistle, at, facts }: { readonly whistle: Whistle; readonly at: Instant; readonly facts: WhistleFacts },
): WhistleEvent[] {
  const first = nextClock(whistle, facts.catalogue, at);
  const starting = (clock: ClockKind) => clocksStartedBy(event).filter((one) => one === clock);
  if (assignments.length === 0) return startClocks(facts.catalogue, starting('DISPATCH'), first);
  return assignments.flatMap((assignment, index) => {
    const start = { ...first, of: ref(assignment), nextNumber: first.nextNumber + index };
    return startClocks(facts.catalogue, starting('HANDLE'), start);
  });
}
