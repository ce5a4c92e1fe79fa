import { instant } from '@app/projections';
import type { Actor } from '@app/kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { WhistleEventType } from '../../domain/index.js';

/** One event of a whistle, without anything sealed. */
@Entity('whistle_timeline')
export class WhistleTimelineRow {
  @PrimaryColumn('uuid') whistleId!: string;
  @PrimaryColumn('integer') revision!: number;
  @Column('text') type!: WhistleEventType;
  @Column('jsonb') facts!: Record<string, unknown>;
  @Column('jsonb') actor!: Actor;
  @Column('timestamptz', { transformer: instant }) occurredAt!: string;
  @Column('timestamptz', { transformer: instant }) recordedAt!: string;
  @Column('bigint') position!: string;
}
