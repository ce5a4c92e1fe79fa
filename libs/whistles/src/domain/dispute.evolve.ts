import { supervisedAtTheDesk } from './aftercare.evolve.js';
import { disputeEvents } from './dispute.events.js';
import { assigned, broken, dispatchedBy, withAssignment, withStatus } from './shapes.js';
import type { WhistleEvent, WhistleEventOf } from './whistle.events.js';
import { type Assignment, assignmentsOf, type Whistle } from './whistle.state.js';

type DisputeEvent = Extract<WhistleEvent, { type: keyof typeof disputeEvents }>;
export const isDispute = (event: WhistleEvent): event is DisputeEvent => event.type in disputeEvents;

export function evolveDispute(state: Whistle, event: DisputeEvent): Whistle {
  switch (event.type) {
    case 'ReturnRequested': {
      const { assignmentId, caseStatus } = event.data;
      return withStatus(withAssignment(state, assignmentId, { returnAsked: event.data }), caseStatus);
    }
    case 'ReturnApproved':
      return withStatus(
        withAssignment(state, event.data.assignmentId, { returnAsked: undefined }),
        event.data.caseStatus,
      );
    case 'ReturnRejected':
      return returnRejected(state, event.data);
    case 'ArbitrationRequested': {
      const { assignmentId, by, caseStatus } = event.data;
      const change = { returnAsked: undefined, arbitrationAskedBy: by };
      return withStatus(withAssignment(state, assignmentId, change), caseStatus);
    }
    case 'ArbitrationDecided':
      return arbitrated(state, event.data);
    case 'AssignmentReleased':
      return released(state, event);
    case 'AssistExcused':
      return withAssignment(state, event.data.assignmentId, { excused: true });
    case 'LeadChanged':
      return leadChanged(state, event.data);
    case 'WhistleRedispatched':
    case 'FallbackDispatched':
      return dispatchedBy(state, event.data.seq, event.data.by);
    case 'DispatchRecalled':
      return recalled(state);
  }
}

/** A unit's new assignment; after a merger of units, the former unit's with all that was done. */
export function newAssignment(state: Whistle, { data, occurredAt }: WhistleEventOf<'AssignmentCreated'>): Assignment {
  const { assignmentId, unitId, role, mandatory, reportsIn, noReturn = false, takesOver } = data;
  if (takesOver !== undefined) {
    const former = assignmentsOf(state).find((one) => one.assignmentId === takesOver) ?? broken(state);
    return { ...former, assignmentId, unitId, role, mandatory };
  }
  return {
    assignmentId,
    unitId,
    role,
    mandatory,
    reportsIn,
    assignedAt: occurredAt,
    moments: {},
    signed: false,
    contacted: false,
    reportedIn: false,
    contained: false,
    resultSubmitted: false,
    suspended: false,
    suspensions: 0,
    working: false,
    returnsRejected: 0,
    noReturn,
    final: noReturn,
    excused: false,
  };
}

function returnRejected(state: Whistle, data: WhistleEventOf<'ReturnRejected'>['data']): Whistle {
  const { assignmentId, noReturn, caseStatus } = data;
  const change = (one: Assignment) => {
    return { returnAsked: undefined, returnsRejected: one.returnsRejected + 1, noReturn: one.noReturn || noReturn };
  };
  return withStatus(withAssignment(state, assignmentId, change), caseStatus);
}

/** Whoever is named has it for good. */
function arbitrated(state: Whistle, data: WhistleEventOf<'ArbitrationDecided'>['data']): Whistle {
  const { leadUnitId, assists, caseStatus } = data;
  const mandatory = new Map([[leadUnitId, true], ...assists.map((one) => [one.unitId, one.mandatory] as const)]);
  const assignments = assignmentsOf(state).map((one): Assignment => {
    const named = one.released === undefined ? mandatory.get(one.unitId) : undefined;
    const ruled = named === undefined ? {} : { noReturn: true, final: true, mandatory: named };
    return { ...one, ...ruled, arbitrationAskedBy: undefined };
  });
  return withStatus({ ...assigned(state), assignments }, caseStatus);
}

function released(state: Whistle, { data, occurredAt }: WhistleEventOf<'AssignmentReleased'>): Whistle {
  const { assignmentId, cause, setRevision } = data;
  const clock = state.clocks.find((one) => one.clock === 'HANDLE' && one.assignmentId === assignmentId);
  const heldClock = clock && !clock.missed ? { ...clock, pausedAt: clock.pausedAt ?? occurredAt } : undefined;
  const settled = { returnAsked: undefined, arbitrationAskedBy: undefined, suspensionAsked: undefined };
  const termination = state.termination?.assignmentId === assignmentId ? undefined : state.termination;
  const change = { ...settled, released: cause, heldClock };
  const without = withAssignment(supervisedAtTheDesk(state, assignmentId), assignmentId, change);
  return { ...without, setRevision, termination };
}

/** The former lead assists until it is released; the new one, if it assisted, has to answer for all now. */
function leadChanged(state: Whistle, data: WhistleEventOf<'LeadChanged'>['data']): Whistle {
  const { from, to, setRevision, caseStatus } = data;
  const stepsBack = (one: Assignment): Partial<Assignment> =>
    one.released === undefined ? { role: 'ASSIST', working: false } : {};
  const leads = {
    role: 'LEAD' as const,
    mandatory: true,
    resultSubmitted: false,
    excused: false,
    working: caseStatus === 'HANDLING',
  };
  const changed = withAssignment(withAssignment(state, from.assignmentId, stepsBack), to.assignmentId, leads);
  return withStatus({ ...changed, setRevision }, caseStatus);
}

/** The dispatch is undone; what it left behind is kept. */
export function recalled(state: Whistle): Whistle {
  const { round, dispatchedBy: by, assignments, setRevision, dispatchClock, ...before } = assigned(state);
  const dispatch = { round, dispatchedBy: by, assignments, setRevision, dispatchClock };
  return { ...before, status: 'ACCEPTED', whistleType: 'ORDINARY', recalled: dispatch };
}
