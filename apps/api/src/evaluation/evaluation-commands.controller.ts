import {
  ClosePeriod,
  DefineEvaluationPolicy,
  Evaluations,
  type EvaluationCommand,
  type EvaluationState,
  OpenPeriod,
  periodIdOf,
  policyOf,
} from '@app/evaluation';
import type { Decided } from '@app/event-store';
import { actorOf, requireGrant } from '@app/identity';
import { type CommandContext, DomainError } from '@app/kernel';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../auth/index.js';
import { CommandContexts } from '../request/command-contexts.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import { presentPeriod } from './evaluation.presenter.js';
import * as responses from './evaluation.responses.js';
import * as asked from './evaluation.schemas.js';

const none = z.strictObject({}).optional();

/** What the district decides of its evaluation. */
@ApiTags('evaluation')
@Controller('api/v1/evaluation')
@Access('EVALUATE')
export class EvaluationCommandsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly contexts: CommandContexts,
    private readonly evaluations: Evaluations,
  ) {}

  @Post('policies')
  @ApiOperation({ summary: 'A new policy, for every period that is closed from now on (考核办法)' })
  @ApiResponse({ status: 201, standardSchema: responses.policy })
  async define(
    @Body({ schema: asked.policyBody }) body: z.infer<typeof asked.policyBody>,
    @HttpExchange() http: Exchange,
  ) {
    await this.send(http, body.jurisdiction, (context) => new DefineEvaluationPolicy(body, context));
    return policyOf(this.evaluations.state(), body.jurisdiction);
  }

  @Post('periods')
  @ApiOperation({ summary: 'Open a period (开启考核周期)' })
  @ApiResponse({ status: 201, standardSchema: responses.period })
  async open(
    @Body({ schema: asked.openPeriod }) body: z.infer<typeof asked.openPeriod>,
    @HttpExchange() http: Exchange,
  ) {
    const { areaPath, from, to } = body;
    await this.send(http, areaPath, (context) => new OpenPeriod(areaPath, from, to, context));
    const period = this.shown(periodIdOf(body));
    void http.reply.header('Location', `/api/v1/evaluation/periods/${period.id}`);
    return period;
  }

  @Post('periods/:periodId/close')
  @HttpCode(200)
  @ApiOperation({ summary: 'Close a period: its table is frozen as the log stands (封账)' })
  @ApiResponse({ status: 200, standardSchema: responses.period })
  async close(
    @Param('periodId', { schema: asked.periodId }) periodId: string,
    @Body({ schema: none }) _body: z.infer<typeof none>,
    @HttpExchange() http: Exchange,
  ) {
    await this.send(http, this.shown(periodId).areaPath, (context) => new ClosePeriod(periodId, context));
    return this.shown(periodId);
  }

  /** @throws DomainError auth/not-allowed the caller's grant does not cover the district */
  private async send(
    { caller, request, reply }: Exchange,
    areaPath: string,
    make: (context: CommandContext) => EvaluationCommand,
  ): Promise<void> {
    const context = this.contexts.of(request, actorOf(caller, requireGrant(caller, 'EVALUATE', { areaPath })));
    const { position, revision } = await this.commands.execute<EvaluationCommand, Decided<EvaluationState>>(
      make(context),
    );
    void reply.header('ETag', `"${revision}"`).header('X-Position', String(position ?? 0n));
  }

  private shown(periodId: string) {
    const period = this.evaluations.state().periods.get(periodId);
    if (!period) throw new DomainError('period/not-found', { periodId });
    return presentPeriod(period);
  }
}
