import { visibility, visibleWhere } from '@app/identity';
import type { ListPage } from '@app/projections';
import {
  AcceptWhistle,
  BOARD_STATUSES,
  DispatchWhistle,
  ReclassifyWhistle,
  RejectWhistle,
  TriageBoard,
  type TriageItem,
  WHISTLE_COLUMNS,
} from '@app/whistles';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { TimelinePresenter } from './timeline.presenter.js';
import { WhistleCommands } from './whistle-commands.js';
import { WhistleGate } from './whistle-gate.js';
import { presentItem } from './whistle.presenter.js';
import * as responses from './whistle.responses.js';
import { boardPage } from './work-list.responses.js';
import { accept, dispatch, reclassify, reject } from './whistle.schemas.js';

const boardQuery = z.strictObject({
  ...list.paging,
  status: list.listOf(BOARD_STATUSES).optional(),
  areaPath: list.areaPath.optional(),
  categoryCode: z.string().max(60).optional(),
});

/** The triage desk (派单台): what waits, and the decisions on it. */
@ApiTags('triage')
@Controller('api/v1')
export class TriageController {
  constructor(
    private readonly queries: QueryBus,
    private readonly gate: WhistleGate,
    private readonly commands: WhistleCommands,
    private readonly timeline: TimelinePresenter,
  ) {}

  @Get('triage-board')
  @Access('BOARD')
  @ApiOperation({
    summary: "What waits for the desk, the next to run out first, with routing's suggestion and what units dispute",
  })
  @ApiResponse({ status: 200, standardSchema: boardPage })
  async board(
    @Query({ schema: boardQuery }) query: z.infer<typeof boardQuery>,
    @HttpExchange() { caller, language }: Exchange,
  ) {
    const { limit, cursor, after, status, areaPath, categoryCode } = query;
    const visible = visibleWhere(visibility(caller), WHISTLE_COLUMNS);
    const filter = { areaPath, categoryCode, statuses: list.split(status, BOARD_STATUSES) };
    const page = await this.queries.execute<TriageBoard, ListPage<TriageItem>>(
      new TriageBoard(visible, filter, { limit, cursor }, list.asPosition(after)),
    );
    const items = page.items.map(({ status: waiting, dueAt, missed, suggestion: routing, disputes, whistle }) => {
      const suggestion = routing && this.timeline.suggestion(routing, whistle.areaPath, language);
      return { waiting, dueAt, missed, suggestion, disputes: [...disputes], whistle: presentItem(whistle) };
    });
    return { ...page, items };
  }

  @Post('whistles/:whistleId/accept')
  @HttpCode(200)
  @Access('TRIAGE')
  @ApiOperation({ summary: 'Accept (受理)' })
  @ApiResponse({ status: 200, standardSchema: responses.decided })
  async accept(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: accept }) body: z.infer<typeof accept>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.gate.actorAt(http.caller, 'TRIAGE', whistle);
    return this.commands.send(http, actor, (context) => new AcceptWhistle(whistleId, body, context));
  }

  @Post('whistles/:whistleId/reject')
  @HttpCode(200)
  @Access('TRIAGE')
  @ApiOperation({ summary: 'Do not accept (不予受理), with the basis and the channel told' })
  @ApiResponse({ status: 200, standardSchema: responses.decided })
  async reject(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: reject }) body: z.infer<typeof reject>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.gate.actorAt(http.caller, 'TRIAGE', whistle);
    return this.commands.send(http, actor, (context) => new RejectWhistle(whistleId, body, context));
  }

  @Post('whistles/:whistleId/reclassify')
  @HttpCode(200)
  @Access('TRIAGE')
  @ApiOperation({ summary: 'Another category, condition or urgency (改归类); deadlines may only come earlier' })
  @ApiResponse({ status: 200, standardSchema: responses.decided })
  async reclassify(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: reclassify }) body: z.infer<typeof reclassify>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.gate.actorAt(http.caller, 'TRIAGE', whistle);
    return this.commands.send(http, actor, (context) => {
      return new ReclassifyWhistle(whistleId, body, context);
    });
  }

  @Post('whistles/:whistleId/dispatch')
  @HttpCode(200)
  @Access('DISPATCH')
  @ApiOperation({ summary: 'Dispatch (派单) to one lead and any assisting units; without units as routing suggests' })
  @ApiResponse({ status: 200, standardSchema: responses.decided })
  async dispatch(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: dispatch }) body: z.infer<typeof dispatch>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.gate.actorAt(http.caller, 'DISPATCH', whistle);
    return this.commands.send(http, actor, (context) => new DispatchWhistle(whistleId, body, context));
  }
}
