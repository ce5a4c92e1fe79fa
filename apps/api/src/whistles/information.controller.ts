import { actorOf, requireGrant } from '@app/identity';
import { DomainError } from '@app/kernel';
import { OrderPreVerification, ReportPreVerification, RequestInfo, SupplyInfo } from '@app/whistles';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { WhistleCommands } from './whistle-commands.js';
import { isInitiator, verifierGrant, WhistleGate } from './whistle-gate.js';
import { decided } from './whistle.responses.js';
import { info, infoRequest, preVerification, preVerificationReport } from './whistle.schemas.js';

/** What the desk has to know before it accepts: from the reporter (补正), or from somebody sent to look (核实). */
@ApiTags('triage')
@Controller('api/v1/whistles/:whistleId')
export class InformationController {
  constructor(
    private readonly gate: WhistleGate,
    private readonly commands: WhistleCommands,
  ) {}

  @Post('info-requests')
  @HttpCode(200)
  @Access('TRIAGE')
  @ApiOperation({ summary: 'Ask whoever raised it for what is missing (补正); the acceptance clock stands still' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async requestInfo(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: infoRequest }) body: z.infer<typeof infoRequest>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.gate.actorAt(http.caller, 'TRIAGE', whistle);
    return this.commands.send(http, actor, (context) => new RequestInfo(whistleId, body, context));
  }

  @Post('info')
  @HttpCode(200)
  @Access('WITHDRAW', 'TRIAGE')
  @ApiOperation({ summary: 'Supply what was missing (补正材料): by whoever raised it, or by staff who were told' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async supplyInfo(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: info }) body: z.infer<typeof info>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = isInitiator(http.caller, whistle)
      ? actorOf(http.caller, requireGrant(http.caller, 'WITHDRAW'))
      : this.gate.actorAt(http.caller, 'TRIAGE', whistle);
    return this.commands.send(http, actor, (context) => new SupplyInfo(whistleId, body, context));
  }

  @Post('pre-verifications')
  @HttpCode(200)
  @Access('TRIAGE')
  @ApiOperation({ summary: 'Send somebody of a unit to look (核实); the acceptance clock stands still' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async orderPreVerification(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: preVerification }) body: z.infer<typeof preVerification>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.gate.actorAt(http.caller, 'TRIAGE', whistle);
    return this.commands.send(http, actor, (context) => new OrderPreVerification(whistleId, body, context));
  }

  @Post('pre-verification-reports')
  @HttpCode(200)
  @Access('CHECK', 'HANDLE')
  @ApiOperation({
    summary: 'What was found on the spot (核实反馈): by a grid worker of the place, or by the unit sent',
  })
  @ApiResponse({ status: 200, standardSchema: decided })
  async reportPreVerification(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: preVerificationReport }) body: z.infer<typeof preVerificationReport>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const grant = verifierGrant(http.caller, whistle);
    if (!grant) throw new DomainError('auth/not-allowed', { unitId: whistle.verifyingUnitId });
    const actor = actorOf(http.caller, grant);
    return this.commands.send(http, actor, (context) => new ReportPreVerification(whistleId, body, context));
  }
}
