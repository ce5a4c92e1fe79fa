import type { WhistleType } from '@app/catalogue/domain';
import { instant } from '@app/projections';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Anonymity, ClosingKind, InitiatorLevel, Status } from '../../domain/index.js';

/** 申诉 · 作废 · 终止办理: asked for, and not decided. */
export const PENDING_DECISIONS = ['APPEAL', 'VOIDING', 'TERMINATION'] as const;
export type PendingDecision = (typeof PENDING_DECISIONS)[number];

/** One row per whistle: what lists show of it, and what decides who may see it. */
@Entity('whistle_search')
export class WhistleSearchRow {
  @PrimaryColumn('uuid') whistleId!: string;
  @Column('text') number!: string;
  @Column('text') status!: Status;
  @Column('text') level!: InitiatorLevel;
  @Column('text') anonymity!: Anonymity;
  @Column('text') initiatorId!: string;
  @Column('boolean') sealed!: boolean;
  /** 回避: the units that it complains of. */
  @Column('text', { array: true }) aboutUnitIds!: string[];
  @Column('text') summary!: string;
  @Column('text', { nullable: true }) categoryCode!: string | null;
  @Column('text', { nullable: true }) urgency!: string | null;
  /** 哨种. */
  @Column('text') whistleType!: WhistleType;
  @Column('text') areaPath!: string;
  @Column('text', { nullable: true }) address!: string | null;
  @Column('double precision', { nullable: true }) longitude!: number | null;
  @Column('double precision', { nullable: true }) latitude!: number | null;
  /** Every unit that was ever assigned. */
  @Column('text', { array: true }) unitIds!: string[];
  @Column('text', { nullable: true }) leadUnitId!: string | null;
  @Column('timestamptz', { transformer: instant }) raisedAt!: string;
  /** Civil date in the zone of the place. */
  @Column('date') raisedOn!: string;
  @Column('timestamptz', { nullable: true, transformer: instant }) closedAt!: string | null;
  @Column('text', { nullable: true }) closingKind!: ClosingKind | null;
  @Column('integer') missedClocks!: number;
  /** 申诉通过: of those, how many do not count. */
  @Column('integer') exemptedClocks!: number;
  /** 返工 and 重办. */
  @Column('integer') reworks!: number;
  @Column('integer') reopenings!: number;
  /** 剔除. */
  @Column('boolean') excluded!: boolean;
  /** 并单: whom it follows, and how many follow it. */
  @Column('uuid', { nullable: true }) masterId!: string | null;
  @Column('integer') followers!: number;
  /** What somebody has to decide. */
  @Column('text', { array: true }) pending!: PendingDecision[];
  @Column('text', { nullable: true }) sourceSystem!: string | null;
  @Column('text', { nullable: true }) sourceId!: string | null;
  @Column('text', { array: true }) flags!: string[];
  /** What words are found by: longer than all the rest, and shown to nobody. Lists leave it in the database. */
  @Column('text', { array: true, select: false }) grams!: string[];
}
