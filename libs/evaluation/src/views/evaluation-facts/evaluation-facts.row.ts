import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CountedWhistle, Exclusion, FactKind } from '../../domain/index.js';

/** What is kept of one whistle, to know which facts it makes when something happens to it. */
@Entity('evaluation_whistle')
export class EvaluationWhistleRow {
  @PrimaryColumn('uuid') whistleId!: string;
  @Column('jsonb') counted!: CountedWhistle;
}

/** One thing that is counted: see `Fact`. */
@Entity('evaluation_fact')
export class EvaluationFactRow {
  @PrimaryColumn('uuid') whistleId!: string;
  /** Among those of its whistle. */
  @PrimaryColumn('text') fact!: string;
  @Column('text') jurisdiction!: string;
  @Column('text') kind!: FactKind;
  @Column('text') outcome!: string;
  @Column('date') onDay!: string;
  @Column('text') unitId!: string;
  @Column('text') street!: string;
  @Column('integer') amount!: number;
  /** '' if it counts. */
  @Column('text') leftOut!: Exclusion | '';
}

/** How many facts of a day share all of these: the sums that figures are made of. */
@Entity('evaluation_day')
export class EvaluationDayRow {
  @PrimaryColumn('text') jurisdiction!: string;
  @PrimaryColumn('date') onDay!: string;
  @PrimaryColumn('text') kind!: FactKind;
  @PrimaryColumn('text') outcome!: string;
  @PrimaryColumn('text') unitId!: string;
  @PrimaryColumn('text') street!: string;
  @Column('integer') facts!: number;
  @Column('bigint') amount!: number;
}
