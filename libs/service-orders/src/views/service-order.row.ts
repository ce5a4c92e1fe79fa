import { instant } from '@app/projections';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { OrderKind, OrderStatus } from '../domain/index.js';

/** A service order as lists show it. */
@Entity('service_orders')
export class ServiceOrderRow {
  @PrimaryColumn('uuid') orderId!: string;
  @Column('text') kind!: OrderKind;
  @Column('text') status!: OrderStatus;
  @Column('text') areaPath!: string;
  /** Without personal data. */
  @Column('text') wish!: string;
  @Column('text') ordererId!: string;
  /** Whoever has it, delivered it, or had it when it was withdrawn. */
  @Column('text', { nullable: true }) claimerId!: string | null;
  @Column('text', { nullable: true }) claimerUnitId!: string | null;
  @Column('timestamptz', { transformer: instant }) orderedAt!: string;
  /** Of the step that it waits for; null when it waits for none that has a time. */
  @Column('timestamptz', { nullable: true, transformer: instant }) dueAt!: string | null;
  /** Recorded as not reviewed, or not claimed, in time. */
  @Column('boolean') overdue!: boolean;
}
