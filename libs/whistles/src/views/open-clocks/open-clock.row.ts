import type { ClockKind } from '@app/catalogue/domain';
import { instant } from '@app/projections';
import type { Limit, LimitKind, Pause } from '@app/working-time';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DeadlineCause, Mark, MarkedMoment } from '../../domain/index.js';

/** A clock that is running or stands still; it is gone once an event has stopped it. */
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
  @Column('text') kind!: LimitKind;
  @Column('text') policyVersion!: string;
  @Column('text') calendarVersion!: string;
  @Column('boolean') provisional!: boolean;
  @Column('text') cause!: DeadlineCause;
  @Column('jsonb', { nullable: true }) limit!: Limit | null;
  /** Since when it stands still; the pauses that have ended are in `pauses`. */
  @Column('timestamptz', { nullable: true, transformer: instant }) pausedAt!: string | null;
  @Column('jsonb') pauses!: readonly Pause[];
  @Column('jsonb') marks!: readonly MarkedMoment[];
  /** The marks that were recorded since it was set. */
  @Column('jsonb') noticed!: readonly Mark[];
  /** 延期: how often it was lengthened, and who asked for more and has no answer yet. */
  @Column('integer') extensions!: number;
  @Column('text', { nullable: true }) extensionAskedBy!: string | null;
  @Column('boolean') pendingExtension!: boolean;
  /** When it brings about something that is not recorded yet: a mark, or that it runs out. Nothing wakes for the others. */
  @Column('timestamptz', { nullable: true, transformer: instant }) nextAlarmAt!: string | null;
}
