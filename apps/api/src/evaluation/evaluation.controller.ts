import { Directory } from '@app/directory';
import {
  canonicalOf,
  type EvaluatedPeriod,
  Evaluations,
  MEASURES,
  type Period,
  PeriodRanking,
  PeriodResults,
  policyOf,
  type Ranked,
} from '@app/evaluation';
import { DomainError } from '@app/kernel';
import { Controller, Get, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../auth/index.js';
import { slice } from '../reference/slice.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import { asPosition } from '../request/list.schemas.js';
import { figureScope } from './evaluation-scope.js';
import * as present from './evaluation.presenter.js';
import * as responses from './evaluation.responses.js';
import * as asked from './evaluation.schemas.js';

/** 考核: what is measured, of which periods, with what result. */
@ApiTags('evaluation')
@Controller('api/v1/evaluation')
export class EvaluationController {
  constructor(
    private readonly queries: QueryBus,
    private readonly evaluations: Evaluations,
    private readonly directory: Directory,
  ) {}

  @Get('measures')
  @Access.public()
  @ApiOperation({ summary: 'What is measured: numerator, denominator, the day that counts, what is left out (指标)' })
  @ApiResponse({ status: 200, standardSchema: responses.measurePage })
  measures(@Query({ schema: asked.measuresQuery }) query: z.infer<typeof asked.measuresQuery>) {
    return inOrder(MEASURES.map(present.presentMeasure), query);
  }

  @Get('policy')
  @Access('COUNTS')
  @ApiOperation({ summary: 'The policy in force (考核办法)' })
  @ApiResponse({ status: 200, standardSchema: responses.policy })
  policy(@Query({ schema: asked.policyQuery }) { areaPath }: z.infer<typeof asked.policyQuery>) {
    return policyOf(this.evaluations.state(), areaPath);
  }

  @Get('periods')
  @Access.public()
  @ApiOperation({ summary: 'Periods, the latest first (考核周期)' })
  @ApiResponse({ status: 200, standardSchema: responses.periodPage })
  periods(@Query({ schema: asked.periodsQuery }) { areaPath, ...page }: z.infer<typeof asked.periodsQuery>) {
    const periods = [...this.evaluations.state().periods.values()]
      .filter((one) => areaPath === undefined || one.areaPath === areaPath)
      .sort((a, b) => (a.from === b.from ? (a.periodId < b.periodId ? -1 : 1) : a.from > b.from ? -1 : 1));
    return inOrder(periods.map(present.presentPeriod), page);
  }

  @Get('periods/:periodId')
  @Access.public()
  @ApiOperation({ summary: 'One period' })
  @ApiResponse({ status: 200, standardSchema: responses.period })
  period(@Param('periodId', { schema: asked.periodId }) periodId: string) {
    return present.presentPeriod(this.found(periodId));
  }

  @Get('periods/:periodId/results')
  @Access('COUNTS')
  @ApiOperation({ summary: 'Figures: as published, or while it is open as they stand (考核结果)' })
  @ApiResponse({ status: 200, standardSchema: responses.resultPage })
  async results(
    @Param('periodId', { schema: asked.periodId }) periodId: string,
    @Query({ schema: asked.resultsQuery }) { by, measure, after, ...page }: z.infer<typeof asked.resultsQuery>,
    @HttpExchange() exchange: Exchange,
  ) {
    const found = await this.evaluated(periodId, after);
    const { scope, naming } = this.seenBy(exchange, found.period);
    return {
      ...inOrder(present.presentResults(found, { by, measure }, scope, naming), page),
      ...present.counted(found),
    };
  }

  @Get('periods/:periodId/totals')
  @Access.public()
  @ApiOperation({ summary: 'The figures of all together, of a closed period: for everybody (公开汇总)' })
  @ApiResponse({ status: 200, standardSchema: responses.resultPage })
  async totals(
    @Param('periodId', { schema: asked.periodId }) periodId: string,
    @Query({ schema: asked.measuresQuery }) page: z.infer<typeof asked.measuresQuery>,
    @HttpExchange() exchange: Exchange,
  ) {
    if (!this.found(periodId).closed) throw new DomainError('period/not-closed', { periodId });
    const found = await this.evaluated(periodId);
    const { scope, naming } = this.seenBy(exchange, found.period);
    return { ...inOrder(present.presentResults(found, { by: 'all' }, scope, naming), page), ...present.counted(found) };
  }

  @Get('periods/:periodId/corrections')
  @Access('COUNTS')
  @ApiOperation({ summary: 'What became known of earlier periods since they were closed (更正行)' })
  @ApiResponse({ status: 200, standardSchema: responses.correctionPage })
  async corrections(
    @Param('periodId', { schema: asked.periodId }) periodId: string,
    @Query({ schema: asked.correctionsQuery }) { after, ...page }: z.infer<typeof asked.correctionsQuery>,
    @HttpExchange() exchange: Exchange,
  ) {
    const found = await this.evaluated(periodId, after);
    const { scope, naming } = this.seenBy(exchange, found.period);
    return { ...inOrder(present.presentCorrections(found, scope, naming), page), ...present.counted(found) };
  }

  /** @returns the very bytes that the SHA-256 is of */
  @Get('periods/:periodId/published')
  @Access('EVALUATE', 'AUDIT')
  @ApiOperation({ summary: 'The table of a closed period as it was hashed: canonical JSON' })
  @ApiResponse({ status: 200, description: 'Its SHA-256 is that of the period', schema: { type: 'object' } })
  published(
    @Param('periodId', { schema: asked.periodId }) periodId: string,
    @HttpExchange() { reply }: Exchange,
  ): string {
    const { closed } = this.found(periodId);
    if (!closed) throw new DomainError('period/not-closed', { periodId });
    void reply.header('Content-Type', 'application/json; charset=utf-8').header('ETag', `"${closed.sha256}"`);
    return canonicalOf(closed);
  }

  @Get('rankings')
  @Access('COUNTS')
  @ApiOperation({ summary: 'Who stands where among their peers (排名)' })
  @ApiResponse({ status: 200, standardSchema: responses.rankingPage })
  async rankings(
    @Query({ schema: asked.rankingsQuery }) query: z.infer<typeof asked.rankingsQuery>,
    @HttpExchange() exchange: Exchange,
  ) {
    const { periodId, measure: by, of: subject, peerGroup, after, ...page } = query;
    const found = await this.evaluated(periodId, after);
    const ranked = await this.queries.execute<PeriodRanking, Ranked[]>(new PeriodRanking(periodId, by, subject));
    const wanted = ranked.filter(({ group }) => peerGroup === undefined || group === peerGroup);
    const { scope, naming } = this.seenBy(exchange, found.period);
    const items = present.presentRanking(wanted, found, { by, subject }, scope, naming);
    return { ...inOrder(items, page), ...present.counted(found) };
  }

  private found(periodId: string): Period {
    const period = this.evaluations.state().periods.get(periodId);
    if (!period) throw new DomainError('period/not-found', { periodId });
    return period;
  }

  private evaluated(periodId: string, after?: string): Promise<EvaluatedPeriod> {
    return this.queries.execute<PeriodResults, EvaluatedPeriod>(new PeriodResults(periodId, asPosition(after)));
  }

  private seenBy({ caller, language }: Exchange, { endsAt }: Period) {
    const directory = this.directory.view();
    return { scope: figureScope(caller, directory, endsAt), naming: { directory, language } };
  }
}

/** A page of a list that is in order already. */
function inOrder<Item>(items: readonly Item[], page: { readonly limit: number; readonly cursor?: string | undefined }) {
  const numbered = items.map((item, index) => ({ item, key: String(index).padStart(9, '0') }));
  const { items: shown, ...rest } = slice(numbered, page, ({ key }) => key);
  return { items: shown.map(({ item }) => item), ...rest };
}
