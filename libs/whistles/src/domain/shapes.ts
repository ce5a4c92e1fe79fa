import type { DatedFact } from './aftercare.words.js';
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
import type { Status } from './whistle.words.js';

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

type Change = Partial<Assignment> | ((assignment: Assignment) => Partial<Assignment>);

export const withAssignment = (state: Whistle, assignmentId: string, change: Change): ReturnType<typeof assigned> => ({
  ...assigned(state),
  assignments: assignmentsWith(state, assignmentId, change),
});

/** Of a dispatch that was recalled, too (撤回派单): what was done then may still turn out to have been otherwise. */
export function withEverAssignment(state: Whistle, assignmentId: string, change: Change): Whistle {
  if ('round' in state && state.round !== undefined) return withAssignment(state, assignmentId, change);
  const { recalled = broken(state) } = state;
  return { ...state, recalled: { ...recalled, assignments: assignmentsWith(state, assignmentId, change) } };
}

function assignmentsWith(state: Whistle, assignmentId: string, change: Change): readonly Assignment[] {
  const changed = (one: Assignment) => ({ ...one, ...(typeof change === 'function' ? change(one) : change) });
  return assignmentsOf(state).map((one) => (one.assignmentId === assignmentId ? changed(one) : one));
}

/** The case follows its lead: an event that changes its status says so. */
export const withStatus = (state: Whistle, status: Status | undefined): Whistle =>
  status === undefined ? state : ({ ...state, status } as Whistle);

/** Dispatched, for the first time or again. What it stopped is kept: a recall restores it. */
export function dispatchedBy(state: Whistle, round: number, by: string): Whistle {
  const before = 'round' in state && state.round !== undefined ? state : state.recalled;
  return {
    ...state,
    status: 'DISPATCHED',
    round,
    dispatchedBy: [...(before?.dispatchedBy ?? []), by],
    assignments: assignmentsOf(state),
    setRevision: (before?.setRevision ?? 0) + 1,
    dispatchClock: state.clocks.find(({ clock }) => clock === 'DISPATCH'),
    recalled: undefined,
  };
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

/** The case rests and goes on with its lead; an assisting unit rests alone (EC-07). */
export function suspended(state: Whistle, assignmentId: string, rests: boolean): Whistle {
  const assignment = assignmentsOf(state).find((one) => one.assignmentId === assignmentId) ?? broken(state);
  const suspensions = assignment.suspensions + (rests ? 1 : 0);
  const change = { suspended: rests, suspensions, suspensionAsked: undefined };
  const next = withAssignment(state, assignmentId, change);
  return assignment.role === 'LEAD' ? { ...assigned(next), status: rests ? 'SUSPENDED' : 'HANDLING' } : next;
}

/** What a unit has done, and when: the first contact counts. */
export function did(
  state: Whistle,
  { data, occurredAt }: { readonly data: { readonly assignmentId: string }; readonly occurredAt?: string },
  fact: DatedFact,
  change: Partial<Assignment>,
): Whistle {
  const before = assignmentsOf(state).find(({ assignmentId }) => assignmentId === data.assignmentId)?.moments;
  const again = fact === 'CONTACTED' && before?.CONTACTED !== undefined;
  const moments = again || occurredAt === undefined ? before : { ...before, [fact]: occurredAt };
  return withAssignment(state, data.assignmentId, { ...change, ...(moments && { moments }) });
}
