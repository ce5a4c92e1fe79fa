import type {
  AnswerableWhistle,
  Assignment,
  ClosedWhistle,
  FollowedUpWhistle,
  FollowUp,
  TriageWhistle,
  Whistle,
} from './whistle.state.js';
import { assignmentsOf } from './whistle.state.js';

/** The history itself guarantees these shapes; a history that does not is broken, and must stop whoever reads it. */
export function assigned(state: Whistle): Extract<Whistle, { round: number }> {
  return 'round' in state && state.round !== undefined ? state : broken(state);
}

export function triaged(state: Whistle): TriageWhistle {
  const { status } = state;
  return status === 'RAISED' || status === 'PENDING_INFO' || status === 'PRE_VERIFYING' ? state : broken(state);
}

export function answerable(state: Whistle): AnswerableWhistle {
  const { status } = state;
  return status === 'HANDLED' || status === 'SELF_RESOLVED' || status === 'CHECKING' ? state : broken(state);
}

export function withAssignment(state: Whistle, assignmentId: string, change: Partial<Assignment>): Whistle {
  const assignments = assignmentsOf(state).map((one) =>
    one.assignmentId === assignmentId ? { ...one, ...change } : one,
  );
  return { ...assigned(state), assignments };
}

/** Somebody who could not be reached may answer after the closing (EC-21). */
export function withFollowUp(state: Whistle, change: Partial<FollowUp>): FollowedUpWhistle | ClosedWhistle {
  const { status } = state;
  if (status !== 'FOLLOW_UP' && status !== 'CLOSED') return broken(state);
  return state.followUp ? { ...state, followUp: { ...state.followUp, ...change } } : broken(state);
}

export function broken(state: Whistle): never {
  throw new Error(`history is broken: an event does not fit status ${state.status}`);
}
