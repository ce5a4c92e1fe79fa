import { visibility, visibleWhere } from '@app/identity';
import type { ListPage } from '@app/projections';
import {
  type Candidate,
  Duplicates,
  MergeWhistle,
  UnmergePreview,
  type UnmergePreviewed,
  UnmergeWhistle,
  WHISTLE_COLUMNS,
} from '@app/whistles';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../auth/index.js';
import { CommandContexts } from '../request/command-contexts.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { merge, unmerge } from './intake.schemas.js';
import { likenessTexts } from './likeness-texts.js';
import * as responses from './merging.responses.js';
import { WhistleCommands } from './whistle-commands.js';
import { WhistleGate } from './whistle-gate.js';
import { presentItem } from './whistle.presenter.js';
import { decided } from './whistle.responses.js';

const duplicatesQuery = z.strictObject({
  ...list.paging,
  limit: list.paging.limit.pipe(z.number().max(50)).default(20),
});

/** 并单: one event that many report is worked on once, and told to each of them. */
@ApiTags('triage')
@Controller('api/v1/whistles/:whistleId')
export class MergingController {
  constructor(
    private readonly queries: QueryBus,
    private readonly gate: WhistleGate,
    private readonly commands: WhistleCommands,
    private readonly contexts: CommandContexts,
  ) {}

  @Get('duplicates')
  @Access('TRIAGE')
  @ApiOperation({
    summary:
      'What may be the same event (疑似重复): of the same family first, the nearest first, each with its reasons',
  })
  @ApiResponse({ status: 200, standardSchema: responses.candidatePage })
  async duplicates(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Query({ schema: duplicatesQuery }) { limit, cursor, after }: z.infer<typeof duplicatesQuery>,
    @HttpExchange() { caller, language }: Exchange,
  ) {
    await this.gate.see(caller, whistleId);
    const visible = visibleWhere(visibility(caller), WHISTLE_COLUMNS);
    const page = await this.queries.execute<Duplicates, ListPage<Candidate>>(
      new Duplicates(whistleId, visible, { limit, cursor }, list.asPosition(after)),
    );
    const items = page.items.map((one) => {
      return { ...one, reasonTexts: likenessTexts(one, language), whistle: presentItem(one.whistle) };
    });
    return { ...page, items };
  }

  @Post('merge')
  @HttpCode(200)
  @Access('TRIAGE')
  @ApiOperation({ summary: 'Merge into another (并单): its reporter gets the result, and is asked, as before' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async merge(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: merge }) body: z.infer<typeof merge>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.gate.actorAt(http.caller, 'TRIAGE', whistle);
    const masterId = await this.gate.idOf(http.caller, body.masterId);
    return this.commands.send(http, actor, (context) => new MergeWhistle(whistleId, { ...body, masterId }, context));
  }

  @Post('unmerge')
  @HttpCode(200)
  @Access('TRIAGE')
  @ApiOperation({ summary: 'Take it out again (撤销并单): it goes back to the desk' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async unmerge(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: unmerge }) body: z.infer<typeof unmerge>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.gate.actorAt(http.caller, 'TRIAGE', whistle);
    return this.commands.send(http, actor, (context) => new UnmergeWhistle(whistleId, body, context));
  }

  @Get('unmerge/preview')
  @Access('TRIAGE')
  @ApiOperation({ summary: 'What taking it out again would come to, for both; nothing is written' })
  @ApiResponse({ status: 200, standardSchema: responses.unmergePreview })
  async preview(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @HttpExchange() http: Exchange,
  ): Promise<UnmergePreviewed> {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.gate.actorAt(http.caller, 'TRIAGE', whistle);
    const context = this.contexts.of(http.request, actor);
    const command = new UnmergeWhistle(whistleId, { reason: 'preview' }, context);
    return this.queries.execute<UnmergePreview, UnmergePreviewed>(new UnmergePreview(command));
  }
}
