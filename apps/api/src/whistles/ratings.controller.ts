import { actorOf, type Caller } from '@app/identity';
import { type Actor, DomainError } from '@app/kernel';
import { RateDepartment, RateStreet, type Whistle } from '@app/whistles';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { WhistleCommands } from './whistle-commands.js';
import { raterGrant, WhistleGate } from './whistle-gate.js';
import { decided } from './whistle.responses.js';
import { assignmentId } from './whistle.schemas.js';

const rating = z
  .strictObject({
    score: z.int().min(1).max(5).meta({ description: '5 is best' }),
    note: z.string().trim().min(1).max(2_000).optional(),
  })
  .meta({ id: 'Rating' });

/** 双评议: after the result, those who whistled and those who came rate each other, once. */
@ApiTags('evaluation')
@Controller('api/v1/whistles/:whistleId/assignments/:assignmentId')
@Access('RATE')
export class RatingsController {
  constructor(
    private readonly gate: WhistleGate,
    private readonly commands: WhistleCommands,
  ) {}

  @Post('rating')
  @HttpCode(200)
  @ApiOperation({ summary: 'Rate the unit, for the street or community of the place (街道、社区评部门)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async rateDepartment(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Param('assignmentId', { schema: assignmentId }) id: string,
    @Body({ schema: rating }) body: z.infer<typeof rating>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    return this.commands.send(http, rater(http.caller, whistle), (context) => {
      return new RateDepartment(whistleId, { assignmentId: id, ...body }, context);
    });
  }

  @Post('street-rating')
  @HttpCode(200)
  @ApiOperation({ summary: 'Rate the street that whistled, for the assigned unit (部门评街道)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async rateStreet(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Param('assignmentId', { schema: assignmentId }) id: string,
    @Body({ schema: rating }) body: z.infer<typeof rating>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    return this.commands.send(http, this.gate.actorFor(http.caller, 'RATE', whistle, id), (context) => {
      return new RateStreet(whistleId, { assignmentId: id, ...body }, context);
    });
  }
}

function rater(caller: Caller, whistle: Whistle): Actor {
  const grant = raterGrant(caller, whistle);
  if (!grant) throw new DomainError('auth/not-allowed');
  return actorOf(caller, grant);
}
