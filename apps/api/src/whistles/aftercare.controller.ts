import type { Capability } from '@app/identity';
import { actorOf } from '@app/identity';
import { type CommandContext, DomainError } from '@app/kernel';
import {
  AnswerSupervision,
  type AnyWhistleCommand,
  ChangeUrgency,
  DecideVoiding,
  ExcludeFromScoring,
  OpenSupervision,
  OrderCheck,
  RecordCheck,
  ReopenWhistle,
  RequestVoiding,
  SendBack,
} from '@app/whistles';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import * as schemas from './aftercare.schemas.js';
import { WhistleCommands } from './whistle-commands.js';
import { checkerGrant, WhistleGate } from './whistle-gate.js';
import { decided } from './whistle.responses.js';

type Make = (context: CommandContext) => AnyWhistleCommand;
const whistleParam = (): ParameterDecorator => Param('whistleId', { schema: list.whistleId });

/** What comes after a result (核查, 返工, 重办), and what is decided about a whistle as a whole. */
@ApiTags('aftercare')
@Controller('api/v1/whistles/:whistleId')
export class AftercareController {
  constructor(
    private readonly gate: WhistleGate,
    private readonly commands: WhistleCommands,
  ) {}

  @Post('checks')
  @HttpCode(200)
  @Access('ORDER_CHECK')
  @ApiOperation({ summary: 'Have the result checked (核查), by nobody who handled it' })
  @ApiResponse({ status: 200, standardSchema: decided })
  orderCheck(
    @whistleParam() whistleId: string,
    @Body({ schema: schemas.checkOrder }) body: z.infer<typeof schemas.checkOrder>,
    @HttpExchange() http: Exchange,
  ) {
    return this.atPlace('ORDER_CHECK', whistleId, http, (context) => new OrderCheck(whistleId, body, context));
  }

  @Post('checks/result')
  @HttpCode(200)
  @Access('CHECK', 'HANDLE')
  @ApiOperation({
    summary: 'What the check found (核查结果); if it failed, it goes back to those who handled it (返工)',
  })
  @ApiResponse({ status: 200, standardSchema: decided })
  async recordCheck(
    @whistleParam() whistleId: string,
    @Body({ schema: schemas.checkResult }) body: z.infer<typeof schemas.checkResult>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const grant = checkerGrant(http.caller, whistle);
    if (!grant) throw new DomainError('auth/not-allowed');
    const actor = actorOf(http.caller, grant);
    return this.commands.send(http, actor, (context) => new RecordCheck(whistleId, body, context));
  }

  @Post('send-back')
  @HttpCode(200)
  @Access('FOLLOW_UP')
  @ApiOperation({ summary: 'Send it back (退回重办): the reporter is not satisfied, and with reason' })
  @ApiResponse({ status: 200, standardSchema: decided })
  sendBack(
    @whistleParam() whistleId: string,
    @Body({ schema: schemas.sendBack }) body: z.infer<typeof schemas.sendBack>,
    @HttpExchange() http: Exchange,
  ) {
    return this.atPlace('FOLLOW_UP', whistleId, http, (context) => new SendBack(whistleId, body, context));
  }

  @Post('reopen')
  @HttpCode(200)
  @Access('CLOSE')
  @ApiOperation({ summary: 'Open it again (重办): new facts, it has come back, or it is not solved' })
  @ApiResponse({ status: 200, standardSchema: decided })
  reopen(
    @whistleParam() whistleId: string,
    @Body({ schema: schemas.reopening }) body: z.infer<typeof schemas.reopening>,
    @HttpExchange() http: Exchange,
  ) {
    return this.atPlace('CLOSE', whistleId, http, (context) => new ReopenWhistle(whistleId, body, context));
  }

  @Post('urgency')
  @HttpCode(200)
  @Access('CHANGE_URGENCY')
  @ApiOperation({ summary: 'Change the urgency (紧急程度), and with it the clocks that run' })
  @ApiResponse({ status: 200, standardSchema: decided })
  changeUrgency(
    @whistleParam() whistleId: string,
    @Body({ schema: schemas.urgency }) body: z.infer<typeof schemas.urgency>,
    @HttpExchange() http: Exchange,
  ) {
    return this.atPlace('CHANGE_URGENCY', whistleId, http, (context) => new ChangeUrgency(whistleId, body, context));
  }

  @Post('supervision')
  @HttpCode(200)
  @Access('SUPERVISE')
  @ApiOperation({ summary: 'Supervise it (督办): a unit, or the desk, has to answer' })
  @ApiResponse({ status: 200, standardSchema: decided })
  supervise(
    @whistleParam() whistleId: string,
    @Body({ schema: schemas.supervision }) body: z.infer<typeof schemas.supervision>,
    @HttpExchange() http: Exchange,
  ) {
    return this.atPlace('SUPERVISE', whistleId, http, (context) => new OpenSupervision(whistleId, body, context));
  }

  @Post('supervision/reply')
  @HttpCode(200)
  @Access('TRIAGE')
  @ApiOperation({ summary: 'What the desk answers to the supervision (督办答复), where no unit had it yet' })
  @ApiResponse({ status: 200, standardSchema: decided })
  answerSupervision(
    @whistleParam() whistleId: string,
    @Body({ schema: schemas.supervisionReply }) body: z.infer<typeof schemas.supervisionReply>,
    @HttpExchange() http: Exchange,
  ) {
    return this.atPlace('TRIAGE', whistleId, http, (context) => new AnswerSupervision(whistleId, body, context));
  }

  @Post('exclusion')
  @HttpCode(200)
  @Access('EXCLUDE')
  @ApiOperation({ summary: 'Take it, or one task of it, out of every score (剔除)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  exclude(
    @whistleParam() whistleId: string,
    @Body({ schema: schemas.exclusion }) body: z.infer<typeof schemas.exclusion>,
    @HttpExchange() http: Exchange,
  ) {
    return this.atPlace('EXCLUDE', whistleId, http, (context) => new ExcludeFromScoring(whistleId, body, context));
  }

  @Post('voiding')
  @HttpCode(200)
  @Access('VOID')
  @ApiOperation({ summary: 'Ask to make it void (作废申请): it should never have been raised' })
  @ApiResponse({ status: 200, standardSchema: decided })
  requestVoiding(
    @whistleParam() whistleId: string,
    @Body({ schema: schemas.voiding }) body: z.infer<typeof schemas.voiding>,
    @HttpExchange() http: Exchange,
  ) {
    return this.atPlace('VOID', whistleId, http, (context) => new RequestVoiding(whistleId, body, context));
  }

  @Post('voiding/decision')
  @HttpCode(200)
  @Access('VOID')
  @ApiOperation({ summary: 'Make it void or not (作废审批): by another than who asked' })
  @ApiResponse({ status: 200, standardSchema: decided })
  decideVoiding(
    @whistleParam() whistleId: string,
    @Body({ schema: schemas.voidingDecision }) body: z.infer<typeof schemas.voidingDecision>,
    @HttpExchange() http: Exchange,
  ) {
    return this.atPlace('VOID', whistleId, http, (context) => new DecideVoiding(whistleId, body, context));
  }

  private async atPlace(capability: Capability, whistleId: string, http: Exchange, make: Make) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    return this.commands.send(http, this.gate.actorAt(http.caller, capability, whistle), make);
  }
}
