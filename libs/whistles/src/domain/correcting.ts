import { DomainError, type Instant } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import type { PastClock } from './aftercare.state.js';
import { DATED_FACTS } from './aftercare.words.js';
import { placeOfWhistle, rulesInForce } from './clock-rules.js';
import type { WhistleFacts } from './facts.js';
import { takenBy } from './handling-time.js';
import { everAssignmentOf, ref } from './own-assignment.js';
import { stoppedByFact } from './past-clocks.js';
import { concernedDoesNotJudge } from './separation-of-duties.js';
import { allowed } from './transitions.js';
import type { CorrectFact } from './whistle.commands.js';
import type { WhistleEvent, WhistleEventOf } from './whistle.events.js';
import type { Assignment, Whistle, WhistleState } from './whistle.state.js';

/**
 * 更正: "fixed on Friday, typed on Monday", or the other way round. The fact as it was recorded stays in the log beside it, and
 * so does what was judged by it: clocks that it stopped are judged once more. Nobody of the unit corrects for it.
 */
export function correctFact({ input, context }: CorrectFact, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('CorrectFact', state);
  const assignment = everAssignmentOf({ input }, whistle);
  concernedDoesNotJudge(assignment, context, facts.directory, 'correction/own-unit');
  const { fact, happenedAt: is } = input;
  const was = assignment.moments[fact];
  if (was === undefined) throw new DomainError('correction/no-such-fact', { ...ref(assignment), fact });
  const { at } = context;
  if (is === was) throw new DomainError('correction/nothing-to-correct', { was });
  if (is > at) throw new DomainError('correction/in-the-future', { happenedAt: is, now: at });
  requireOrder(input, assignment);
  const { known } = facts;
  const corrected: WhistleEventOf<'FactCorrected'>['data'] = {
    ...ref(assignment),
    fact,
    was,
    is,
    reason: deIdentify(input.reason, known),
    evidence: deIdentify(input.evidence, known),
    ...(fact === 'RESULT_SUBMITTED' && takenBy(assignment.handled, is, calendarNow(whistle, at, facts))),
  };
  const judged = stoppedByFact(whistle.pastClocks, corrected).flatMap((clock) => judgedAgain(clock, is, at));
  return [{ type: 'FactCorrected', data: corrected }, ...judged];
}

const calendarNow = (whistle: Whistle, at: Instant, { catalogue }: WhistleFacts) =>
  rulesInForce(catalogue, placeOfWhistle(whistle), at).calendar;

/** Signing comes first and the result last; nothing of it before the unit had the task. */
function requireOrder({ fact, happenedAt }: CorrectFact['input'], { moments, assignedAt }: Assignment): void {
  if (assignedAt !== undefined && happenedAt < assignedAt) {
    throw new DomainError('correction/before-dispatch', { happenedAt, dispatchedAt: assignedAt });
  }
  const wrong = DATED_FACTS.find((other) => {
    const moment = moments[other];
    if (other === fact || moment === undefined) return false;
    const comesBefore = fact === 'SIGNED' || other === 'RESULT_SUBMITTED';
    const comesAfter = fact === 'RESULT_SUBMITTED' || other === 'SIGNED';
    return (comesBefore && happenedAt > moment) || (comesAfter && happenedAt < moment);
  });
  if (wrong !== undefined) {
    throw new DomainError('correction/out-of-order', { fact, happenedAt, other: wrong, otherAt: moments[wrong] });
  }
}

/** `t <= dueAt` is in time (EC-05). */
function judgedAgain(past: PastClock, is: Instant, at: Instant) {
  const { clockId, clock, assignmentId, unitId, dueAt, missed, stoodStill } = past;
  const of = { ...(assignmentId !== undefined && { assignmentId }), ...(unitId !== undefined && { unitId }) };
  const judged = { clockId, clock, ...of, dueAt };
  const late = is > dueAt && !stoodStill;
  if (late === missed) return [];
  const event: WhistleEvent = late
    ? { type: 'DeadlineMissed', data: { ...judged, detectedAt: at, because: 'CORRECTED' }, occurredAt: dueAt }
    : { type: 'DeadlineCleared', data: { ...judged, because: 'CORRECTED' } };
  return [event];
}
