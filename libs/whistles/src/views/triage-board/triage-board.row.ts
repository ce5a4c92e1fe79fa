import { instant } from '@app/projections';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ReturnReason, WhistleEventOf } from '../../domain/index.js';
import type { Dispute } from '../department-inbox/department-inbox.row.js';

/** 待受理 · 待补正 · 待核实 · 待派 · 争议中 · 退回待重派. An assisting unit may dispute while the case goes on. */
export const BOARD_STATUSES = [
  'RAISED',
  'PENDING_INFO',
  'PRE_VERIFYING',
  'STREET_RESPONSE',
  'ACCEPTED',
  'IN_DISPUTE',
  'BACK_AT_DISPATCH',
] as const;
export type BoardStatus = (typeof BOARD_STATUSES)[number];

/** What a unit disputes, and waits for: the desk's decision, or an arbiter's. */
export interface OpenDispute {
  readonly assignmentId: string;
  readonly unitId: string;
  readonly dispute: Dispute;
  readonly reason?: ReturnReason;
  /** As the unit says it, without personal data. */
  readonly basis: string;
  readonly suggestedUnitId?: string;
  readonly dueAt?: string;
}

/** A whistle that waits for the triage desk, or the desk for somebody: to be accepted, dispatched, or decided on. */
@Entity('triage_board')
export class TriageBoardRow {
  @PrimaryColumn('uuid') whistleId!: string;
  @Column('text') status!: BoardStatus;
  /** Of the desk's own clock, which stands still while it waits for somebody; when there is none, the moment it came in. */
  @Column('timestamptz', { transformer: instant }) dueAt!: string;
  @Column('boolean') missed!: boolean;
  /** What routing says, with its reasons or its problems. */
  @Column('jsonb', { nullable: true }) suggestion!: WhistleEventOf<'WhistleRouted'>['data'] | null;
  @Column('jsonb') disputes!: readonly OpenDispute[];
}
