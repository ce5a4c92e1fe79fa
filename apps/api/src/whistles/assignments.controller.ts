import type { Capability } from '@app/identity';
import type { CommandContext } from '@app/kernel';
import {
  type AnyWhistleCommand,
  ContainHazard,
  LogProgress,
  RecordContact,
  ReportIn,
  SignAssignment,
  StartHandling,
  SubmitAssistResult,
  SubmitResult,
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
import { assignmentId, contact, containment, empty, progress, reportIn, result } from './whistle.schemas.js';

/** What each request to one assignment brings along. */
interface OnAssignment {
  readonly whistleId: string;
  readonly assignmentId: string;
}
const params = { whistleId: list.whistleId, assignmentId };
const whistleParam = (): ParameterDecorator => Param('whistleId', { schema: params.whistleId });
const assignmentParam = (): ParameterDecorator => Param('assignmentId', { schema: params.assignmentId });

/** What a unit does with its task: sign, contact, report in, handle, answer. */
@ApiTags('assignments')
@Controller('api/v1/whistles/:whistleId/assignments/:assignmentId')
@Access('HANDLE')
export class AssignmentsController {
  constructor(
    private readonly gate: WhistleGate,
    private readonly commands: WhistleCommands,
  ) {}

  @Post('sign')
  @HttpCode(200)
  @ApiOperation({ summary: 'Sign for it (签收)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  sign(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: empty }) _body: z.infer<typeof empty>,
    @HttpExchange() http: Exchange,
  ) {
    return this.send({ whistleId, assignmentId: id }, http, (context) => {
      return new SignAssignment(whistleId, { assignmentId: id }, context);
    });
  }

  @Post('contacts')
  @HttpCode(200)
  @ApiOperation({ summary: 'The reporter, or the street, was contacted (先行联系)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  contact(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: contact }) body: z.infer<typeof contact>,
    @HttpExchange() http: Exchange,
  ) {
    return this.send({ whistleId, assignmentId: id }, http, (context) => {
      return new RecordContact(whistleId, { assignmentId: id, ...body }, context);
    });
  }

  @Post('report-in')
  @HttpCode(200)
  @ApiOperation({ summary: 'Report in (报到); with madeAt as of when it was made without a network' })
  @ApiResponse({ status: 200, standardSchema: decided })
  reportIn(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: reportIn }) body: z.infer<typeof reportIn>,
    @HttpExchange() http: Exchange,
  ) {
    const claims = body.madeAt === undefined ? [] : (['CLAIM_OCCURRED_AT'] as const);
    return this.send(
      { whistleId, assignmentId: id },
      http,
      (context) => new ReportIn(whistleId, { assignmentId: id, ...body }, context),
      claims,
    );
  }

  @Post('start-handling')
  @HttpCode(200)
  @ApiOperation({ summary: 'The lead starts to handle it (开始办理)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  startHandling(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: empty }) _body: z.infer<typeof empty>,
    @HttpExchange() http: Exchange,
  ) {
    return this.send({ whistleId, assignmentId: id }, http, (context) => {
      return new StartHandling(whistleId, { assignmentId: id }, context);
    });
  }

  @Post('containment')
  @HttpCode(200)
  @ApiOperation({ summary: 'The hazard is made safe, the repair goes on (控险)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  contain(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: containment }) body: z.infer<typeof containment>,
    @HttpExchange() http: Exchange,
  ) {
    return this.send({ whistleId, assignmentId: id }, http, (context) => {
      return new ContainHazard(whistleId, { assignmentId: id, ...body }, context);
    });
  }

  @Post('progress')
  @HttpCode(200)
  @ApiOperation({ summary: 'Log progress (办理进展), read by the desk and by the own unit' })
  @ApiResponse({ status: 200, standardSchema: decided })
  progress(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: progress }) body: z.infer<typeof progress>,
    @HttpExchange() http: Exchange,
  ) {
    return this.send({ whistleId, assignmentId: id }, http, (context) => {
      return new LogProgress(whistleId, { assignmentId: id, ...body }, context);
    });
  }

  @Post('assist-result')
  @HttpCode(200)
  @ApiOperation({ summary: "An assisting unit's result, for the lead (协助反馈)" })
  @ApiResponse({ status: 200, standardSchema: decided })
  assistResult(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: result }) body: z.infer<typeof result>,
    @HttpExchange() http: Exchange,
  ) {
    return this.send({ whistleId, assignmentId: id }, http, (context) => {
      return new SubmitAssistResult(whistleId, { assignmentId: id, ...body }, context);
    });
  }

  @Post('result')
  @HttpCode(200)
  @ApiOperation({ summary: "The lead's result for all (办结反馈); the reporter reads the reply" })
  @ApiResponse({ status: 200, standardSchema: decided })
  result(
    @whistleParam() whistleId: string,
    @assignmentParam() id: string,
    @Body({ schema: result }) body: z.infer<typeof result>,
    @HttpExchange() http: Exchange,
  ) {
    return this.send({ whistleId, assignmentId: id }, http, (context) => {
      return new SubmitResult(whistleId, { assignmentId: id, ...body }, context);
    });
  }

  private async send(
    { whistleId, assignmentId: id }: OnAssignment,
    http: Exchange,
    make: (context: CommandContext) => AnyWhistleCommand,
    needed: readonly Capability[] = [],
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    for (const capability of needed) this.gate.actorFor(http.caller, capability, whistle, id);
    const actor = this.gate.actorFor(http.caller, 'HANDLE', whistle, id);
    return this.commands.send(http, actor, make);
  }
}
