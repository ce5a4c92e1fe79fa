import { Clock, type CommandContext } from '@app/kernel';
import {
  type AnyWhistleCommand,
  Arbitrate,
  DecideReturn,
  PreviewUnits,
  RequestArbitration,
  RequestReturn,
  type UnitsPreviewed,
} from '@app/whistles';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { unitsPreview } from './dispute.responses.js';
import {
  arbitration,
  arbitrationPreview,
  arbitrationRequest,
  returnDecision,
  returnRequest,
} from './dispute.schemas.js';
import { previewing, WhistleCommands } from './whistle-commands.js';
import { WhistleGate } from './whistle-gate.js';
import { decided } from './whistle.responses.js';
import { assignmentId } from './whistle.schemas.js';

type Make = (context: CommandContext) => AnyWhistleCommand;
const whistleParam = (): ParameterDecorator => Param('whistleId', { schema: list.whistleId });
const assignmentParam = (): ParameterDecorator => Param('assignmentId', { schema: assignmentId });

/** Whose a whistle is: a unit asks to return it, the desk decides, and what it cannot settle goes to an arbiter. */
@ApiTags('disputes')
@Controller('api/v1/whistles/:whistleId')
export class DisputesController {
  constructor(
    private readonly gate: WhistleGate,
    private readonly commands: WhistleCommands,
    private readonly queries: QueryBus,
    private readonly clock: Clock,
  ) {}

  @Post('assignments/:assignmentId/returns')
  @HttpCode(200)
  @Access('REQUEST_RETURN')
  @ApiOperation({
    summary: 'Ask to return it (退单申请), within the time that the policy gives; its clock to handle rests',
  })
  @ApiResponse({ status: 200, standardSchema: decided })
  async requestReturn(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: returnRequest }) body: z.infer<typeof returnRequest>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.gate.actorFor(http.caller, 'REQUEST_RETURN', whistle, id);
    return this.commands.send(http, actor, (context) => {
      return new RequestReturn(whistleId, { assignmentId: id, ...body }, context);
    });
  }

  @Post('assignments/:assignmentId/returns/decision')
  @HttpCode(200)
  @Access('DECIDE_RETURN')
  @ApiOperation({ summary: 'Approve the return, and say whose fault it was, or refuse it (退单审批)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  decideReturn(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: returnDecision }) body: z.infer<typeof returnDecision>,
    @HttpExchange() http: Exchange,
  ) {
    return this.atPlace(whistleId, http, 'DECIDE_RETURN', (context) => {
      return new DecideReturn(whistleId, { assignmentId: id, ...body }, context);
    });
  }

  @Post('assignments/:assignmentId/arbitration')
  @HttpCode(200)
  @Access('REQUEST_RETURN', 'DECIDE_RETURN')
  @ApiOperation({ summary: 'Ask for arbitration (提请裁定): the unit that was refused, or the desk' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async requestArbitration(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: arbitrationRequest }) body: z.infer<typeof arbitrationRequest>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.gate.actorForOrAt(http.caller, ['REQUEST_RETURN', 'DECIDE_RETURN'], whistle, id);
    return this.commands.send(http, actor, (context) => {
      return new RequestArbitration(whistleId, { assignmentId: id, ...body }, context);
    });
  }

  @Post('arbitration')
  @HttpCode(200)
  @Access('ARBITRATE')
  @ApiOperation({ summary: 'Decide who leads and who assists (裁定); none of them may return it' })
  @ApiResponse({ status: 200, standardSchema: decided })
  arbitrate(
    @whistleParam() whistleId: string,
    @Body({ schema: arbitration }) body: z.infer<typeof arbitration>,
    @HttpExchange() http: Exchange,
  ) {
    return this.atPlace(whistleId, http, 'ARBITRATE', (context) => new Arbitrate(whistleId, body, context));
  }

  @Get('arbitration-preview')
  @Access('ARBITRATE')
  @ApiOperation({
    summary: 'What such a decision would come to now: who would be released, sent for, and which clocks run',
  })
  @ApiResponse({ status: 200, standardSchema: unitsPreview })
  async preview(
    @whistleParam() whistleId: string,
    @Query({ schema: arbitrationPreview }) { leadUnitId, assistUnitIds }: z.infer<typeof arbitrationPreview>,
    @HttpExchange() { caller, reply }: Exchange,
  ) {
    const { whistle } = await this.gate.see(caller, whistleId);
    const context = previewing(this.gate.actorAt(caller, 'ARBITRATE', whistle), this.clock.now());
    const assists = assistUnitIds.map((unitId) => ({ unitId }));
    const command = new Arbitrate(whistleId, { leadUnitId, assists, basis: 'preview' }, context);
    const found = await this.queries.execute<PreviewUnits, UnitsPreviewed>(new PreviewUnits(command));
    void reply.header('ETag', `"${found.revision}"`);
    return found;
  }

  private async atPlace(whistleId: string, http: Exchange, capability: 'DECIDE_RETURN' | 'ARBITRATE', make: Make) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    return this.commands.send(http, this.gate.actorAt(http.caller, capability, whistle), make);
  }
}
