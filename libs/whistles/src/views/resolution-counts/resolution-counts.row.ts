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
  /** How often it did, and counts. */
  @Column('integer') lateClocks!: number;
}

/**
 * How many whistles of one month or year share all of these. `anchor` says which day is meant: that of raising or that of
 * closing. What of them fell on each part of it stands in further columns, named in `count-tables.ts`: `d01` to `d31` for
 * the days of a month, `m01` to `m12` for the months of a year.
 */
abstract class CountRow {
  @PrimaryColumn('text') anchor!: 'RAISED' | 'CLOSED';
  /** Its first day. */
  @PrimaryColumn('date') period!: string;
  @PrimaryColumn('text') areaPath!: string;
  @PrimaryColumn('text') status!: Status;
  @PrimaryColumn('text') closingKind!: string;
  @PrimaryColumn('boolean') overdue!: boolean;
  @Column('integer') whistles!: number;
}

abstract class DetailedCountRow extends CountRow {
  @PrimaryColumn('text') categoryCode!: string;
  @PrimaryColumn('text') unitId!: string;
}

/** By community, whatever the category and unit. */
@Entity('resolution_place_month')
export class PlaceMonthRow extends CountRow {}

/** By street, category and unit. */
@Entity('resolution_street_year')
export class StreetYearRow extends DetailedCountRow {}
@Entity('resolution_street_month')
export class StreetMonthRow extends DetailedCountRow {}

/** By community, category and unit: all that is known. */
@Entity('resolution_community_month')
export class CommunityMonthRow extends DetailedCountRow {}
