import type { CommandContext } from '@app/kernel';
import {
  type AnyWhistleCommand,
  DecideExtension,
  DecideSuspension,
  RequestExtension,
  RequestSuspension,
  ResumeCase,
} from '@app/whistles';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { WhistleCommands } from './whistle-commands.js';
import { WhistleGate } from './whistle-gate.js';
import { decided } from './whistle.responses.js';
import {
  assignmentId,
  empty,
  extension,
  extensionDecision,
  suspension,
  suspensionDecision,
} from './whistle.schemas.js';

type Make = (context: CommandContext) => AnyWhistleCommand;
const whistleParam = (): ParameterDecorator => Param('whistleId', { schema: list.whistleId });
const assignmentParam = (): ParameterDecorator => Param('assignmentId', { schema: assignmentId });

/** More time for a task: the unit asks, the desk or whoever supervises it decides, and nobody decides what they asked for. */
@ApiTags('assignments')
@Controller('api/v1/whistles/:whistleId/assignments/:assignmentId')
export class MoreTimeController {
  constructor(
    private readonly gate: WhistleGate,
    private readonly commands: WhistleCommands,
  ) {}

  @Post('extensions')
  @HttpCode(200)
  @Access('REQUEST_RETURN')
  @ApiOperation({ summary: 'Ask for an extension (延期申请), before the clock has run out' })
  @ApiResponse({ status: 200, standardSchema: decided })
  requestExtension(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: extension }) body: z.infer<typeof extension>,
    @HttpExchange() http: Exchange,
  ) {
    return this.ask(whistleId, id, http, (context) => {
      return new RequestExtension(whistleId, { assignmentId: id, ...body }, context);
    });
  }

  @Post('extensions/decision')
  @HttpCode(200)
  @Access('DECIDE_RETURN')
  @ApiOperation({ summary: 'Grant or deny the extension that is asked for (延期审批)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  decideExtension(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: extensionDecision }) body: z.infer<typeof extensionDecision>,
    @HttpExchange() http: Exchange,
  ) {
    return this.decide(whistleId, http, (context) => {
      return new DecideExtension(whistleId, { assignmentId: id, ...body }, context);
    });
  }

  @Post('suspensions')
  @HttpCode(200)
  @Access('REQUEST_RETURN')
  @ApiOperation({
    summary: 'Ask to suspend it (挂账申请) for an obstacle that is nobody’s fault, until a day of review',
  })
  @ApiResponse({ status: 200, standardSchema: decided })
  requestSuspension(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: suspension }) body: z.infer<typeof suspension>,
    @HttpExchange() http: Exchange,
  ) {
    return this.ask(whistleId, id, http, (context) => {
      return new RequestSuspension(whistleId, { assignmentId: id, ...body }, context);
    });
  }

  @Post('suspensions/decision')
  @HttpCode(200)
  @Access('DECIDE_RETURN')
  @ApiOperation({
    summary: 'Approve or deny the suspension (挂账审批); the clock to handle stands still until the review',
  })
  @ApiResponse({ status: 200, standardSchema: decided })
  decideSuspension(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: suspensionDecision }) body: z.infer<typeof suspensionDecision>,
    @HttpExchange() http: Exchange,
  ) {
    return this.decide(whistleId, http, (context) => {
      return new DecideSuspension(whistleId, { assignmentId: id, ...body }, context);
    });
  }

  @Post('resume')
  @HttpCode(200)
  @Access('REQUEST_RETURN', 'DECIDE_RETURN')
  @ApiOperation({ summary: 'Go on before the day of review (恢复办理): the unit, the desk or whoever supervises it' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async resume(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: empty }) _body: z.infer<typeof empty>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.gate.actorForOrAt(http.caller, ['REQUEST_RETURN', 'DECIDE_RETURN'], whistle, id);
    return this.commands.send(http, actor, (context) => new ResumeCase(whistleId, { assignmentId: id }, context));
  }

  private async ask(whistleId: string, id: string, http: Exchange, make: Make) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    return this.commands.send(http, this.gate.actorFor(http.caller, 'REQUEST_RETURN', whistle, id), make);
  }

  private async decide(whistleId: string, http: Exchange, make: Make) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    return this.commands.send(http, this.gate.actorAt(http.caller, 'DECIDE_RETURN', whistle), make);
  }
}
