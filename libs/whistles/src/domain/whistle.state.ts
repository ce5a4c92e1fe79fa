import type { EmergencyLine, Urgency } from '@app/catalogue/domain';
import type { CivilDate, Instant } from '@app/kernel';
import type { Aftercare, Check, Moments } from './aftercare.state.js';
import type { RunningClock } from './running-clock.js';
import type { WhistleEventOf } from './whistle.events.js';
import type * as words from './whistle.words.js';

export interface Assignment {
  readonly assignmentId: string;
  readonly unitId: string;
  readonly role: words.AssignmentRole;
  readonly mandatory: boolean;
  readonly reportsIn: boolean;
  readonly signed: boolean;
  readonly contacted: boolean;
  readonly reportedIn: boolean;
  /** 控险. */
  readonly contained: boolean;
  readonly resultSubmitted: boolean;
  readonly assignedAt?: Instant | undefined;
  readonly moments: Moments;
  /** 挂账: whether its work rests, how often it was let rest, and what was asked and is not decided. */
  readonly suspended: boolean;
  readonly suspensions: number;
  readonly suspensionAsked?: { readonly until: CivilDate; readonly by: string } | undefined;
}

/** 附件, as it was attached, and when. */
export type Evidence = WhistleEventOf<'EvidenceAttached'>['data'] & { readonly attachedAt?: Instant | undefined };

/** What every whistle has from the start. */
interface Case extends Aftercare {
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
  /** 附件, oldest first. */
  readonly evidence: readonly Evidence[];
  /** 补正: how often the reporter was asked for more. */
  readonly infoRequests: number;
  /** 核实: the unit that was sent to look last. */
  readonly verifyingUnitId?: string;
  /** 转紧急热线: the line that must be called, or was, last. */
  readonly emergencyLine?: EmergencyLine;
}

interface Assigned extends Case {
  readonly round: number;
  readonly dispatchedBy: string;
  readonly assignments: readonly Assignment[];
}

export interface FollowUp {
  readonly attempts: number;
  /** When nobody answered last. */
  readonly triedAt?: Instant | undefined;
  readonly answer?: WhistleEventOf<'FollowUpCompleted'>['data'];
  readonly unreachable: boolean;
}

type In<Status extends words.Status, Shape> = Status extends unknown ? Shape & { readonly status: Status } : never;

export type TriageWhistle = In<'RAISED' | 'PENDING_INFO' | 'PRE_VERIFYING' | 'ACCEPTED', Case>;
export type AssignedWhistle = In<'DISPATCHED' | 'REPORTED' | 'HANDLING' | 'SUSPENDED', Assigned>;
interface Answerable {
  /** 核查, once it was ordered. */
  readonly check?: Check;
}
export type HandledWhistle = In<
  'HANDLED' | 'CHECKING',
  Assigned & Answerable & { readonly result: WhistleEventOf<'ResultSubmitted'>['data'] }
>;
/** 自行处置: no department had it. */
export type SelfResolvedWhistle = In<
  'SELF_RESOLVED' | 'CHECKING',
  Case & Answerable & { readonly selfResolved: WhistleEventOf<'SelfResolved'>['data'] }
>;
/** Something has come of it that the reporter is asked about. */
export type AnswerableWhistle = HandledWhistle | SelfResolvedWhistle;
type FollowedUp<From> = From extends unknown ? Omit<From, 'status'> & { readonly followUp: FollowUp } : never;
export type FollowedUpWhistle = In<'FOLLOW_UP', FollowedUp<AnswerableWhistle>>;
interface Closed {
  readonly kind: words.ClosingKind;
  readonly closedAt: Instant | undefined;
  /** Absent if nobody was called. */
  readonly followUp?: FollowUp;
}
/** What no department had is closed too. */
type Unassigned = Case & { readonly round?: never };
export type ClosedWhistle = In<'CLOSED', (Assigned | Unassigned) & Closed>;
export type EndedWhistle =
  | In<'REJECTED' | 'REDIRECTED' | 'INFORMED', Case>
  | In<'WITHDRAWN' | 'VOIDED', Case & Partial<Pick<Assigned, 'assignments'>>>;

export type Whistle =
  TriageWhistle | AssignedWhistle | AnswerableWhistle | FollowedUpWhistle | ClosedWhistle | EndedWhistle;
export type WhistleState = { readonly status: 'NONE' } | Whistle;
/** The shapes that a whistle can have in these statuses. */
export type WhistleIn<Status extends WhistleState['status']> = Extract<WhistleState, { status: Status }>;

/** 主责: whoever leads, or led last. */
export const leadOf = (state: WhistleState): Assignment | undefined =>
  assignmentsOf(state).findLast(({ role }) => role === 'LEAD');

export const assignmentsOf = (state: WhistleState): readonly Assignment[] =>
  'assignments' in state ? (state.assignments ?? []) : [];
