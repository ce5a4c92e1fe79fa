import type { CommandContext } from '@app/kernel';
import { AddAssist, type AnyWhistleCommand, ChangeLead, ExcuseAssist, ReleaseAssist } from '@app/whistles';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { addAssist, changeLead, excuseAssist, releaseAssist } from './dispute.schemas.js';
import { WhistleCommands } from './whistle-commands.js';
import { WhistleGate } from './whistle-gate.js';
import { decided } from './whistle.responses.js';
import { assignmentId } from './whistle.schemas.js';

const whistleParam = (): ParameterDecorator => Param('whistleId', { schema: list.whistleId });
const assignmentParam = (): ParameterDecorator => Param('assignmentId', { schema: assignmentId });

/** Who has a whistle that is dispatched: further units, fewer, another lead. */
@ApiTags('dispatch')
@Controller('api/v1/whistles/:whistleId')
@Access('DISPATCH')
export class DispatchedUnitsController {
  constructor(
    private readonly gate: WhistleGate,
    private readonly commands: WhistleCommands,
  ) {}

  @Post('assists')
  @HttpCode(200)
  @ApiOperation({ summary: 'A further unit assists (增派协助单位)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  addAssist(
    @whistleParam() whistleId: string,
    @Body({ schema: addAssist }) body: z.infer<typeof addAssist>,
    @HttpExchange() http: Exchange,
  ) {
    return this.send(whistleId, http, (context) => new AddAssist(whistleId, body, context));
  }

  @Post('assignments/:assignmentId/release')
  @HttpCode(200)
  @ApiOperation({ summary: 'An assisting unit is no longer needed (解除协助单位)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  release(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: releaseAssist }) body: z.infer<typeof releaseAssist>,
    @HttpExchange() http: Exchange,
  ) {
    return this.send(
      whistleId,
      http,
      (context) => new ReleaseAssist(whistleId, { assignmentId: id, ...body }, context),
    );
  }

  @Post('assignments/:assignmentId/excuse')
  @HttpCode(200)
  @ApiOperation({
    summary: "The lead's result no longer waits for this unit (免于反馈); what it is late with stays its own",
  })
  @ApiResponse({ status: 200, standardSchema: decided })
  excuse(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: excuseAssist }) body: z.infer<typeof excuseAssist>,
    @HttpExchange() http: Exchange,
  ) {
    return this.send(whistleId, http, (context) => new ExcuseAssist(whistleId, { assignmentId: id, ...body }, context));
  }

  @Post('lead')
  @HttpCode(200)
  @ApiOperation({ summary: 'Another unit leads (变更主责), with the whole limit to handle' })
  @ApiResponse({ status: 200, standardSchema: decided })
  changeLead(
    @whistleParam() whistleId: string,
    @Body({ schema: changeLead }) body: z.infer<typeof changeLead>,
    @HttpExchange() http: Exchange,
  ) {
    return this.send(whistleId, http, (context) => new ChangeLead(whistleId, body, context));
  }

  private async send(whistleId: string, http: Exchange, make: (context: CommandContext) => AnyWhistleCommand) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    return this.commands.send(http, this.gate.actorAt(http.caller, 'DISPATCH', whistle), make);
  }
}
