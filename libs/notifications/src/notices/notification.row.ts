import type { Role } from '@app/kernel';
import { instant } from '@app/projections';
import type { WhistleEventType } from '@app/whistles';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something that happened to a whistle, and to whom it is news. Who they are is asked when somebody looks. */
@Entity('notifications')
export class NotificationRow {
  @PrimaryColumn('uuid') whistleId!: string;
  @PrimaryColumn('integer') revision!: number;
  @Column('bigint') position!: string;
  @Column('text') type!: WhistleEventType;
  /** The unit that the event names. */
  @Column('text', { nullable: true }) unitId!: string | null;
  @Column('boolean') toInitiator!: boolean;
  @Column('boolean') toUnit!: boolean;
  @Column('boolean') toLead!: boolean;
  @Column('boolean') toUnits!: boolean;
  @Column('text', { array: true }) toRoles!: Role[];
  @Column('timestamptz', { transformer: instant }) at!: string;
}
