import { GetServiceOrder, type OrderAtRevision } from '@app/service-orders';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import { ErasureDoor, type ErasurePlace } from '../whistles/erasure-door.js';
import * as asked from '../whistles/erasure.schemas.js';
import { orderId as id } from './service-order.schemas.js';

/** 限制处理 and 删除 of the personal data of whom a service order is for, by the privacy officer (PIPL §47). */
@ApiTags('personal data')
@Controller('api/v1/service-orders/:orderId/contact')
export class ContactErasureController {
  constructor(
    private readonly door: ErasureDoor,
    private readonly queries: QueryBus,
  ) {}

  @Post('restriction')
  @HttpCode(200)
  @Access('ERASE')
  @ApiOperation({ summary: 'Keep the data of whom it is for, and do nothing else with it, until a day (限制处理)' })
  @ApiResponse({ status: 200, standardSchema: asked.decided })
  async restrict(
    @Param('orderId', { schema: id }) orderId: string,
    @Body({ schema: asked.restrict }) body: z.infer<typeof asked.restrict>,
    @HttpExchange() http: Exchange,
  ) {
    return this.door.restrict(http, await this.place(orderId), body);
  }

  @Post('erasure')
  @HttpCode(200)
  @Access('ERASE')
  @ApiOperation({
    summary: 'Erase for good the data of whom it is for; of an account, in all its orders and whistles (删除个人信息)',
  })
  @ApiResponse({ status: 200, standardSchema: asked.decided })
  async erase(
    @Param('orderId', { schema: id }) orderId: string,
    @Body({ schema: asked.erase }) body: z.infer<typeof asked.erase>,
    @HttpExchange() http: Exchange,
  ) {
    return this.door.erase(http, await this.place(orderId), body);
  }

  /** @throws DomainError service-order/not-found */
  private async place(orderId: string): Promise<ErasurePlace> {
    const { order } = await this.queries.execute<GetServiceOrder, OrderAtRevision>(new GetServiceOrder(orderId));
    return { askedAt: { orderId }, areaPath: order.ordered.areaPath };
  }
}
