import type { ClockKind } from '@app/catalogue/domain';
import { instant } from '@app/projections';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A clock that is running; it is gone once an event has stopped it. */
@Entity('open_clocks')
export class OpenClockRow {
  @PrimaryColumn('uuid') whistleId!: string;
  @PrimaryColumn('text') clockId!: string;
  @Column('text') clock!: ClockKind;
  @Column('text', { nullable: true }) assignmentId!: string | null;
  @Column('text', { nullable: true }) unitId!: string | null;
  @Column('timestamptz', { transformer: instant }) startedAt!: string;
  @Column('timestamptz', { transformer: instant }) dueAt!: string;
  @Column('boolean') missed!: boolean;
  /** Whether somebody is to be woken when it runs out. */
  @Column('boolean') timer!: boolean;
  @Column('text') kind!: 'CONTINUOUS' | 'MANUAL_DATE';
  @Column('text') policyVersion!: string;
  @Column('text') calendarVersion!: string;
  @Column('boolean') provisional!: boolean;
}
