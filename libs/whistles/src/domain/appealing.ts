import { DomainError, type Instant } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import type { Appeal, PastClock } from './aftercare.state.js';
import { aftercareOf } from './calling-back.js';
import type { WhistleFacts } from './facts.js';
import { everAssignmentOf, everOwnAssignment, ref } from './own-assignment.js';
import { isWithin } from './reworking.js';
import { concernedDoesNotJudge, requesterDoesNotDecide } from './separation-of-duties.js';
import { allowed } from './transitions.js';
import type { AppealOverdue, ExcludeFromScoring, ReviewAppeal } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import type { ClosedWhistle, Whistle, WhistleState } from './whistle.state.js';

/** What ran out for a unit and counts. */
export const overdueOf = ({ pastClocks }: Pick<Whistle, 'pastClocks'>, assignmentId: string): readonly PastClock[] =>
  pastClocks.filter((one) => one.assignmentId === assignmentId && one.missed && !one.exempted);

export const openAppeal = ({ appeals }: Pick<Whistle, 'appeals'>, assignmentId: string): Appeal | undefined =>
  appeals.find((one) => one.assignmentId === assignmentId && !one.decided);

/** Whether the days are not over in which an appeal is heard. */
export const isInTimeToAppeal = (
  whistle: ClosedWhistle,
  at: Instant,
  facts: Pick<WhistleFacts, 'catalogue'>,
): boolean => isWithin(aftercareOf(whistle, at, facts).appealDays, whistle, at);

/** 超时申诉: by the unit, after the closing, once, of all that ran out for it (EC-19). */
export function appealOverdue(command: AppealOverdue, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('AppealOverdue', state);
  const assignment = everOwnAssignment(command, whistle, facts);
  const { actor, at } = command.context;
  const { assignmentId } = assignment;
  if (whistle.appeals.some((one) => one.assignmentId === assignmentId)) {
    throw new DomainError('appeal/already-made', ref(assignment));
  }
  if (!isInTimeToAppeal(whistle, at, facts)) {
    throw new DomainError('appeal/too-late', { days: aftercareOf(whistle, at, facts).appealDays });
  }
  const clockIds = overdueOf(whistle, assignmentId).map(({ clockId }) => clockId);
  if (clockIds.length === 0) throw new DomainError('appeal/nothing-overdue', ref(assignment));
  const reason = deIdentify(command.input.reason, facts.known);
  return [{ type: 'AppealSubmitted', data: { ...ref(assignment), clockIds, reason, by: actor.id } }];
}

/** Two people have to uphold it, neither of them of the unit; the first who does not ends it. */
export function reviewAppeal(
  { input, context }: ReviewAppeal,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('ReviewAppeal', state);
  const assignment = everAssignmentOf({ input }, whistle);
  const { assignmentId } = assignment;
  const appeal = openAppeal(whistle, assignmentId);
  if (!appeal) throw new DomainError('appeal/none-pending', ref(assignment));
  requesterDoesNotDecide(appeal.by, context, 'appeal/own-request');
  concernedDoesNotJudge(assignment, context, facts.directory, 'appeal/own-unit');
  const by = context.actor.id;
  if (appeal.upheldBy.includes(by)) throw new DomainError('appeal/reviewed-by-you', ref(assignment));
  const { upheld } = input;
  const level = appeal.upheldBy.length === 0 ? 1 : 2;
  const reason = deIdentify(input.reason, facts.known);
  const reviewed: WhistleEvent = { type: 'AppealReviewed', data: { ...ref(assignment), level, upheld, reason, by } };
  if (!upheld) return [reviewed, { type: 'AppealRejected', data: ref(assignment) }];
  if (level === 1) return [reviewed];
  const exempted = overdueOf(whistle, assignmentId).filter(({ clockId }) => appeal.clockIds.includes(clockId));
  return [
    reviewed,
    ...exempted.map(({ clockId, clock }): WhistleEvent => {
      return { type: 'OverdueExempted', data: { ...ref(assignment), clockId, clock } };
    }),
  ];
}

/** 剔除: what was not to be asked of anybody counts for nobody; what happened stays what it was. */
export function excludeFromScoring(
  { input, context }: ExcludeFromScoring,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('ExcludeFromScoring', state);
  const { assignmentId, reason } = input;
  const assignment = assignmentId === undefined ? undefined : everAssignmentOf({ input: { assignmentId } }, whistle);
  if (assignment) concernedDoesNotJudge(assignment, context, facts.directory, 'exclusion/own-unit');
  if (['', assignmentId ?? ''].some((one) => whistle.excluded.includes(one))) {
    throw new DomainError('exclusion/already-excluded');
  }
  const of = assignment && ref(assignment);
  return [{ type: 'ExclusionDecided', data: { ...of, reason: deIdentify(reason, facts.known) } }];
}
