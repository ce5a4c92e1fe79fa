import { Directory } from '@app/directory';
import { Evaluations, EXCLUSIONS, type FactBehind, type Period, PeriodFacts, policyOf } from '@app/evaluation';
import { type Caller, visibility, visibleWhere } from '@app/identity';
import { DomainError } from '@app/kernel';
import type { ListPage } from '@app/projections';
import { SearchWhistles, WHISTLE_COLUMNS, type WhistleSearchRow } from '@app/whistles';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../auth/index.js';
import type { Language } from '../problems/problem.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import { asPosition } from '../request/list.schemas.js';
import { figureScope } from './evaluation-scope.js';
import { type BehindItem, behindPage } from './evaluation.responses.js';
import * as asked from './evaluation.schemas.js';

/** 考核明细: the whistles behind a figure. */
@ApiTags('evaluation')
@Controller('api/v1/evaluation/periods/:periodId')
@Access('COUNTS')
export class EvaluationWhistlesController {
  constructor(
    private readonly queries: QueryBus,
    private readonly evaluations: Evaluations,
    private readonly directory: Directory,
  ) {}

  @Get('whistles')
  @ApiOperation({ summary: 'The whistles behind a figure: what was counted, what was left out and why (考核明细)' })
  @ApiResponse({ status: 200, standardSchema: behindPage })
  async behind(
    @Param('periodId', { schema: asked.periodId }) periodId: string,
    @Query({ schema: asked.behindQuery }) query: z.infer<typeof asked.behindQuery>,
    @HttpExchange() { caller, language }: Exchange,
  ) {
    const { measure, of: subject, id, part, after, limit, cursor } = query;
    const period = this.evaluations.state().periods.get(periodId);
    if (!period) throw new DomainError('period/not-found', { periodId });
    const scope = figureScope(caller, this.directory.view(), period.endsAt);
    // what all did together is for whoever sees each of them
    const sees = subject === 'ALL' ? scope.sees('STREET', period.areaPath) : scope.sees(subject, id ?? '');
    if (!sees) throw new DomainError('auth/not-allowed');
    const { items, ...page } = await this.queries.execute<PeriodFacts, ListPage<FactBehind>>(
      new PeriodFacts(periodId, { measure, subject, id, part }, { limit, cursor }, asPosition(after)),
    );
    const whistles = await this.seen(caller, items);
    return {
      ...page,
      items: items.flatMap((fact) => {
        const whistle = whistles.get(fact.whistleId);
        return whistle ? [presented(fact, whistle, language)] : [];
      }),
      ...this.standing(period),
    };
  }

  /** Those of them that the caller may see (domain §4.2). */
  private async seen(caller: Caller, facts: readonly FactBehind[]): Promise<ReadonlyMap<string, WhistleSearchRow>> {
    const ids = [...new Set(facts.map(({ whistleId }) => whistleId))];
    if (ids.length === 0) return new Map();
    const visible = visibleWhere(visibility(caller), WHISTLE_COLUMNS);
    const { items } = await this.queries.execute<SearchWhistles, ListPage<WhistleSearchRow>>(
      new SearchWhistles(visible, { ids }, { limit: ids.length }),
    );
    return new Map(items.map((row) => [row.whistleId, row]));
  }

  private standing({ closed, areaPath }: Period) {
    if (!closed) return { state: 'OPEN' as const, policyVersion: policyOf(this.evaluations.state(), areaPath).version };
    return { state: 'CLOSED' as const, policyVersion: closed.policyVersion, position: closed.watermark };
  }
}

function presented(fact: FactBehind, whistle: WhistleSearchRow, language: Language): BehindItem {
  const { kind, outcome, onDay: day, unitId, street, leftOut, numerator, denominator } = fact;
  const { whistleId, number, status, categoryCode, areaPath, summary } = whistle;
  return {
    whistleId,
    number,
    status,
    categoryCode,
    areaPath,
    summary,
    fact: kind,
    outcome,
    day,
    unitId: unitId || null,
    street: street || null,
    numerator,
    ...(denominator !== undefined && { denominator }),
    leftOut: leftOut || null,
    leftOutReason: leftOut ? EXCLUSIONS[leftOut][language] : null,
  };
}
