import type { ClockKind } from '@app/catalogue/domain';
import type { CivilDate, Instant } from '@app/kernel';
import type { AssignmentRole, InitiatorLevel, Satisfaction, WhistleEvent } from '@app/whistles/domain';

/** What became of a whistle, as far as counting goes. */
export type Disposition =
  'OPEN' | 'SELF_RESOLVED' | 'CLOSED' | 'REJECTED' | 'REDIRECTED' | 'INFORMED' | 'MERGED' | 'WITHDRAWN' | 'VOIDED';

/**
 * A clock as it is counted. `PASSED_OVER`: the work went on without what it waited for. `DROPPED`: nobody waited for it any
 * longer. What had run out before stays so.
 */
export interface CountedClock {
  readonly id: string;
  readonly clock: ClockKind;
  readonly assignmentId?: string;
  readonly unitId?: string;
  readonly dueAt: Instant;
  readonly end: 'RUNNING' | 'DONE' | 'PASSED_OVER' | 'DROPPED';
  readonly missed: boolean;
  /** 申诉通过: it has run out, and does not count (EC-19). */
  readonly exempt?: true;
}

export interface CountedAssignment {
  readonly id: string;
  readonly unitId: string;
  readonly role: AssignmentRole;
  readonly mandatory: boolean;
  readonly convened: boolean;
  readonly on: CivilDate;
  readonly reportedInAt?: Instant;
  /** 剔除. */
  readonly excluded?: true;
  /** 误派: it was never its duty (EC-11). */
  readonly misdispatched?: true;
  /** 机构合并: it carries on what another unit had received. */
  readonly takenOver?: true;
  /** 解除: it has it no longer. */
  readonly released?: true;
  /** 处置时长: each result with the working seconds that it took; counted on the day of the first. */
  readonly handled?: readonly { readonly at: Instant; readonly seconds: number }[];
}

/** Something that a unit did on a day. */
interface Done {
  readonly on: CivilDate;
  readonly unitId: string;
}
export interface CountedAnswer extends Done {
  readonly solved: boolean;
  readonly satisfaction: Satisfaction;
}

export type ReturnOutcome = 'PENDING' | 'REJECTED' | 'MISDISPATCH' | 'CHANGED_FACTS' | 'ARBITRATED';

/** All that must be kept of a whistle to say, at any time, which facts it makes. Days are those of its place. */
export interface CountedWhistle {
  readonly timeZone: string;
  readonly areaPath: string;
  readonly level: InitiatorLevel;
  readonly raisedOn: CivilDate;
  readonly disposition: Disposition;
  /** Rounds of dispatching, and whether a unit was sent for in error. */
  readonly orders: readonly { readonly on: CivilDate; readonly wrong: boolean }[];
  /** 退单, each with the day on which the unit had received the task. */
  readonly returns: readonly (Done & { readonly assignmentId: string; readonly outcome: ReturnOutcome })[];
  readonly assignments: readonly CountedAssignment[];
  /** The present lead's; after a return the last one's, until another leads. */
  readonly leadId?: string;
  readonly clocks: readonly CountedClock[];
  /** 剔除, of all of it. */
  readonly excluded?: true;
  readonly handled?: Done & { readonly reworked: boolean };
  readonly selfResolved?: Done;
  readonly answers: readonly CountedAnswer[];
  readonly checks: readonly (Done & { readonly passed: boolean })[];
  readonly closings: readonly (Done & { readonly reopened: boolean })[];
  /** 双评议. */
  readonly ratings: readonly (Done & {
    readonly of: 'DEPARTMENT' | 'STREET';
    readonly assignmentId: string;
    readonly score: number;
  })[];
}

export const leadOf = ({ assignments, leadId }: CountedWhistle): CountedAssignment | undefined =>
  assignments.find(({ id }) => id === leadId);

/** An event with its moment, as every event of the log has one. */
export type Dated<Event extends WhistleEvent = WhistleEvent> = Event & { readonly occurredAt: Instant };
