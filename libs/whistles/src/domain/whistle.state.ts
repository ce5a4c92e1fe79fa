import type { EmergencyLine, Urgency, WhistleType } from '@app/catalogue/domain';
import type { CivilDate, Instant } from '@app/kernel';
import type { Aftercare, Check, HandlingSpan, Moments } from './aftercare.state.js';
import type { RunningClock } from './running-clock.js';
import type { StreetResponse } from './street-turn.js';
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
  /** 双评议: whether it was rated, and has rated the street. */
  readonly departmentRated?: true;
  readonly streetRated?: true;
  readonly assignedAt?: Instant | undefined;
  readonly moments: Moments;
  /** 处置时长: of the present slice, and of the last result. */
  readonly handling?: HandlingSpan | undefined;
  readonly handled?: HandlingSpan | undefined;
  /** 挂账: whether its work rests, how often it was let rest, and what was asked and is not decided. */
  readonly suspended: boolean;
  readonly suspensions: number;
  readonly suspensionAsked?: { readonly until: CivilDate; readonly by: string } | undefined;
  /** 办理: the lead has begun. */
  readonly working: boolean;
  /** 退单: asked for and not decided; how often it was refused, and whether it may be asked for at all. */
  readonly returnAsked?: WhistleEventOf<'ReturnRequested'>['data'] | undefined;
  readonly returnsRejected: number;
  readonly noReturn: boolean;
  /** Named by an arbitration, or as the last resort: neither returned nor disputed again. */
  readonly final: boolean;
  /** 裁定: who asked for it, while it is not decided. */
  readonly arbitrationAskedBy?: string | undefined;
  /** 免于反馈. */
  readonly excused: boolean;
  /** 解除: why it is no longer the unit's; absent while it is. */
  readonly released?: words.ReleaseCause;
  /** The clock to handle as it stood at the release: it goes on if the same unit gets it back (EC-09). */
  readonly heldClock?: RunningClock | undefined;
}

/** What a dispatch leaves behind, recalled or not. */
interface Dispatched {
  readonly round: number;
  /** Everybody who dispatched it, again too. */
  readonly dispatchedBy: readonly string[];
  /** Released ones too. */
  readonly assignments: readonly Assignment[];
  /** How often the set of assignments was changed. */
  readonly setRevision: number;
  /** The clock to dispatch as it stood then: a recall restores it. */
  readonly dispatchClock: RunningClock | undefined;
}

/** 附件, as it was attached, and when. */
export type Evidence = WhistleEventOf<'EvidenceAttached'>['data'] & { readonly attachedAt?: Instant | undefined };
/** 并单: whom a master is worked on for, beside its own reporter. */
export type Follower = WhistleEventOf<'FollowerAbsorbed'>['data'];

/** 并单: whom a follower follows. */
export interface Merged extends Readonly<WhistleEventOf<'WhistleMerged'>['data']> {
  /** Since when its resident has waited, if what they were promised had not run out. */
  readonly promisedSince?: Instant | undefined;
  readonly shared?: WhistleEventOf<'OutcomeShared'>['data'] | undefined;
}

/** What every whistle has from the start. */
interface Case extends Aftercare, StreetResponse {
  readonly raised: WhistleEventOf<'WhistleRaised'>['data'];
  readonly summary: string;
  readonly sealed: boolean;
  readonly categoryCode: string | undefined;
  readonly conditionSeq: number;
  readonly urgency: Urgency | undefined;
  /** 哨种, named when it is dispatched. */
  readonly whistleType: WhistleType;
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
  readonly verifyingSince?: Instant | undefined;
  /** 转紧急热线: the line that must be called, or was, last. */
  readonly emergencyLine?: EmergencyLine;
  /** 撤回派单: of the dispatch that was recalled. */
  readonly recalled?: Dispatched | undefined;
  readonly followers: readonly Follower[];
  readonly merged?: Merged | undefined;
}

interface Assigned extends Case, Dispatched {}

/** No department has had it. */
type Unassigned = Case & { readonly round?: never };

export interface FollowUp {
  readonly attempts: number;
  /** When nobody answered last. */
  readonly triedAt?: Instant | undefined;
  readonly answer?: WhistleEventOf<'FollowUpCompleted'>['data'];
  readonly unreachable: boolean;
}

type In<Status extends words.Status, Shape> = Status extends unknown ? Shape & { readonly status: Status } : never;

export type TriageWhistle = In<'RAISED' | 'PENDING_INFO' | 'PRE_VERIFYING' | 'ACCEPTED', Case>;
interface Answerable {
  /** 核查, once it was ordered. */
  readonly check?: Check;
}
export type HandledWhistle = In<
  'HANDLED' | 'CHECKING',
  Assigned & Answerable & { readonly result: WhistleEventOf<'ResultSubmitted'>['data'] }
>;
export type AssignedWhistle = In<
  'DISPATCHED' | 'REPORTED' | 'HANDLING' | 'IN_DISPUTE' | 'BACK_AT_DISPATCH' | 'SUSPENDED',
  Assigned
>;
/** 自行处置: no department had it. */
export type SelfResolvedWhistle = In<
  'SELF_RESOLVED' | 'CHECKING',
  Case & Answerable & { readonly selfResolved: WhistleEventOf<'SelfResolved'>['data'] }
>;
/** 并单: what comes of its master is told to its own reporter. */
export type MergedWhistle = In<'MERGED', (Assigned | Unassigned) & Answerable & { readonly merged: Merged }>;
/** Something has come of it that the reporter is asked about. */
export type AnswerableWhistle = HandledWhistle | SelfResolvedWhistle;
type FollowedUp<From> = From extends unknown ? Omit<From, 'status'> & { readonly followUp: FollowUp } : never;
export type FollowedUpWhistle = In<'FOLLOW_UP', FollowedUp<AnswerableWhistle | MergedWhistle>>;
interface Closed {
  readonly kind: words.ClosingKind;
  readonly closedAt: Instant | undefined;
  /** Absent if nobody was called. */
  readonly followUp?: FollowUp;
}
export type ClosedWhistle = In<'CLOSED', (Assigned | Unassigned) & Closed>;
export type EndedWhistle =
  | In<'REJECTED' | 'REDIRECTED' | 'INFORMED', Case>
  | In<'WITHDRAWN' | 'VOIDED', Case & Partial<Pick<Assigned, 'assignments'>>>;

export type Whistle =
  | TriageWhistle
  | AssignedWhistle
  | AnswerableWhistle
  | MergedWhistle
  | FollowedUpWhistle
  | ClosedWhistle
  | EndedWhistle;
export type WhistleState = { readonly status: 'NONE' } | Whistle;
/** The shapes that a whistle can have in these statuses. */
export type WhistleIn<Status extends WhistleState['status']> = Extract<WhistleState, { status: Status }>;

/** Every assignment that there ever was, by number. */
export const assignmentsOf = (state: WhistleState): readonly Assignment[] =>
  'assignments' in state
    ? (state.assignments ?? [])
    : state.status === 'NONE'
      ? []
      : (state.recalled?.assignments ?? []);

/** Those that units have now. */
export const liveAssignmentsOf = (state: WhistleState): readonly Assignment[] =>
  assignmentsOf(state).filter(({ released }) => released === undefined);

/** 主责: whoever leads, if anybody does. */
export const leadOf = (state: WhistleState): Assignment | undefined =>
  liveAssignmentsOf(state).find(({ role }) => role === 'LEAD');

/** 终止办理 that is asked for by whoever leads now: what a former lead asked for is settled. */
export const openTermination = (state: Whistle): Aftercare['termination'] =>
  state.termination?.assignmentId === leadOf(state)?.assignmentId ? state.termination : undefined;

/** 争议: a return or an arbitration that is not decided. */
export const inDispute = ({ returnAsked, arbitrationAskedBy }: Assignment): boolean =>
  returnAsked !== undefined || arbitrationAskedBy !== undefined;
