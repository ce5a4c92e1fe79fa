import type { ClockKind } from '@app/catalogue/domain';
import { clocksStoppedBy, type WhistleEventType } from '@app/whistles/domain';
import type { CountedClock, CountedWhistle, Dated } from './counted-whistle.js';

/** What each clock waits for. An assignment's is done by that assignment's own event only. */
const DONE_BY: Readonly<Partial<Record<ClockKind, readonly WhistleEventType[]>>> = {
  ACCEPT: ['WhistleAccepted', 'WhistleRejected', 'WhistleRedirected', 'ReporterInformed'],
  VERIFY: ['PreVerificationReported'],
  STREET_RESPONSE: ['StreetResponded', 'SelfResolved'],
  DISPATCH: ['WhistleDispatched', 'WhistleRedispatched', 'FallbackDispatched', 'SelfResolved'],
  SIGN: ['AssignmentSigned'],
  CONTACT: ['ContactRecorded'],
  REPORT_IN: ['DepartmentReportedIn'],
  CONTAIN: ['HazardContained'],
  HANDLE: ['AssignmentResultSubmitted', 'ResultSubmitted', 'WhistleClosed'],
  RETURN_DECISION: ['ReturnApproved', 'ReturnRejected', 'ArbitrationRequested'],
  ARBITRATION: ['ArbitrationDecided'],
  CHECK: ['CheckPassed', 'CheckFailed'],
  SUPERVISION: ['SupervisionAnswered'],
  FOLLOW_UP: ['FollowUpCompleted', 'FollowUpUnreachable', 'WhistleClosed'],
  RESIDENT_TOTAL: ['ResultSubmitted', 'SelfResolved', 'WhistleClosed'],
};
/** What a result does not make up for: a unit that never contacted anybody has not done so in time. */
const OWED: readonly ClockKind[] = ['SIGN', 'CONTACT', 'REPORT_IN', 'CONTAIN'];
const GOES_ON: readonly WhistleEventType[] = ['AssignmentResultSubmitted', 'ResultSubmitted', 'WhistleClosed'];

/** The clocks that the event stops have ended, each as it did. */
export function withoutStopped(whistle: CountedWhistle, event: Dated): CountedWhistle {
  const stops = clocksStoppedBy(event);
  if (!whistle.clocks.some((one) => one.end === 'RUNNING' && stops(one))) return whistle;
  const clocks = whistle.clocks.map((one) =>
    one.end === 'RUNNING' && stops(one) ? { ...one, end: endOf(one, event) } : one,
  );
  return { ...whistle, clocks };
}

function endOf(one: CountedClock, { type, data }: Dated): CountedClock['end'] {
  const of = 'assignmentId' in data ? data.assignmentId : undefined;
  const own = one.assignmentId === undefined || of === undefined || one.assignmentId === of;
  if (own && DONE_BY[one.clock]?.includes(type)) return 'DONE';
  return GOES_ON.includes(type) && OWED.includes(one.clock) ? 'PASSED_OVER' : 'DROPPED';
}
