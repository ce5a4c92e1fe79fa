import { Catalogue } from '@app/catalogue';
import { Clock } from '@app/kernel';
import { type ListPage, waitForView } from '@app/projections';
import {
  RecordFollowUp,
  ReopenWhistle,
  reportersPart,
  SupplyInfo,
  WhistleTimeline,
  type WhistleTimelineRow,
  WithdrawWhistle,
} from '@app/whistles';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { reopening } from './aftercare.schemas.js';
import { actorOfReporter, CODE_HEADER, FollowDoor, whistleNumber } from './follow-door.js';
import { TimelinePresenter } from './timeline.presenter.js';
import { WhistleCommands } from './whistle-commands.js';
import { decided, reporterPage } from './whistle.responses.js';
import { info, ownAnswer, withdraw } from './whistle.schemas.js';

const query = z.strictObject(list.paging);

/** For the reporter, by number and follow-up code (查询码): in a header, so that it stays out of addresses and logs. */
@ApiTags('follow')
@ApiHeader({ name: CODE_HEADER, required: true, description: '查询码, as raising it answered' })
@Controller('api/v1/follow/:number')
@Access.public()
export class FollowController {
  constructor(
    private readonly queries: QueryBus,
    private readonly door: FollowDoor,
    private readonly timeline: TimelinePresenter,
    private readonly commands: WhistleCommands,
    private readonly database: DataSource,
    private readonly catalogue: Catalogue,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'How far my whistle is (查询进展)' })
  @ApiResponse({ status: 200, standardSchema: reporterPage })
  async progress(
    @Param('number', { schema: whistleNumber }) of: string,
    @Query({ schema: query }) { limit, cursor, after }: z.infer<typeof query>,
    @HttpExchange() http: Exchange,
  ) {
    if (after !== undefined) await waitForView(this.database, 'whistle-search', BigInt(after));
    const { whistleId, whistle } = await this.door.open(of, http);
    const page = await this.queries.execute<WhistleTimeline, ListPage<WhistleTimelineRow>>(
      new WhistleTimeline(whistleId, { limit, cursor }, list.asPosition(after)),
    );
    const items = this.timeline.presentToReporter(page.items, whistle, http.language);
    const part = reportersPart(whistle, this.clock.now(), { catalogue: this.catalogue.view() });
    return { ...page, items, number: whistle.raised.number, status: whistle.status, ...part };
  }

  @Post('answer')
  @HttpCode(200)
  @ApiOperation({ summary: 'Is it solved, and am I satisfied? (满意度评价)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async answer(
    @Param('number', { schema: whistleNumber }) of: string,
    @Body({ schema: ownAnswer }) body: z.infer<typeof ownAnswer>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistleId } = await this.door.open(of, http);
    const input = { answered: true as const, ...body, by: 'REPORTER' as const };
    return this.commands.send(http, actorOfReporter(whistleId), (context) => {
      return new RecordFollowUp(whistleId, input, context);
    });
  }

  @Post('reopen')
  @HttpCode(200)
  @ApiOperation({ summary: 'Ask for it to be opened again (重办), so many days after the closing' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async reopen(
    @Param('number', { schema: whistleNumber }) of: string,
    @Body({ schema: reopening }) body: z.infer<typeof reopening>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistleId } = await this.door.open(of, http);
    return this.commands.send(http, actorOfReporter(whistleId), (context) => {
      return new ReopenWhistle(whistleId, body, context);
    });
  }

  @Post('withdraw')
  @HttpCode(200)
  @ApiOperation({ summary: 'Withdraw my whistle (撤哨)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async withdraw(
    @Param('number', { schema: whistleNumber }) of: string,
    @Body({ schema: withdraw }) body: z.infer<typeof withdraw>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistleId } = await this.door.open(of, http);
    return this.commands.send(http, actorOfReporter(whistleId), (context) => {
      return new WithdrawWhistle(whistleId, body, context);
    });
  }

  @Post('info')
  @HttpCode(200)
  @ApiOperation({ summary: 'Supply what I was asked for (补正材料)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async supplyInfo(
    @Param('number', { schema: whistleNumber }) of: string,
    @Body({ schema: info }) body: z.infer<typeof info>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistleId } = await this.door.open(of, http);
    return this.commands.send(http, actorOfReporter(whistleId), (context) => {
      return new SupplyInfo(whistleId, body, context);
    });
  }
}
