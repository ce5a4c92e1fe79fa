import { actorOf, requireGrant } from '@app/identity';
import { DomainError } from '@app/kernel';
import { CloseWhistle, RecordFollowUp, StartFollowUp, WithdrawWhistle } from '@app/whistles';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { WhistleCommands } from './whistle-commands.js';
import { isInitiator, WhistleGate } from './whistle-gate.js';
import { decided } from './whistle.responses.js';
import { close, empty, followUp, withdraw } from './whistle.schemas.js';

/** What comes after the result: calling back and closing, never by who dispatched; and withdrawing, by who blew it. */
@ApiTags('follow-up')
@Controller('api/v1/whistles/:whistleId')
export class FollowUpController {
  constructor(
    private readonly gate: WhistleGate,
    private readonly commands: WhistleCommands,
  ) {}

  @Post('follow-up')
  @HttpCode(200)
  @Access('FOLLOW_UP')
  @ApiOperation({ summary: 'Start the follow-up (回访)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async start(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: empty }) _body: z.infer<typeof empty>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.gate.actorAt(http.caller, 'FOLLOW_UP', whistle);
    return this.commands.send(http, actor, (context) => new StartFollowUp(whistleId, {}, context));
  }

  @Post('follow-up/answers')
  @HttpCode(200)
  @Access('FOLLOW_UP')
  @ApiOperation({ summary: 'What the reporter said, or that nobody answered (回访结果)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async answer(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: followUp }) body: z.infer<typeof followUp>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.gate.actorAt(http.caller, 'FOLLOW_UP', whistle);
    const input = body.answered ? { ...body, by: 'STAFF' as const } : body;
    return this.commands.send(http, actor, (context) => new RecordFollowUp(whistleId, input, context));
  }

  @Post('close')
  @HttpCode(200)
  @Access('CLOSE')
  @ApiOperation({ summary: 'Close (销哨)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async close(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: close }) body: z.infer<typeof close>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.gate.actorAt(http.caller, 'CLOSE', whistle);
    return this.commands.send(http, actor, (context) => new CloseWhistle(whistleId, body, context));
  }

  @Post('withdraw')
  @HttpCode(200)
  @Access('WITHDRAW')
  @ApiOperation({ summary: 'Withdraw (撤哨), by whoever blew it, before anybody has reported in' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async withdraw(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: withdraw }) body: z.infer<typeof withdraw>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    if (!isInitiator(http.caller, whistle)) throw new DomainError('auth/not-allowed');
    const actor = actorOf(http.caller, requireGrant(http.caller, 'WITHDRAW'));
    return this.commands.send(http, actor, (context) => new WithdrawWhistle(whistleId, body, context));
  }
}
