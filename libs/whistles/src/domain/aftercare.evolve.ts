import { type AftercareEventType, aftercareEvents } from './aftercare.events.js';
import type { Supervision } from './aftercare.state.js';
import { answerable, withEverAssignment, withStatus } from './shapes.js';
import type { WhistleEvent, WhistleEventOf } from './whistle.events.js';
import {
  type AssignedWhistle,
  assignmentsOf,
  type ClosedWhistle,
  type HandledWhistle,
  type SelfResolvedWhistle,
  type TriageWhistle,
  type Whistle,
} from './whistle.state.js';

export type AftercareEvent = WhistleEventOf<AftercareEventType>;
export const isAftercare = (event: WhistleEvent): event is AftercareEvent => event.type in aftercareEvents;

/** What becomes of a whistle by what comes after its result, and by what people decide about it. */
export function afterwards(state: Whistle, event: AftercareEvent): Whistle {
  switch (event.type) {
    case 'PostHandleCheckOrdered': {
      const { unitId } = event.data;
      const checkers = unitId === undefined ? state.checkers : [...state.checkers, unitId];
      return { ...answerable(state), status: 'CHECKING', check: { unitId }, checkers };
    }
    case 'CheckPassed':
    case 'CheckFailed':
      return checked(state, event.type === 'CheckPassed');
    case 'ReworkOrdered':
      return { ...workingAgain(state, event.data.assignments), reworks: event.data.n, sentBackAt: event.occurredAt };
    case 'WhistleReopened':
      return withStatus(
        { ...workingAgain(state, [event.data]), reopened: event.data, sentBackAt: event.occurredAt },
        event.data.caseStatus,
      );
    case 'AppealSubmitted': {
      const { assignmentId, clockIds, by } = event.data;
      return { ...state, appeals: [...state.appeals, { assignmentId, clockIds, by, upheldBy: [], decided: false }] };
    }
    case 'AppealReviewed':
      return reviewed(state, event.data);
    case 'OverdueExempted':
    case 'AppealRejected':
      return state;
    case 'ExclusionDecided':
      return { ...state, excluded: [...state.excluded, event.data.assignmentId ?? ''] };
    case 'UrgencyChanged':
      return { ...state, urgency: event.data.to };
    case 'VoidingRequested':
      return { ...state, voiding: event.data };
    case 'VoidingDenied':
      return { ...state, voiding: undefined };
    case 'WhistleVoided':
      return { ...state, status: 'VOIDED', voiding: undefined };
    case 'TerminationRequested':
      return { ...state, termination: event.data };
    case 'TerminationDenied':
    case 'HandlingTerminated':
      return { ...state, termination: undefined };
    case 'SupervisionAnswered':
      return supervised(state, { assignmentId: event.data.assignmentId }, { answered: true });
    case 'FactCorrected': {
      const { assignmentId, fact, is } = event.data;
      const moments = assignmentsOf(state).find((one) => one.assignmentId === assignmentId)?.moments;
      return withEverAssignment(state, assignmentId, { moments: { ...moments, [fact]: is } });
    }
  }
}

function checked(state: Whistle, passed: boolean): Whistle {
  const whistle = state.status === 'FOLLOW_UP' ? state : answerable(state);
  const check = { ...whistle.check, passed };
  if (whistle.status === 'FOLLOW_UP') return { ...whistle, check };
  return 'selfResolved' in whistle
    ? { ...whistle, status: 'SELF_RESOLVED', check }
    : { ...whistle, status: 'HANDLED', check };
}

/** What a whistle has only once something has come of it. */
type Outcome = Partial<
  Pick<HandledWhistle, 'result' | 'check'> &
    Pick<SelfResolvedWhistle, 'selfResolved'> &
    Pick<ClosedWhistle, 'followUp' | 'kind' | 'closedAt'>
>;

/** Back to those who have to handle it once more, the others keep what they have done; or to the desk, if no unit had it. */
function workingAgain(
  state: Whistle,
  again: readonly { readonly assignmentId?: string | undefined }[],
): AssignedWhistle | TriageWhistle {
  const {
    result: _result,
    check: _check,
    selfResolved: _selfResolved,
    followUp: _followUp,
    kind: _kind,
    closedAt: _closedAt,
    merged: _merged,
    ...whistle
  }: Outcome & Whistle = state;
  if (!('round' in whistle) || whistle.round === undefined) return { ...whistle, status: 'ACCEPTED' };
  const assignments = whistle.assignments.map((one) =>
    again.some(({ assignmentId }) => assignmentId === one.assignmentId)
      ? { ...one, resultSubmitted: false, suspended: false, suspensionAsked: undefined, working: one.role === 'LEAD' }
      : one,
  );
  return { ...whistle, status: 'HANDLING', assignments };
}

/** The second who upholds it decides it, as does the first who does not. */
function reviewed(state: Whistle, data: WhistleEventOf<'AppealReviewed'>['data']): Whistle {
  const { assignmentId, upheld, level, by } = data;
  const appeals = state.appeals.map((one) => {
    if (one.assignmentId !== assignmentId) return one;
    return { ...one, upheldBy: upheld ? [...one.upheldBy, by] : one.upheldBy, decided: !upheld || level === 2 };
  });
  return { ...state, appeals };
}

/** The last order to a unit, or to the desk, takes the place of the one before. */
export function supervised(
  state: Whistle,
  { assignmentId }: Pick<Supervision, 'assignmentId'>,
  change: Partial<Supervision> & Pick<Supervision, 'answered'>,
): Whistle {
  const before = state.supervisions.find((one) => one.assignmentId === assignmentId);
  const level = change.level ?? before?.level ?? 'BLUE';
  const others = state.supervisions.filter((one) => one !== before);
  return { ...state, supervisions: [...others, { assignmentId, level, answered: change.answered }] };
}

/** 机构合并: what the former unit has to answer is its successor's to answer. */
export const withSuccessor = <Assigned extends Whistle>(
  state: Assigned,
  { takesOver, assignmentId }: WhistleEventOf<'AssignmentCreated'>['data'],
): Assigned =>
  takesOver === undefined
    ? state
    : {
        ...state,
        supervisions: state.supervisions.map((one) =>
          one.assignmentId === takesOver ? { ...one, assignmentId } : one,
        ),
      };

/** What a unit has not answered when it is released is the desk's to answer: it is not lost with the task. */
export function supervisedAtTheDesk(state: Whistle, assignmentId: string): Whistle {
  const open = state.supervisions.find((one) => one.assignmentId === assignmentId && !one.answered);
  if (!open) return state;
  const others = state.supervisions.filter((one) => one !== open);
  return supervised({ ...state, supervisions: others }, { assignmentId: undefined }, open);
}
