import { Clock, type CommandContext } from '@app/kernel';
import {
  type AnyWhistleCommand,
  FallbackDispatch,
  PreviewUnits,
  type UnitsPreviewed,
  RecallDispatch,
  RedispatchWhistle,
} from '@app/whistles';
import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { fallback, recall, redispatch } from './dispute.schemas.js';
import { previewing, WhistleCommands } from './whistle-commands.js';
import { WhistleGate } from './whistle-gate.js';
import { unitsPreview } from './dispute.responses.js';
import { decided } from './whistle.responses.js';

const whistleParam = (): ParameterDecorator => Param('whistleId', { schema: list.whistleId });

/** A dispatch is undone, or done again. */
@ApiTags('dispatch')
@Controller('api/v1/whistles/:whistleId')
@Access('DISPATCH')
export class RedispatchController {
  constructor(
    private readonly gate: WhistleGate,
    private readonly commands: WhistleCommands,
    private readonly queries: QueryBus,
    private readonly clock: Clock,
  ) {}

  @Post('redispatch')
  @HttpCode(200)
  @ApiOperation({
    summary:
      'Dispatch again (改派) after a return: the same unit goes on with what was left, another has the whole limit',
  })
  @ApiResponse({ status: 200, standardSchema: decided })
  redispatch(
    @whistleParam() whistleId: string,
    @Body({ schema: redispatch }) body: z.infer<typeof redispatch>,
    @HttpExchange() http: Exchange,
  ) {
    return this.send(whistleId, http, (context) => new RedispatchWhistle(whistleId, body, context));
  }

  @Post('recall')
  @HttpCode(200)
  @ApiOperation({ summary: 'Undo a wrong dispatch (撤回派单): it waits to be dispatched, with the clock that it had' })
  @ApiResponse({ status: 200, standardSchema: decided })
  recall(
    @whistleParam() whistleId: string,
    @Body({ schema: recall }) body: z.infer<typeof recall>,
    @HttpExchange() http: Exchange,
  ) {
    return this.send(whistleId, http, (context) => new RecallDispatch(whistleId, body, context));
  }

  @Get('recall-preview')
  @ApiOperation({ summary: 'What a recall would undo now: who would be released, and which clocks would run' })
  @ApiResponse({ status: 200, standardSchema: unitsPreview })
  async preview(@whistleParam() whistleId: string, @HttpExchange() { caller, reply }: Exchange) {
    const { whistle } = await this.gate.see(caller, whistleId);
    const actor = this.gate.actorAt(caller, 'DISPATCH', whistle);
    const command = new RecallDispatch(whistleId, { reason: 'preview' }, previewing(actor, this.clock.now()));
    const found = await this.queries.execute<PreviewUnits, UnitsPreviewed>(new PreviewUnits(command));
    void reply.header('ETag', `"${found.revision}"`);
    return found;
  }

  @Post('fallback')
  @HttpCode(200)
  @ApiOperation({ summary: "Dispatch to the district's government (兜底派单), where nobody knows whose it is" })
  @ApiResponse({ status: 200, standardSchema: decided })
  fallback(
    @whistleParam() whistleId: string,
    @Body({ schema: fallback }) body: z.infer<typeof fallback>,
    @HttpExchange() http: Exchange,
  ) {
    return this.send(whistleId, http, (context) => new FallbackDispatch(whistleId, body, context));
  }

  private async send(whistleId: string, http: Exchange, make: (context: CommandContext) => AnyWhistleCommand) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    return this.commands.send(http, this.gate.actorAt(http.caller, 'DISPATCH', whistle), make);
  }
}
