import { runClocksOn } from './running-clock.js';
import type { WhistleEvent, WhistleEventOf } from './whistle.events.js';
import {
  type AnswerableWhistle,
  type Assignment,
  assignmentsOf,
  type FollowedUpWhistle,
  type FollowUp,
  type TriageWhistle,
  type Whistle,
  type WhistleState,
} from './whistle.state.js';

export function evolve(state: WhistleState, event: WhistleEvent): WhistleState {
  if (event.type === 'WhistleRaised') return raised(event.data);
  if (state.status === 'NONE') throw new Error(`history is broken: ${event.type} before WhistleRaised`);
  return { ...next(state, event), ...runClocksOn(state, event) };
}

function raised(data: WhistleEventOf<'WhistleRaised'>['data']): TriageWhistle {
  const { summary, sealed, categoryCode } = data;
  const start = {
    conditionSeq: 1,
    urgency: undefined,
    routing: undefined,
    infoRequests: 0,
    clocks: [],
    clockCount: 0,
    evidence: [],
  };
  return { status: 'RAISED', raised: data, summary, sealed, categoryCode, ...start };
}

function next(state: Whistle, event: Exclude<WhistleEvent, { type: 'WhistleRaised' }>): Whistle {
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
    case 'WhistleDispatched':
      return {
        ...state,
        status: 'DISPATCHED',
        round: event.data.round,
        dispatchedBy: event.data.by,
        assignments: assignmentsOf(state),
      };
    case 'AssignmentCreated':
      return { ...assigned(state), assignments: [...assignmentsOf(state), newAssignment(event.data)] };
    case 'AssignmentSigned':
      return withAssignment(state, event.data.assignmentId, { signed: true });
    case 'ContactRecorded':
      return withAssignment(state, event.data.assignmentId, { contacted: true });
    case 'DepartmentReportedIn':
      return withAssignment(state, event.data.assignmentId, {
        reportedIn: true,
        ...(event.occurredAt !== undefined && { reportedInAt: event.occurredAt }),
      });
    case 'AllDepartmentsReportedIn':
      return state.status === 'DISPATCHED' ? { ...state, status: 'REPORTED' } : state;
    case 'HandlingStarted':
      return { ...assigned(state), status: 'HANDLING' };
    case 'AssignmentResultSubmitted':
      return withAssignment(state, event.data.assignmentId, { resultSubmitted: true });
    case 'ResultSubmitted':
      return {
        ...assigned(withAssignment(state, event.data.assignmentId, { resultSubmitted: true })),
        status: 'HANDLED',
        result: event.data,
      };
    case 'FollowUpOpened':
      return { ...answerable(state), status: 'FOLLOW_UP', followUp: { attempts: 0, unreachable: false } };
    case 'FollowUpAttempted':
      return withFollowUp(state, { attempts: event.data.attempt });
    case 'FollowUpCompleted':
      return withFollowUp(state, { answer: event.data });
    case 'FollowUpUnreachable':
      return withFollowUp(state, { unreachable: true });
    case 'WhistleClosed':
      return { ...state, status: 'CLOSED', kind: event.data.kind };
    case 'WhistleWithdrawn':
      return { ...state, status: 'WITHDRAWN' };
    case 'InfoRequested':
      return { ...triaged(state), status: 'PENDING_INFO', infoRequests: event.data.request };
    case 'PreVerificationOrdered':
      return { ...triaged(state), status: 'PRE_VERIFYING', verifyingUnitId: event.data.unitId };
    case 'InfoSupplied':
    case 'PreVerificationReported':
      return { ...triaged(state), status: 'RAISED' };
    case 'InfoRequestExpired':
      return { ...state, status: 'REJECTED' };
    case 'HazardContained':
      return withAssignment(state, event.data.assignmentId, { contained: true });
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
    case 'ExtensionRequested':
    case 'ExtensionGranted':
    case 'ExtensionDenied':
    case 'DeadlineSet':
    case 'DeadlineMissed':
    case 'DeadlineWarned':
    case 'SupervisionOpened':
    case 'DeadlineCleared':
    case 'DeadlineRecalculated':
    case 'ProgressLogged':
      return state;
  }
}

const newAssignment = (data: WhistleEventOf<'AssignmentCreated'>['data']): Assignment => ({
  ...data,
  signed: false,
  contacted: false,
  reportedIn: false,
  contained: false,
  resultSubmitted: false,
  suspended: false,
  suspensions: 0,
});

/** The history itself guarantees these shapes; a history that does not is broken, and must stop whoever reads it. */
function assigned(state: Whistle): Extract<Whistle, { round: number }> {
  return 'round' in state && state.round !== undefined ? state : broken(state);
}

function triaged(state: Whistle): TriageWhistle {
  const { status } = state;
  return status === 'RAISED' || status === 'PENDING_INFO' || status === 'PRE_VERIFYING' ? state : broken(state);
}

function answerable(state: Whistle): AnswerableWhistle {
  return state.status === 'HANDLED' || state.status === 'SELF_RESOLVED' ? state : broken(state);
}

function withAssignment(state: Whistle, assignmentId: string, change: Partial<Assignment>): Whistle {
  const assignments = assignmentsOf(state).map((one) =>
    one.assignmentId === assignmentId ? { ...one, ...change } : one,
  );
  return { ...assigned(state), assignments };
}

/** The case rests and goes on with its lead; an assisting unit rests alone (EC-07). */
function suspended(state: Whistle, assignmentId: string, rests: boolean): Whistle {
  const assignment = assignmentsOf(state).find((one) => one.assignmentId === assignmentId) ?? broken(state);
  const suspensions = assignment.suspensions + (rests ? 1 : 0);
  const change = { suspended: rests, suspensions, suspensionAsked: undefined };
  const next = withAssignment(state, assignmentId, change);
  return assignment.role === 'LEAD' ? { ...assigned(next), status: rests ? 'SUSPENDED' : 'HANDLING' } : next;
}

function withFollowUp(state: Whistle, change: Partial<FollowUp>): FollowedUpWhistle {
  return state.status === 'FOLLOW_UP' ? { ...state, followUp: { ...state.followUp, ...change } } : broken(state);
}

function broken(state: Whistle): never {
  throw new Error(`history is broken: an event does not fit status ${state.status}`);
}
