import type { ClockKind } from '@app/catalogue/domain';
import { instant } from '@app/projections';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AssignmentRole, SupervisionLevel } from '../../domain/index.js';

/** 待签收 · 已签收 · 已报到 · 已反馈. */
export const ASSIGNMENT_STEPS = ['ASSIGNED', 'SIGNED', 'REPORTED_IN', 'RESULT_SUBMITTED'] as const;
export type AssignmentStep = (typeof ASSIGNMENT_STEPS)[number];

/** 退单 · 裁定. */
export const DISPUTES = ['RETURN', 'ARBITRATION'] as const;
export type Dispute = (typeof DISPUTES)[number];

export interface InboxClock {
  readonly clockId: string;
  readonly clock: ClockKind;
  readonly dueAt: string;
  readonly missed: boolean;
  /** Stands still: it is not the next to run out. */
  readonly paused?: boolean;
}

/** One task of one unit, from its assignment until the whistle ends. */
@Entity('department_inbox')
export class DepartmentInboxRow {
  @PrimaryColumn('uuid') whistleId!: string;
  @PrimaryColumn('text') assignmentId!: string;
  @Column('text') unitId!: string;
  @Column('text') role!: AssignmentRole;
  @Column('boolean') mandatory!: boolean;
  @Column('boolean') reportsIn!: boolean;
  @Column('text') step!: AssignmentStep;
  @Column('text') reason!: string;
  @Column('timestamptz', { transformer: instant }) assignedAt!: string;
  /** When the next clock runs out; the moment of assignment when none is running. */
  @Column('timestamptz', { transformer: instant }) dueAt!: string;
  @Column('text', { nullable: true }) nextClock!: string | null;
  /** Whether any clock of this task has run out, stopped since or not; not if it turned out to have been stopped in time. */
  @Column('boolean') missed!: boolean;
  /** Which, by their ids. */
  @Column('jsonb') missedClocks!: readonly string[];
  /** 挂账: until when the work rests. */
  @Column('timestamptz', { nullable: true, transformer: instant }) suspendedUntil!: string | null;
  /** 延期, 挂账: asked for and not decided. */
  @Column('boolean') pendingExtension!: boolean;
  @Column('boolean') pendingSuspension!: boolean;
  /** 终止办理. */
  @Column('boolean') pendingTermination!: boolean;
  /** 返工, 重办: it is handled once more. */
  @Column('boolean') rework!: boolean;
  /** 督办 by a person that is not answered. */
  @Column('text', { nullable: true }) supervision!: SupervisionLevel | null;
  /** 争议: a return or an arbitration that was asked for and is not decided. */
  @Column('text', { nullable: true }) dispute!: Dispute | null;
  /** Those still running. */
  @Column('jsonb') clocks!: readonly InboxClock[];
}
