import { DomainError, type Position } from '@app/kernel';
import { viewStatus, waitForView } from '@app/projections';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  type Correction,
  measureOf,
  type Period,
  periodsOf,
  policyNamed,
  policyOf,
  type Ranked,
  type RankedBy,
  ranking,
  type ResultRow,
  type Subject,
  type VersionedPolicy,
} from './domain/index.js';
import { Evaluations } from './evaluations.js';
import { correctionsBefore, rowsOf } from './published.js';
import { evaluationFacts } from './views/evaluation-facts/evaluation-facts.projector.js';

/** The figures of a period: as they were published, or while it is open as they stand. */
export interface EvaluatedPeriod {
  readonly period: Period;
  readonly policy: VersionedPolicy;
  readonly rows: readonly ResultRow[];
  readonly corrections: readonly Correction[];
  /** Up to which everything is counted. */
  readonly position: string;
}

export class PeriodResults {
  constructor(
    readonly periodId: string,
    readonly after?: Position,
  ) {}
}

/** Who stands where among their peers, and how many places they have gained since the period before. */
export class PeriodRanking {
  constructor(
    readonly periodId: string,
    readonly by: RankedBy,
    readonly subject: Subject,
    readonly after?: Position,
  ) {}
}

@QueryHandler(PeriodResults)
export class PeriodResultsHandler implements IQueryHandler<PeriodResults> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly evaluations: Evaluations,
  ) {}

  /** @throws DomainError period/not-found, view/behind */
  async execute({ periodId, after }: PeriodResults): Promise<EvaluatedPeriod> {
    const period = this.evaluations.state().periods.get(periodId);
    if (!period) throw new DomainError('period/not-found', { periodId });
    return period.closed ? this.published(period, period.closed) : this.live(period, after);
  }

  private published(period: Period, closed: NonNullable<Period['closed']>): EvaluatedPeriod {
    const { policyVersion: version, rows, corrections, watermark: position } = closed;
    const policy = policyNamed(this.evaluations.state(), period.areaPath, version);
    return { period, policy: { version, policy }, rows, corrections, position };
  }

  private async live(period: Period, after: Position | undefined): Promise<EvaluatedPeriod> {
    const { name } = evaluationFacts;
    if (after !== undefined) await waitForView(this.dataSource, name, after);
    const reference = this.evaluations.reference();
    const policy = policyOf(reference.evaluation, period.areaPath);
    return this.dataSource.transaction('REPEATABLE READ', async (db) => {
      const sources = { db, reference };
      const rows = await rowsOf(sources, period, policy);
      const corrections = await correctionsBefore(sources, period);
      const position = String((await viewStatus(db, name))?.position ?? 0n);
      return { period, policy, rows, corrections, position };
    });
  }
}

@QueryHandler(PeriodRanking)
export class PeriodRankingHandler implements IQueryHandler<PeriodRanking> {
  constructor(
    private readonly results: PeriodResultsHandler,
    private readonly evaluations: Evaluations,
  ) {}

  /** @throws DomainError period/not-found, evaluation/not-ranked, view/behind */
  async execute({ periodId, by, subject, after }: PeriodRanking): Promise<Ranked[]> {
    if (by !== 'COMPOSITE' && !isRanked(by, subject))
      throw new DomainError('evaluation/not-ranked', { measure: by, subject });
    const { period, policy, rows } = await this.results.execute(new PeriodResults(periodId, after));
    const before = periodsOf(this.evaluations.state(), period.areaPath).findLast(({ to }) => to < period.from);
    const earlier = before && (await this.results.execute(new PeriodResults(before.periodId)));
    return ranking(rows, { by, subject, policy: policy.policy }, earlier?.rows);
  }
}

function isRanked(code: Exclude<RankedBy, 'COMPOSITE'>, subject: Subject): boolean {
  const { better, by } = measureOf(code);
  return better !== 'NEITHER' && by.includes(subject);
}
