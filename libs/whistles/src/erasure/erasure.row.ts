import { instant } from '@app/projections';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** 限制处理 · 删除. */
export const ERASURE_OUTCOMES = ['RESTRICTED', 'ERASED'] as const;
export type ErasureOutcome = (typeof ERASURE_OUTCOMES)[number];

/** A decision on the data of a person, of whom it says nothing. */
@Entity('erasures')
export class ErasureRow {
  @PrimaryColumn('text') subjectId!: string;
  @PrimaryColumn('integer') revision!: number;
  @Column('bigint') position!: string;
  @Column('text') outcome!: ErasureOutcome;
  @Column('uuid', { nullable: true }) whistleId!: string | null;
  /** Of the service orders that it reaches. */
  @Column('uuid', { array: true }) orderIds!: string[];
  @Column('date', { nullable: true }) until!: string | null;
  @Column('text') reason!: string;
  @Column('text') actorId!: string;
  @Column('timestamptz', { transformer: instant }) decidedAt!: string;
}
