import { DomainError } from '@app/kernel';
import type { WhistleEvent, WhistleEventOf } from './whistle.events.js';
import { type Assignment, inDispute, leadOf, liveAssignmentsOf, type Whistle } from './whistle.state.js';
import type { ReleaseCause, Status } from './whistle.words.js';

/** 全部报到: somebody leads, and every unit that has to come is in. */
export function isComplete(whistle: Whistle): boolean {
  const convened = liveAssignmentsOf(whistle).filter(({ mandatory, reportsIn }) => mandatory && reportsIn);
  return leadOf(whistle) !== undefined && convened.length > 0 && convened.every(({ reportedIn }) => reportedIn);
}

/** Said once for each revision of the set: when the change that makes it so is made (EC-11). */
export const completedSince = (before: Whistle) => (now: Whistle) =>
  isComplete(now) && !isComplete(before) ? [allIn(now)] : [];

const allIn = (now: Whistle): WhistleEvent => ({
  type: 'AllDepartmentsReportedIn',
  data: { setRevision: 'setRevision' in now ? now.setRevision : 1 },
});

/** The number of the set that the next change makes. */
export const nextSet = (whistle: Whistle): number => ('setRevision' in whistle ? whistle.setRevision : 0) + 1;

/** The case's status when nothing is disputed: it follows its lead. */
export function undisputed(whistle: Whistle): Status {
  const lead = leadOf(whistle);
  if (!lead) return 'BACK_AT_DISPATCH';
  if (lead.suspended) return 'SUSPENDED';
  if (lead.working) return 'HANDLING';
  return isComplete(whistle) ? 'REPORTED' : 'DISPATCHED';
}

type Release = Omit<WhistleEventOf<'AssignmentReleased'>['data'], 'assignmentId' | 'unitId' | 'setRevision'> & {
  readonly cause: ReleaseCause;
};

/** 解除. Several at once make one new set. */
export const released = (
  { assignmentId, unitId }: Assignment,
  setRevision: number,
  { cause, ...why }: Release,
): WhistleEvent => ({ type: 'AssignmentReleased', data: { assignmentId, unitId, cause, ...why, setRevision } });

/** What somebody disputes is not over. @throws DomainError result/return-pending */
export function nobodyDisputes(whistle: Whistle): void {
  const disputing = liveAssignmentsOf(whistle).filter(inDispute);
  if (disputing.length === 0) return;
  throw new DomainError('result/return-pending', { unitIds: disputing.map(({ unitId }) => unitId) });
}

/** The units that have given it back, rightly. */
export const returnedBy = (assignments: readonly Assignment[]): readonly string[] =>
  assignments.filter(({ released: cause }) => cause === 'RETURNED').map(({ unitId }) => unitId);
