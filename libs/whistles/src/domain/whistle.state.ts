import type { ClockKind, Urgency } from '@app/catalogue/domain';
import type { Instant } from '@app/kernel';
import { clocksStoppedBy } from './clocks.js';
import type { WhistleEvent, WhistleEventOf } from './whistle.events.js';
import type * as words from './whistle.words.js';

/** A clock that has been started. It runs until an event stops it; `missed` says that it ran out while running. */
export interface RunningClock {
  readonly clockId: string;
  readonly clock: ClockKind;
  readonly assignmentId?: string | undefined;
  readonly unitId?: string | undefined;
  readonly dueAt: Instant;
  readonly missed: boolean;
}

export interface Assignment {
  readonly assignmentId: string;
  readonly unitId: string;
  readonly role: words.AssignmentRole;
  readonly mandatory: boolean;
  readonly reportsIn: boolean;
  readonly signed: boolean;
  readonly contacted: boolean;
  readonly reportedIn: boolean;
  readonly resultSubmitted: boolean;
}

/** What every whistle has from the start. */
interface Case {
  readonly raised: WhistleEventOf<'WhistleRaised'>['data'];
  readonly summary: string;
  readonly sealed: boolean;
  readonly categoryCode: string | undefined;
  readonly conditionSeq: number;
  readonly urgency: Urgency | undefined;
  readonly routing: WhistleEventOf<'WhistleRouted'>['data'] | undefined;
  readonly clocks: readonly RunningClock[];
  /** How many clocks were ever started: numbers the next one. */
  readonly clockCount: number;
}

interface Assigned extends Case {
  readonly round: number;
  readonly dispatchedBy: string;
  readonly assignments: readonly Assignment[];
}

interface FollowUp {
  readonly attempts: number;
  readonly answer?: WhistleEventOf<'FollowUpCompleted'>['data'];
  readonly unreachable: boolean;
}

type In<Status extends words.Status, Shape> = Status extends unknown ? Shape & { readonly status: Status } : never;

export type TriageWhistle = In<'RAISED' | 'ACCEPTED', Case>;
export type AssignedWhistle = In<'DISPATCHED' | 'REPORTED' | 'HANDLING', Assigned>;
export type HandledWhistle = In<'HANDLED', Assigned & { readonly result: WhistleEventOf<'ResultSubmitted'>['data'] }>;
export type FollowedUpWhistle = In<'FOLLOW_UP', Omit<HandledWhistle, 'status'> & { readonly followUp: FollowUp }>;
export type ClosedWhistle = In<'CLOSED', Assigned & { readonly kind: words.ClosingKind }>;
export type EndedWhistle = In<'REJECTED', Case> | In<'WITHDRAWN', Case & Partial<Pick<Assigned, 'assignments'>>>;

export type Whistle =
  TriageWhistle | AssignedWhistle | HandledWhistle | FollowedUpWhistle | ClosedWhistle | EndedWhistle;
export type WhistleState = { readonly status: 'NONE' } | Whistle;
/** The shapes that a whistle can have in these statuses. */
export type WhistleIn<Status extends WhistleState['status']> = Extract<WhistleState, { status: Status }>;

export const assignmentsOf = (state: WhistleState): readonly Assignment[] =>
  'assignments' in state ? (state.assignments ?? []) : [];

export function evolve(state: WhistleState, event: WhistleEvent): WhistleState {
  if (event.type === 'WhistleRaised') return raised(event.data);
  if (state.status === 'NONE') throw new Error(`history is broken: ${event.type} before WhistleRaised`);
  return stopClocks(next(state, event), event);
}

function raised(data: WhistleEventOf<'WhistleRaised'>['data']): TriageWhistle {
  const { summary, sealed, categoryCode } = data;
  const start = { conditionSeq: 1, urgency: undefined, routing: undefined, clocks: [], clockCount: 0 };
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
      return withAssignment(state, event.data.assignmentId, { reportedIn: true });
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
      return { ...handled(state), status: 'FOLLOW_UP', followUp: { attempts: 0, unreachable: false } };
    case 'FollowUpAttempted':
      return withFollowUp(state, { attempts: event.data.attempt });
    case 'FollowUpCompleted':
      return withFollowUp(state, { answer: event.data });
    case 'FollowUpUnreachable':
      return withFollowUp(state, { unreachable: true });
    case 'WhistleClosed':
      return { ...assigned(state), status: 'CLOSED', kind: event.data.kind };
    case 'WhistleWithdrawn':
      return { ...state, status: 'WITHDRAWN' };
    case 'DeadlineSet': {
      const { clockId, clock, assignmentId, unitId, dueAt } = event.data;
      const started = { clockId, clock, assignmentId, unitId, dueAt, missed: false };
      const others = state.clocks.filter((one) => one.clockId !== clockId);
      return { ...state, clocks: [...others, started], clockCount: state.clockCount + 1 };
    }
    case 'DeadlineMissed':
      return {
        ...state,
        clocks: state.clocks.map((one) => (one.clockId === event.data.clockId ? { ...one, missed: true } : one)),
      };
    case 'ProgressLogged':
      return state;
  }
}

function stopClocks(state: Whistle, event: WhistleEvent): Whistle {
  const stops = clocksStoppedBy(event);
  const clocks = state.clocks.filter((clock) => !stops(clock));
  return clocks.length === state.clocks.length ? state : { ...state, clocks };
}

const newAssignment = (data: WhistleEventOf<'AssignmentCreated'>['data']): Assignment => ({
  ...data,
  signed: false,
  contacted: false,
  reportedIn: false,
  resultSubmitted: false,
});

/** The history itself guarantees these shapes; a history that does not is broken, and must stop whoever reads it. */
function assigned(state: Whistle): AssignedWhistle | HandledWhistle | FollowedUpWhistle | ClosedWhistle {
  return 'round' in state ? state : broken(state);
}

function handled(state: Whistle): HandledWhistle {
  return state.status === 'HANDLED' ? state : broken(state);
}

function withAssignment(state: Whistle, assignmentId: string, change: Partial<Assignment>): Whistle {
  const assignments = assignmentsOf(state).map((one) =>
    one.assignmentId === assignmentId ? { ...one, ...change } : one,
  );
  return { ...assigned(state), assignments };
}

function withFollowUp(state: Whistle, change: Partial<FollowUp>): FollowedUpWhistle {
  return state.status === 'FOLLOW_UP' ? { ...state, followUp: { ...state.followUp, ...change } } : broken(state);
}

function broken(state: Whistle): never {
  throw new Error(`history is broken: an event does not fit status ${state.status}`);
}
