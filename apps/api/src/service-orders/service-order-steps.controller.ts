import type { CommandContext } from '@app/kernel';
import {
  ClaimOrder,
  ConfirmService,
  DeliverService,
  ReleaseClaim,
  ReviewOrder,
  type ServiceOrderCommand,
  type ShownContact,
  ShowContact,
  WithdrawOrder,
} from '@app/service-orders';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../auth/index.js';
import { CommandContexts } from '../request/command-contexts.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import { claimingUnit, ServiceOrderDoor } from './service-order-door.js';
import * as asked from './service-order.schemas.js';

const ORDER_ID = { schema: asked.orderId };

/** 审单、领单、送达、确认: each step of a service order. */
@ApiTags('service orders')
@Controller('api/v1/service-orders/:orderId')
export class ServiceOrderStepsController {
  constructor(
    private readonly door: ServiceOrderDoor,
    private readonly contexts: CommandContexts,
    private readonly commands: CommandBus,
  ) {}

  @Post('review')
  @HttpCode(200)
  @Access('REVIEW_ORDER')
  @ApiOperation({ summary: 'Approve it, so that it may be claimed, or not (社区审单)' })
  @ApiResponse({ status: 200, standardSchema: asked.decided })
  review(
    @Param('orderId', ORDER_ID) orderId: string,
    @Body({ schema: asked.review }) body: z.infer<typeof asked.review>,
    @HttpExchange() http: Exchange,
  ) {
    return this.step(http, orderId, 'REVIEW', (context) => new ReviewOrder(orderId, body, context));
  }

  @Post('claim')
  @HttpCode(200)
  @Access('CLAIM_ORDER')
  @ApiOperation({
    summary: 'Claim it, for yourself or for your unit (领单): the first has it, the others are told that it is taken',
  })
  @ApiResponse({ status: 200, standardSchema: asked.decided })
  async claim(
    @Param('orderId', ORDER_ID) orderId: string,
    @Body({ schema: asked.claim }) { unitId }: z.infer<typeof asked.claim>,
    @HttpExchange() http: Exchange,
  ) {
    const actor = this.door.claimant(http.caller, unitId);
    await this.door.see(http.caller, orderId, true);
    return this.door.send(http, actor, (context) => new ClaimOrder(orderId, { unitId }, context));
  }

  @Post('release')
  @HttpCode(200)
  @Access('CLAIM_ORDER')
  @ApiOperation({ summary: 'Give up a claim: anybody may claim it again (退回待领)' })
  @ApiResponse({ status: 200, standardSchema: asked.decided })
  release(
    @Param('orderId', ORDER_ID) orderId: string,
    @Body({ schema: asked.noted }) { note }: z.infer<typeof asked.noted>,
    @HttpExchange() http: Exchange,
  ) {
    return this.step(
      http,
      orderId,
      'RELEASE',
      (context, unitId) => new ReleaseClaim(orderId, { unitId, note }, context),
    );
  }

  @Post('deliver')
  @HttpCode(200)
  @Access('CLAIM_ORDER')
  @ApiOperation({ summary: 'Say that it was delivered, and what (送达)' })
  @ApiResponse({ status: 200, standardSchema: asked.decided })
  deliver(
    @Param('orderId', ORDER_ID) orderId: string,
    @Body({ schema: asked.noted }) { note }: z.infer<typeof asked.noted>,
    @HttpExchange() http: Exchange,
  ) {
    return this.step(
      http,
      orderId,
      'DELIVER',
      (context, unitId) => new DeliverService(orderId, { unitId, note }, context),
    );
  }

  @Post('confirm')
  @HttpCode(200)
  @Access('ORDER_SERVICE', 'REVIEW_ORDER')
  @ApiOperation({
    summary: 'Say whether it was received (确认), as whoever ordered it or as the community in their name',
  })
  @ApiResponse({ status: 200, standardSchema: asked.decided })
  confirm(
    @Param('orderId', ORDER_ID) orderId: string,
    @Body({ schema: asked.confirm }) body: z.infer<typeof asked.confirm>,
    @HttpExchange() http: Exchange,
  ) {
    return this.step(http, orderId, 'CONFIRM', (context) => new ConfirmService(orderId, body, context));
  }

  @Post('withdraw')
  @HttpCode(200)
  @Access('ORDER_SERVICE', 'REVIEW_ORDER')
  @ApiOperation({
    summary:
      'Withdraw what you ordered, until it is delivered (撤回); as the community in their name, until it is claimed',
  })
  @ApiResponse({ status: 200, standardSchema: asked.decided })
  withdraw(
    @Param('orderId', ORDER_ID) orderId: string,
    @Body({ schema: asked.noted }) body: z.infer<typeof asked.noted>,
    @HttpExchange() http: Exchange,
  ) {
    return this.step(http, orderId, 'WITHDRAW', (context) => new WithdrawOrder(orderId, body, context));
  }

  @Post('contact')
  @HttpCode(200)
  @Access('CLAIM_ORDER', 'REVIEW_ORDER')
  @ApiOperation({
    summary: 'Whom it is for, in clear, for whoever is to deliver it or answers for it (查看联系方式); recorded',
  })
  @ApiResponse({ status: 200, standardSchema: asked.contact })
  async contact(
    @Param('orderId', ORDER_ID) orderId: string,
    @Body({ schema: asked.purpose }) { note }: z.infer<typeof asked.purpose>,
    @HttpExchange() { caller, request }: Exchange,
  ) {
    const { order } = await this.door.see(caller, orderId);
    const context = this.contexts.of(request, this.door.actorFor('CONTACT', caller, order));
    const command = new ShowContact(orderId, { unitId: claimingUnit(order), note }, context);
    return this.commands.execute<ShowContact, ShownContact>(command);
  }

  /** A step on an order that the caller sees, under the grant that it is taken by. */
  private async step(
    http: Exchange,
    orderId: string,
    step: asked.OrderStep,
    make: (context: CommandContext, unitId: string | undefined) => ServiceOrderCommand,
  ) {
    const { order } = await this.door.see(http.caller, orderId);
    const actor = this.door.actorFor(step, http.caller, order);
    return this.door.send(http, actor, (context) => make(context, claimingUnit(order)));
  }
}
