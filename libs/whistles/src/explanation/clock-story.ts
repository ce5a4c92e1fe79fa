import type { ClockKind } from '@app/catalogue/domain';
import type { Instant, RecordedEvent, Role } from '@app/kernel';
import type { Limit, LimitKind, Pause } from '@app/working-time';
import type { ClearedBecause, DeadlineCause, Mark, RecalculationReason, WhistleEventType } from '../domain/index.js';

/** An event of the whistle's history, as far as whoever reads an explanation needs to find it. */
export interface EventRef {
  readonly eventId: string;
  readonly revision: number;
  readonly type: WhistleEventType;
  /** When it happened, as claimed. */
  readonly at: Instant;
  readonly recordedAt: Instant;
  readonly role: Role;
}

/** What a clock was set to, once or again: the fact, and the event that it follows from. */
export interface ClockFact {
  readonly fact: EventRef;
  readonly because: EventRef;
  readonly cause: DeadlineCause | 'RECALCULATED';
  readonly reason?: RecalculationReason;
  readonly startedAt: Instant;
  readonly dueAt: Instant;
  /** Absent for a date that was agreed on, or set by the system that the whistle was imported from. */
  readonly limit?: Limit | undefined;
  readonly kind: LimitKind;
  readonly policyVersion: string;
  readonly calendarVersion: string;
  readonly provisional: boolean;
  readonly pauses: readonly Pause[];
  readonly marks: readonly { readonly mark: Mark; readonly at: Instant }[];
  /** 延期: how often it had been lengthened by then. */
  readonly extensions: number;
}

/** Since when, until when and why it stood still. */
export interface ClockPause {
  readonly from: Instant;
  readonly to?: Instant;
  readonly startedBy: EventRef;
  readonly endedBy?: EventRef;
}

export interface ClockExtension {
  readonly requested: EventRef;
  /** Absent while it is pending. */
  readonly decided?: EventRef;
  readonly granted?: boolean;
  /** When what the resident was promised (诉求总时限) ends, of one that ends after it. */
  readonly beyondTotal?: Instant;
}

/** Whose clock it was before: a unit that was merged into another (机构合并), or the clock that this one goes on from. */
export interface Former {
  readonly assignmentId?: string | undefined;
  readonly unitId?: string | undefined;
  /** What made it the present one's. */
  readonly until: EventRef;
}

/** The life of one clock, from its start to whatever stopped it. */
export interface ClockStory {
  readonly clockId: string;
  readonly clock: ClockKind;
  readonly assignmentId?: string | undefined;
  readonly unitId?: string | undefined;
  /** 机构合并: those whose clock it was before, the first one first. */
  readonly formerly: readonly Former[];
  /**
   * The clock that this one goes on from: of the unit's earlier assignment (EC-09), whose deadlines, pauses and extensions are
   * told here too; or of before a merger of whistles that was undone (撤销并单), from whose start it counts.
   */
  readonly continues?: (Former & { readonly clockId: string }) | undefined;
  /** False for imported history: nobody was woken. */
  readonly timer: boolean;
  /** In order; never none. The last one holds. */
  readonly facts: readonly [ClockFact, ...ClockFact[]];
  /** Of the present start. */
  readonly pauses: readonly ClockPause[];
  readonly extensions: readonly ClockExtension[];
  /** 挂账 of the task, on its clock to handle: what was asked for, and what came of it. */
  readonly suspensions: readonly ClockExtension[];
  /** 预警 and 督办. */
  readonly notices: readonly { readonly mark: Mark; readonly dueAt: Instant; readonly event: EventRef }[];
  readonly missed: readonly { readonly dueAt: Instant; readonly detectedAt: Instant; readonly event: EventRef }[];
  readonly cleared?: { readonly because: ClearedBecause; readonly event: EventRef };
  /** 申诉通过: it ran out, and does not count. */
  readonly exempted?: EventRef;
  readonly stopped?: EventRef;
  /** The assignment that what stopped it is about, if it is about one. */
  readonly stoppedFor?: string | undefined;
  /** 更正 of the moment at which it was stopped: as it was recorded first, and as the last correction has it. */
  readonly corrected?: { readonly was: Instant; readonly is: Instant; readonly event: EventRef };
}

export const lastFact = ({ facts }: ClockStory): ClockFact => facts.at(-1) ?? facts[0];

export const pendingExtension = ({ extensions, stopped }: ClockStory): ClockExtension | undefined =>
  stopped ? undefined : extensions.find(({ decided }) => decided === undefined);

/** The pause that has not ended. */
export const openPause = ({ pauses, stopped }: ClockStory): ClockPause | undefined =>
  stopped ? undefined : pauses.find(({ to }) => to === undefined);

export const refOf = ({ eventId, revision, type, metadata, recordedAt }: RecordedEvent): EventRef => ({
  eventId,
  revision,
  type: type as WhistleEventType,
  at: metadata.occurredAt,
  recordedAt,
  role: metadata.actor.role,
});
