import { instant } from '@app/projections';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { WhistleEventOf } from '../../domain/index.js';

/** A whistle that waits for the triage desk, or the desk for somebody: to be accepted, or to be dispatched. */
@Entity('triage_board')
export class TriageBoardRow {
  @PrimaryColumn('uuid') whistleId!: string;
  @Column('text') status!: 'RAISED' | 'PENDING_INFO' | 'PRE_VERIFYING' | 'ACCEPTED';
  /** Of the desk's own clock, which stands still while it waits for somebody; when there is none, the moment it came in. */
  @Column('timestamptz', { transformer: instant }) dueAt!: string;
  @Column('boolean') missed!: boolean;
  /** What routing says, with its reasons or its problems. */
  @Column('jsonb', { nullable: true }) suggestion!: WhistleEventOf<'WhistleRouted'>['data'] | null;
}
