import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Status } from '../../domain/index.js';

/** How one whistle counts. Kept so that a change takes it out of one cell and puts it into another. */
@Entity('resolution_fact')
export class ResolutionFactRow {
  @PrimaryColumn('uuid') whistleId!: string;
  @Column('date') raisedOn!: string;
  @Column('date', { nullable: true }) closedOn!: string | null;
  @Column('text') timeZone!: string;
  /** Down to the community: three levels from the root at most. */
  @Column('text') areaPath!: string;
  /** '' while unclassified. */
  @Column('text') categoryCode!: string;
  /** The lead; '' while there is none. */
  @Column('text') unitId!: string;
  @Column('text') status!: Status;
  /** '' while not closed. */
  @Column('text') closingKind!: string;
  /** Whether the lead's handling ran out of time. */
  @Column('boolean') overdue!: boolean;
}

/** How many whistles share all of these. `anchor` says which day is meant: that of raising or that of closing. */
@Entity('resolution_count')
export class ResolutionCountRow {
  @PrimaryColumn('text') anchor!: 'RAISED' | 'CLOSED';
  @PrimaryColumn('date') day!: string;
  @PrimaryColumn('text') areaPath!: string;
  @PrimaryColumn('text') categoryCode!: string;
  @PrimaryColumn('text') unitId!: string;
  @PrimaryColumn('text') status!: Status;
  @PrimaryColumn('text') closingKind!: string;
  @PrimaryColumn('boolean') overdue!: boolean;
  @Column('integer') whistles!: number;
}
