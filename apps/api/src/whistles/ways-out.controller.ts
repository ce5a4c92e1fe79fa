import { actorOf, requireGrant } from '@app/identity';
import { InformOfExisting, RedirectEmergency, RedirectWhistle, RespondAsStreet, SelfResolve } from '@app/whistles';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { emergency, inform, redirect, selfResolution, streetResponse } from './intake.schemas.js';
import { WhistleCommands } from './whistle-commands.js';
import { WhistleGate } from './whistle-gate.js';
import { decided } from './whistle.responses.js';

/** Where a whistle ends without a department: other channels, what is told already, what is done on the spot. */
@ApiTags('triage')
@Controller('api/v1/whistles/:whistleId')
export class WaysOutController {
  constructor(
    private readonly gate: WhistleGate,
    private readonly commands: WhistleCommands,
  ) {}

  @Post('redirect')
  @HttpCode(200)
  @Access('TRIAGE')
  @ApiOperation({ summary: 'Redirect to another channel (转其他渠道), with the basis and what the reporter was told' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async redirect(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: redirect }) body: z.infer<typeof redirect>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.gate.actorAt(http.caller, 'TRIAGE', whistle);
    return this.commands.send(http, actor, (context) => new RedirectWhistle(whistleId, body, context));
  }

  @Post('emergency')
  @HttpCode(200)
  @Access('REDIRECT_EMERGENCY')
  @ApiOperation({
    summary: 'Pass on to 110, 119, 120 or 122 at once (转紧急热线): by anybody of the staff who sees it',
  })
  @ApiResponse({ status: 200, standardSchema: decided })
  async emergency(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: emergency }) body: z.infer<typeof emergency>,
    @HttpExchange() http: Exchange,
  ) {
    await this.gate.see(http.caller, whistleId);
    const actor = actorOf(http.caller, requireGrant(http.caller, 'REDIRECT_EMERGENCY'));
    return this.commands.send(http, actor, (context) => new RedirectEmergency(whistleId, body, context));
  }

  @Post('inform')
  @HttpCode(200)
  @Access('TRIAGE')
  @ApiOperation({ summary: 'Tell the same reporter of what they raised before (告知办理进展): nothing in it is new' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async inform(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: inform }) body: z.infer<typeof inform>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.gate.actorAt(http.caller, 'TRIAGE', whistle);
    const ref = await this.gate.idOf(http.caller, body.ref);
    return this.commands.send(http, actor, (context) => new InformOfExisting(whistleId, { ...body, ref }, context));
  }

  @Post('self-resolution')
  @HttpCode(200)
  @Access('SELF_RESOLVE')
  @ApiOperation({
    summary: 'Done on the spot (自行处置), by the grid worker or the community; the follow-up comes next',
  })
  @ApiResponse({ status: 200, standardSchema: decided })
  async selfResolve(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: selfResolution }) body: z.infer<typeof selfResolution>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.gate.actorAt(http.caller, 'SELF_RESOLVE', whistle);
    return this.commands.send(http, actor, (context) => new SelfResolve(whistleId, body, context));
  }

  @Post('street-response')
  @HttpCode(200)
  @Access('RESPOND_AS_STREET')
  @ApiOperation({
    summary: 'The street or its community responds (街居响应): solved, or blown on to the departments (吹哨到部门)',
  })
  @ApiResponse({ status: 200, standardSchema: decided })
  async respond(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: streetResponse }) body: z.infer<typeof streetResponse>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.gate.actorAt(http.caller, 'RESPOND_AS_STREET', whistle);
    return this.commands.send(http, actor, (context) => new RespondAsStreet(whistleId, body, context));
  }
}
