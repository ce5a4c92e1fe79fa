import { DomainError, type Position } from '@app/kernel';
import { keyOfCursor, type ListPage, pageOf, type PageRequest, waitForView } from '@app/projections';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import {
  type Exclusion,
  type FactKind,
  factsBehind,
  type FigurePart,
  type Measure,
  type MeasureCode,
  measureOf,
  type Period,
  policyNamed,
  policyOf,
  type ResultRow,
  shareOfFact,
} from './domain/index.js';
import { Evaluations } from './evaluations.js';
import { factsAreKept } from './published-facts.js';
import { evaluationFacts } from './views/evaluation-facts/evaluation-facts.projector.js';

/** Whose figure of which measure, and which part of it; without a part all that has to do with it. */
export interface FigureAsked {
  readonly measure: MeasureCode;
  readonly subject: ResultRow['subject'];
  /** Of a unit or street. */
  readonly id?: string | undefined;
  readonly part?: FigurePart | undefined;
}

/** One thing that is counted, or left out, and what it adds. */
export interface FactBehind {
  readonly whistleId: string;
  readonly kind: FactKind;
  readonly outcome: string;
  readonly onDay: string;
  readonly unitId: string;
  readonly street: string;
  readonly leftOut: Exclusion | '';
  readonly numerator: string;
  readonly denominator?: number;
}

/** 考核明细: what a figure is made of; of a closed period what it was made of when it was published. By kind and day. */
export class PeriodFacts {
  constructor(
    readonly periodId: string,
    readonly asked: FigureAsked,
    readonly page: PageRequest,
    readonly after?: Position,
  ) {}
}

interface FactRow extends Omit<FactBehind, 'numerator' | 'denominator'> {
  readonly fact: string;
  readonly amount: number;
}

@QueryHandler(PeriodFacts)
export class PeriodFactsHandler implements IQueryHandler<PeriodFacts> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly evaluations: Evaluations,
  ) {}

  /** @throws DomainError period/not-found, period/facts-not-kept, request/bad-cursor, view/behind */
  async execute({ periodId, asked, page, after }: PeriodFacts): Promise<ListPage<FactBehind>> {
    const state = this.evaluations.state();
    const period = state.periods.get(periodId);
    if (!period) throw new DomainError('period/not-found', { periodId });
    const { closed, areaPath } = period;
    if (closed && !(await factsAreKept(this.dataSource, closed)))
      throw new DomainError('period/facts-not-kept', { periodId });
    if (!closed && after !== undefined) await waitForView(this.dataSource, evaluationFacts.name, after);
    const policy = closed ? policyNamed(state, areaPath, closed.policyVersion) : policyOf(state, areaPath).policy;
    const measure = measureOf(asked.measure);
    const rows = await this.rows(period, measure, { asked, page, wanted: factsBehind(measure, policy, asked.part) });
    const { items, ...rest } = pageOf(rows, page.limit, ({ kind, onDay, whistleId, fact }) => [
      kind,
      onDay,
      whistleId,
      fact,
    ]);
    return {
      ...rest,
      items: items.map(({ fact: _fact, amount, ...row }) => ({
        ...row,
        ...shareOfFact({ ...row, amount }, measure, policy),
      })),
    };
  }

  private rows(
    { periodId, areaPath, from, to, closed }: Period,
    { by }: Measure,
    { asked, page, wanted }: Pick<PeriodFacts, 'asked' | 'page'> & { readonly wanted: ReturnType<typeof factsBehind> },
  ): Promise<FactRow[]> {
    const values: unknown[] = [];
    const value = (given: unknown): string => `$${values.push(given)}`;
    const table = closed ? 'evaluation_published_fact' : 'evaluation_fact';
    const place = closed
      ? `period_id = ${value(periodId)} AND watermark = ${value(closed.watermark)}`
      : `jurisdiction = ${value(areaPath)}`;
    const counts = asked.part === undefined ? [] : [asked.part === 'LEFT_OUT' ? `left_out <> ''` : `left_out = ''`];
    const key = keyOfCursor(page.cursor, ['TEXT', 'TEXT', 'UUID', 'TEXT']);
    const next = key && [`(kind, on_day, whistle_id, fact) > (${key.map(value).join(', ')})`];
    const kinds = wanted.map(({ kind, outcomes }) =>
      outcomes ? `kind = ${value(kind)} AND outcome = ANY (${value(outcomes)})` : `kind = ${value(kind)}`,
    );
    const conditions = [
      place,
      `on_day BETWEEN ${value(from)} AND ${value(to)}`,
      `kind = ANY (${value(wanted.map(({ kind }) => kind))})`,
      `(${kinds.length === 0 ? 'FALSE' : kinds.join(' OR ')})`,
      subjectOf(asked, by, value),
      ...counts,
      ...(next ?? []),
    ];
    return this.dataSource.query<FactRow[]>(
      `SELECT whistle_id AS "whistleId", fact, kind, outcome, on_day::text AS "onDay", unit_id AS "unitId", street,
              amount, left_out AS "leftOut"
       FROM ${table} WHERE ${conditions.join(' AND ')}
       ORDER BY kind, on_day, whistle_id, fact LIMIT ${value(page.limit + 1)}`,
      values,
    );
  }
}

/** As figures are summed: of all together whatever is a unit's or a street's, if the measure is about such. */
function subjectOf({ subject, id = '' }: FigureAsked, by: Measure['by'], value: (given: unknown) => string): string {
  if (subject === 'UNIT') return `unit_id = ${value(id)}`;
  if (subject === 'STREET') return `street = ${value(id)}`;
  return `(${by.map((one) => (one === 'UNIT' ? `unit_id <> ''` : `street <> ''`)).join(' OR ')})`;
}
