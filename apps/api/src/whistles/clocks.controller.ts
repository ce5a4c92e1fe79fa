import { type ClockStory, ExplainClock, type ExplainedClock, WhistleClocks } from '@app/whistles';
import { Controller, Get, Param } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { narrate } from './clock-narration.js';
import { presentExplanation, presentStory } from './clock.presenter.js';
import { clockExplanation } from './explanation.responses.js';
import { clockStories } from './time.responses.js';
import { TimelinePresenter } from './timeline.presenter.js';
import { WhistleGate } from './whistle-gate.js';

const clockId = z.string().regex(/^[A-Z_]{1,40}-\d{1,6}$/);

/** The clocks of one whistle, and why each runs out when it does. */
@ApiTags('clocks')
@Controller('api/v1/whistles/:whistleId/clocks')
@Access('CLOCKS')
export class ClocksController {
  constructor(
    private readonly queries: QueryBus,
    private readonly gate: WhistleGate,
    private readonly timeline: TimelinePresenter,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Every clock that it ever had (计时), as its history tells: never behind' })
  @ApiResponse({ status: 200, standardSchema: clockStories })
  async clocks(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @HttpExchange() { caller, reply }: Exchange,
  ): Promise<z.infer<typeof clockStories>> {
    const { revision } = await this.gate.see(caller, whistleId);
    const stories = await this.queries.execute<WhistleClocks, ClockStory[]>(new WhistleClocks(whistleId));
    void reply.header('ETag', `"${revision}"`);
    return { items: stories.map(presentStory), revision };
  }

  @Get(':clockId/explanation')
  @ApiOperation({ summary: 'Why it runs out when it does, day by day (时限说明)' })
  @ApiResponse({ status: 200, standardSchema: clockExplanation })
  async explanation(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Param('clockId', { schema: clockId }) id: string,
    @HttpExchange() { caller, language }: Exchange,
  ): Promise<z.infer<typeof clockExplanation>> {
    const { whistle } = await this.gate.see(caller, whistleId);
    const { location, timeZone } = whistle.raised;
    const place = { areaPath: location.areaPath, timeZone };
    const found = await this.queries.execute<ExplainClock, ExplainedClock>(new ExplainClock(whistleId, id, place));
    return presentExplanation(found, narrate(found, this.timeline.wording(whistle, language), language));
  }
}
