import type { ListPage } from '@app/projections';
import { type ErasureRow, Erasures, GetWhistle, type WhistleAtRevision } from '@app/whistles';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { ErasureDoor, type ErasurePlace } from './erasure-door.js';
import * as asked from './erasure.schemas.js';

const query = z.strictObject(list.paging);

/** 限制处理 and 删除 of a reporter's personal data, by the privacy officer (PIPL §47). */
@ApiTags('personal data')
@Controller('api/v1')
export class ErasureController {
  constructor(
    private readonly door: ErasureDoor,
    private readonly queries: QueryBus,
  ) {}

  @Post('whistles/:whistleId/reporter/restriction')
  @HttpCode(200)
  @Access('ERASE')
  @ApiOperation({ summary: 'Keep the data of whoever raised it, and do nothing else with it, until a day (限制处理)' })
  @ApiResponse({ status: 200, standardSchema: asked.decided })
  async restrict(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: asked.restrict }) body: z.infer<typeof asked.restrict>,
    @HttpExchange() http: Exchange,
  ) {
    return this.door.restrict(http, await this.place(whistleId), body);
  }

  @Post('whistles/:whistleId/reporter/erasure')
  @HttpCode(200)
  @Access('ERASE')
  @ApiOperation({
    summary: 'Erase for good the data of whoever raised it, in all their whistles and orders (删除个人信息)',
  })
  @ApiResponse({ status: 200, standardSchema: asked.decided })
  async erase(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: asked.erase }) body: z.infer<typeof asked.erase>,
    @HttpExchange() http: Exchange,
  ) {
    return this.door.erase(http, await this.place(whistleId), body);
  }

  @Get('erasures')
  @Access('VAULT_LOG')
  @ApiOperation({ summary: 'Whose data was restricted or erased, by whom, when and why; the latest first' })
  @ApiResponse({ status: 200, standardSchema: asked.erasurePage })
  async list(@Query({ schema: query }) { limit, cursor, after }: z.infer<typeof query>) {
    const page = await this.queries.execute<Erasures, ListPage<ErasureRow>>(
      new Erasures({ limit, cursor }, list.asPosition(after)),
    );
    return { ...page, items: page.items.map(({ revision: _revision, position: _position, ...shown }) => shown) };
  }

  /** @throws DomainError whistle/not-found */
  private async place(whistleId: string): Promise<ErasurePlace> {
    const { whistle } = await this.queries.execute<GetWhistle, WhistleAtRevision>(new GetWhistle(whistleId));
    return { askedAt: { whistleId }, areaPath: whistle.raised.location.areaPath };
  }
}
