import { afterwards, isAftercare, supervised, withSuccessor } from './aftercare.evolve.js';
import { NO_AFTERCARE } from './aftercare.state.js';
import { evolveDispute, isDispute, newAssignment, recalled } from './dispute.evolve.js';
import { withHandlingSpans } from './handling-time.js';
import { withChosenLimits } from './limit-chosen.js';
import { pastClocksOn } from './past-clocks.js';
import { runClocksOn } from './running-clock.js';
import {
  answerable,
  assigned,
  broken,
  did,
  dispatchedBy,
  suspended,
  triaged,
  withAssignment,
  withFollowUp,
  withStatus,
} from './shapes.js';
import { streetResponseOn } from './street-turn.js';
import type { WhistleEvent, WhistleEventOf } from './whistle.events.js';
import {
  type AnswerableWhistle,
  assignmentsOf,
  type Merged,
  type MergedWhistle,
  type TriageWhistle,
  type Whistle,
  type WhistleState,
} from './whistle.state.js';

export function evolve(state: WhistleState, event: WhistleEvent): WhistleState {
  if (event.type === 'WhistleRaised') return raised(event.data);
  if (state.status === 'NONE') throw new Error(`history is broken: ${event.type} before WhistleRaised`);
  const { clocks, clockCount } = runClocksOn(state, event);
  const ran = { clocks: withChosenLimits(clocks, event, state), clockCount, pastClocks: pastClocksOn(state, event) };
  const after = { ...next(state, event), ...ran, ...streetResponseOn(state, event) };
  if (!('round' in after) || after.round === undefined) return after;
  const assignments = withHandlingSpans(assignmentsOf(state), after.assignments, event.occurredAt);
  return assignments === after.assignments ? after : { ...after, assignments };
}

function raised(data: WhistleEventOf<'WhistleRaised'>['data']): TriageWhistle {
  const { summary, sealed, categoryCode } = data;
  const counted = { infoRequests: 0, clocks: [], clockCount: 0, evidence: [], followers: [], ...NO_AFTERCARE };
  const start = {
    conditionSeq: 1,
    urgency: undefined,
    whistleType: 'ORDINARY' as const,
    routing: undefined,
    ...counted,
  };
  return { status: 'RAISED', raised: data, summary, sealed, categoryCode, ...start };
}

function next(state: Whistle, event: Exclude<WhistleEvent, { type: 'WhistleRaised' }>): Whistle {
  if (isAftercare(event)) return afterwards(state, event);
  if (isDispute(event)) return evolveDispute(state, event);
  switch (event.type) {
    case 'WhistleRouted':
      return { ...state, routing: event.data };
    case 'WhistleAccepted': {
      const { categoryCode, conditionSeq, urgency, sealed = state.sealed } = event.data;
      return { ...state, status: 'ACCEPTED', categoryCode, conditionSeq, urgency, sealed };
    }
    case 'WhistleRejected':
      return { ...state, status: 'REJECTED' };
    case 'WhistleReclassified': {
      const { categoryCode, conditionSeq, urgency, sealed, summary } = event.data;
      return { ...state, categoryCode, conditionSeq, urgency, sealed, summary: summary ?? state.summary };
    }
    case 'WhistleDispatched': {
      const { round, by, whistleType = 'ORDINARY' } = event.data;
      return { ...dispatchedBy(state, round, by), whistleType };
    }
    case 'AssignmentCreated':
      return assignmentCreated(state, event);
    case 'AssignmentSigned':
      return did(state, event, 'SIGNED', { signed: true });
    case 'ContactRecorded':
      return did(state, event, 'CONTACTED', { contacted: true });
    case 'DepartmentReportedIn':
      return did(state, event, 'REPORTED_IN', { reportedIn: true });
    case 'AllDepartmentsReportedIn':
      return state.status === 'DISPATCHED' ? { ...state, status: 'REPORTED' } : state;
    case 'HandlingStarted':
      return { ...withAssignment(state, event.data.assignmentId, { working: true }), status: 'HANDLING' };
    case 'AssignmentResultSubmitted':
      return did(state, event, 'RESULT_SUBMITTED', { resultSubmitted: true });
    case 'ResultSubmitted':
      return {
        ...assigned(did(state, event, 'RESULT_SUBMITTED', { resultSubmitted: true })),
        status: 'HANDLED',
        result: event.data,
        termination: undefined,
      };
    case 'FollowUpOpened':
      return followedUp(state.status === 'MERGED' ? state : answerable(state));
    case 'FollowUpAttempted':
      return withFollowUp(state, { attempts: event.data.attempt, triedAt: event.occurredAt });
    case 'FollowUpCompleted':
      return withFollowUp(state, { answer: event.data });
    case 'FollowUpUnreachable':
      return withFollowUp(state, { unreachable: true });
    case 'WhistleClosed':
      return { ...state, status: 'CLOSED', kind: event.data.kind, closedAt: event.occurredAt };
    case 'WhistleWithdrawn':
      return { ...state, status: 'WITHDRAWN' };
    case 'InfoRequested':
      return { ...triaged(state), status: 'PENDING_INFO', infoRequests: event.data.request };
    case 'PreVerificationOrdered':
      return {
        ...triaged(state),
        status: 'PRE_VERIFYING',
        verifyingUnitId: event.data.unitId,
        verifyingSince: event.occurredAt,
      };
    case 'InfoSupplied':
    case 'PreVerificationReported':
      return { ...triaged(state), status: 'RAISED' };
    case 'InfoRequestExpired':
      return { ...state, status: 'REJECTED' };
    case 'HazardContained':
      return did(state, event, 'CONTAINED', { contained: true });
    case 'SuspensionRequested': {
      const { assignmentId, until, by } = event.data;
      return withAssignment(state, assignmentId, { suspensionAsked: { until, by } });
    }
    case 'SuspensionDenied':
      return withAssignment(state, event.data.assignmentId, { suspensionAsked: undefined });
    case 'SuspensionApproved':
      return suspended(state, event.data.assignmentId, true);
    case 'CaseResumed':
      return suspended(state, event.data.assignmentId, false);
    case 'EvidenceAttached':
      return { ...state, evidence: [...state.evidence, { ...event.data, attachedAt: event.occurredAt }] };
    case 'EmergencyRedirected':
      return { ...state, emergencyLine: event.data.channel };
    case 'WhistleRedirected':
      return { ...state, status: 'REDIRECTED' };
    case 'ReporterInformed':
      return { ...state, status: 'INFORMED' };
    case 'SelfResolved':
      return { ...state, status: 'SELF_RESOLVED', selfResolved: event.data };
    case 'SupervisionOpened': {
      const { by, level } = event.data;
      return by === undefined ? state : supervised(state, event.data, { level, answered: false });
    }
    case 'DepartmentRated':
      return withAssignment(state, event.data.assignmentId, { departmentRated: true });
    case 'StreetRated':
      return withAssignment(state, event.data.assignmentId, { streetRated: true });
    case 'WhistleMerged':
      return mergedInto(state, event.data);
    case 'WhistleUnmerged':
      return onItsOwn(state, event.data.to);
    case 'OutcomeShared':
      return { ...state, merged: { ...follower(state), shared: event.data } };
    case 'OutcomeRecalled':
      return { ...state, status: 'MERGED', merged: { ...follower(state), shared: undefined } };
    case 'FollowerAbsorbed':
      return { ...state, followers: [...state.followers, event.data] };
    case 'FollowerReleased':
      return { ...state, followers: state.followers.filter((one) => one.followerId !== event.data.followerId) };
    case 'StreetCalled':
    case 'StreetResponded':
    case 'ExtensionRequested':
    case 'ExtensionGranted':
    case 'ExtensionDenied':
    case 'DeadlineSet':
    case 'DeadlineMissed':
    case 'DeadlineWarned':
    case 'DeadlineCleared':
    case 'DeadlineRecalculated':
    case 'ProgressLogged':
      return state;
  }
}

function assignmentCreated(state: Whistle, event: WhistleEventOf<'AssignmentCreated'>): Whistle {
  const whistle = assigned(state);
  const { setRevision = whistle.setRevision, caseStatus } = event.data;
  const assignments = [...whistle.assignments, newAssignment(state, event)];
  return withStatus({ ...withSuccessor(whistle, event.data), assignments, setRevision }, caseStatus);
}

/** Its units are released by then: where it is taken out again, it waits to be dispatched anew. */
function mergedInto(state: Whistle, data: WhistleEventOf<'WhistleMerged'>['data']): Whistle {
  const merged = { ...data, promisedSince: promisedSince(state) };
  const undispatched = data.from === 'DISPATCHED' ? recalled(state) : state;
  return { ...undispatched, status: 'MERGED', merged };
}

const promisedSince = ({ clocks }: Whistle): string | undefined =>
  clocks.find(({ clock, missed }) => clock === 'RESIDENT_TOTAL' && !missed)?.startedAt;

const followedUp = (state: AnswerableWhistle | MergedWhistle): Whistle => ({
  ...state,
  status: 'FOLLOW_UP',
  followUp: { attempts: 0, unreachable: false },
});

const onItsOwn = (state: Whistle, to: 'RAISED' | 'ACCEPTED'): Whistle =>
  to === 'RAISED' ? { ...state, status: to, merged: undefined } : { ...state, status: to, merged: undefined };

const follower = (state: Whistle): Merged => state.merged ?? broken(state);
