import type { ClockKind } from '@app/catalogue/domain';
import type { Role } from '@app/kernel';
import { instant } from '@app/projections';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** 黄灯 · 红灯 · 超时 · 蓝色督办单 · 橙色督办单 · 红色督办单. */
export const REMINDER_LEVELS = ['AMBER', 'RED', 'MISSED', 'BLUE_SLIP', 'ORANGE_SLIP', 'RED_SLIP'] as const;
export type ReminderLevel = (typeof REMINDER_LEVELS)[number];

/** What somebody was told of a clock: that it is about to run out, that it did, that it is being chased (督办). */
@Entity('reminders')
export class ReminderRow {
  @PrimaryColumn('uuid') whistleId!: string;
  /** Of the event that it is. */
  @PrimaryColumn('integer') revision!: number;
  @Column('text') level!: ReminderLevel;
  @Column('text') clockId!: string;
  @Column('text') clock!: ClockKind;
  @Column('text', { nullable: true }) assignmentId!: string | null;
  @Column('text', { nullable: true }) unitId!: string | null;
  @Column('text', { array: true }) toUnits!: string[];
  /** Those who hold one of these roles where the whistle is. */
  @Column('text', { array: true }) toRoles!: Role[];
  /** The moment that it is about, however late it was noticed. */
  @Column('timestamptz', { transformer: instant }) markedAt!: string;
  @Column('timestamptz', { transformer: instant }) dueAt!: string;
  /** When the clock stopped, or was set anew: nobody need look at it any more. */
  @Column('timestamptz', { nullable: true, transformer: instant }) doneAt!: string | null;
}
