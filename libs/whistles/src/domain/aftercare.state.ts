import type { Instant } from '@app/kernel';
import type { Pause } from '@app/working-time';
import type { DatedFact, SupervisionLevel } from './aftercare.words.js';
import type { RunningClock } from './running-clock.js';
import type { WhistleEventOf, WhistleEventType } from './whistle.events.js';

/** A clock that was stopped: what it comes to. */
export interface PastClock extends Pick<RunningClock, 'clockId' | 'clock' | 'startedAt' | 'dueAt'> {
  readonly assignmentId?: string | undefined;
  readonly unitId?: string | undefined;
  /** When and by what, as it is known now. */
  readonly stoppedAt: Instant;
  readonly stoppedBy: WhistleEventType;
  /** The assignment whose fact it was, if it was one's. */
  readonly stoppedFor?: string | undefined;
  readonly missed: boolean;
  /** It stood still when it was stopped: then nothing makes it late. */
  readonly stoodStill: boolean;
  /** 申诉通过: it ran out, and does not count. */
  readonly exempted: boolean;
  /** What it was reckoned from, for what is dated by it (到期回访). */
  readonly counted: Pick<RunningClock, 'limit' | 'extensions' | 'pauses' | 'policyVersion' | 'calendarVersion'>;
}

/** 核查 of the present result. */
export interface Check {
  readonly unitId?: string | undefined;
  /** Absent until it is recorded. */
  readonly passed?: boolean;
}

/** 申诉 of one unit: one in the life of a whistle. */
export interface Appeal {
  readonly assignmentId: string;
  readonly clockIds: readonly string[];
  readonly by: string;
  /** Who has upheld it so far. */
  readonly upheldBy: readonly string[];
  readonly decided: boolean;
}

/** 督办 by a person: the last of a unit, or of the desk. */
export interface Supervision {
  readonly assignmentId?: string | undefined;
  readonly level: SupervisionLevel;
  readonly answered: boolean;
}

type Asked<Type extends WhistleEventType> = WhistleEventOf<Type>['data'];

/** What a whistle has beside its status. */
export interface Aftercare {
  /** In the order in which they were stopped. */
  readonly pastClocks: readonly PastClock[];
  readonly supervisions: readonly Supervision[];
  /** The units that were ever sent to check it. */
  readonly checkers: readonly string[];
  /** 返工: how often it was ordered. */
  readonly reworks: number;
  /** When it was sent back (返工, 重办) last. */
  readonly sentBackAt?: Instant | undefined;
  /** The last opening again (重办). */
  readonly reopened?: Asked<'WhistleReopened'>;
  readonly appeals: readonly Appeal[];
  /** 剔除: the tasks that do not count; '' is the whole whistle. */
  readonly excluded: readonly string[];
  readonly voiding?: Asked<'VoidingRequested'> | undefined;
  readonly termination?: Asked<'TerminationRequested'> | undefined;
}

export const NO_AFTERCARE: Aftercare = {
  pastClocks: [],
  supervisions: [],
  checkers: [],
  reworks: 0,
  appeals: [],
  excluded: [],
};

/** When a unit did what, as it is known now. */
export type Moments = Readonly<Partial<Record<DatedFact, Instant>>>;

/** 处置时长: since when a unit has had it to handle, anew with each rework, and when it was not its to go on with. */
export interface HandlingSpan {
  readonly since: Instant;
  /** 挂账, 退单与裁定争议: in order, apart from each other. */
  readonly rests: readonly Pause[];
  readonly restsSince?: Instant | undefined;
}
