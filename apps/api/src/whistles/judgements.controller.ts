import type { Capability } from '@app/identity';
import type { CommandContext } from '@app/kernel';
import {
  AnswerSupervision,
  type AnyWhistleCommand,
  AppealOverdue,
  CorrectFact,
  DecideTermination,
  RequestTermination,
  ReviewAppeal,
} from '@app/whistles';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import * as schemas from './aftercare.schemas.js';
import { WhistleCommands } from './whistle-commands.js';
import { WhistleGate } from './whistle-gate.js';
import { decided } from './whistle.responses.js';
import { assignmentId } from './whistle.schemas.js';

type Make = (context: CommandContext) => AnyWhistleCommand;
const whistleParam = (): ParameterDecorator => Param('whistleId', { schema: list.whistleId });
const assignmentParam = (): ParameterDecorator => Param('assignmentId', { schema: assignmentId });

/** What a unit answers for: 督办答复, 终止办理, 超时申诉; and 更正 of when it did something. */
@ApiTags('aftercare')
@Controller('api/v1/whistles/:whistleId/assignments/:assignmentId')
export class JudgementsController {
  constructor(
    private readonly gate: WhistleGate,
    private readonly commands: WhistleCommands,
  ) {}

  @Post('supervision/reply')
  @HttpCode(200)
  @Access('HANDLE')
  @ApiOperation({ summary: 'What the unit answers to the supervision (督办答复)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  answerSupervision(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: schemas.supervisionReply }) body: z.infer<typeof schemas.supervisionReply>,
    @HttpExchange() http: Exchange,
  ) {
    return this.byUnit('HANDLE', { whistleId, id, http }, (context) => {
      return new AnswerSupervision(whistleId, { assignmentId: id, ...body }, context);
    });
  }

  @Post('termination')
  @HttpCode(200)
  @Access('REQUEST_RETURN')
  @ApiOperation({ summary: 'Ask to end the handling (终止办理申请): it may not, or cannot, go on' })
  @ApiResponse({ status: 200, standardSchema: decided })
  requestTermination(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: schemas.termination }) body: z.infer<typeof schemas.termination>,
    @HttpExchange() http: Exchange,
  ) {
    return this.byUnit('REQUEST_RETURN', { whistleId, id, http }, (context) => {
      return new RequestTermination(whistleId, { assignmentId: id, ...body }, context);
    });
  }

  @Post('termination/decision')
  @HttpCode(200)
  @Access('DECIDE_RETURN')
  @ApiOperation({ summary: 'End the handling or not (终止办理审批): approved, the whistle is closed' })
  @ApiResponse({ status: 200, standardSchema: decided })
  decideTermination(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: schemas.terminationDecision }) body: z.infer<typeof schemas.terminationDecision>,
    @HttpExchange() http: Exchange,
  ) {
    return this.atPlace('DECIDE_RETURN', { whistleId, id, http }, (context) => {
      return new DecideTermination(whistleId, { assignmentId: id, ...body }, context);
    });
  }

  @Post('appeal')
  @HttpCode(200)
  @Access('APPEAL')
  @ApiOperation({ summary: 'Appeal against what ran out (超时申诉): after the closing, once' })
  @ApiResponse({ status: 200, standardSchema: decided })
  appeal(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: schemas.appeal }) body: z.infer<typeof schemas.appeal>,
    @HttpExchange() http: Exchange,
  ) {
    return this.byUnit('APPEAL', { whistleId, id, http }, (context) => {
      return new AppealOverdue(whistleId, { assignmentId: id, ...body }, context);
    });
  }

  @Post('appeal/review')
  @HttpCode(200)
  @Access('REVIEW_APPEAL')
  @ApiOperation({ summary: 'Review the appeal (申诉审核): upheld by two people, what ran out does not count' })
  @ApiResponse({ status: 200, standardSchema: decided })
  reviewAppeal(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: schemas.appealReview }) body: z.infer<typeof schemas.appealReview>,
    @HttpExchange() http: Exchange,
  ) {
    return this.atPlace('REVIEW_APPEAL', { whistleId, id, http }, (context) => {
      return new ReviewAppeal(whistleId, { assignmentId: id, ...body }, context);
    });
  }

  @Post('corrections')
  @HttpCode(200)
  @Access('CORRECT')
  @ApiOperation({ summary: 'Correct when the unit did something (更正); its clocks are judged again by it' })
  @ApiResponse({ status: 200, standardSchema: decided })
  correct(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: schemas.correction }) body: z.infer<typeof schemas.correction>,
    @HttpExchange() http: Exchange,
  ) {
    return this.atPlace('CORRECT', { whistleId, id, http }, (context) => {
      return new CorrectFact(whistleId, { assignmentId: id, ...body }, context);
    });
  }

  private async byUnit(capability: Capability, { whistleId, id, http }: Task, make: Make) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    return this.commands.send(http, this.gate.actorFor(http.caller, capability, whistle, id), make);
  }

  private async atPlace(capability: Capability, { whistleId, http }: Task, make: Make) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    return this.commands.send(http, this.gate.actorAt(http.caller, capability, whistle), make);
  }
}

interface Task {
  readonly whistleId: string;
  readonly id: string;
  readonly http: Exchange;
}
