import { Directory } from '@app/directory';
import { actorOf, type Caller, requireGrant, visibility } from '@app/identity';
import { Clock } from '@app/kernel';
import type { ListPage } from '@app/projections';
import {
  ContactMasked,
  CountServiceOrders,
  GetServiceOrder,
  lastClaimerOf,
  ListServiceOrders,
  type MaskedContact,
  ORDER_KINDS,
  ORDER_STATUSES,
  type OrderAtRevision,
  OrderService,
  type ServiceOrderCount,
  type ServiceOrderFilter,
  type ServiceOrderRow,
} from '@app/service-orders';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access, CurrentCaller } from '../auth/index.js';
import { newId } from '../request/command-contexts.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { pageByRevision } from '../request/revision-page.js';
import { ServiceOrderDoor } from './service-order-door.js';
import { claimerFor, ordersVisibleTo, seesContact } from './service-order-sight.js';
import { linesOf } from './service-order-texts.js';
import * as asked from './service-order.schemas.js';

/** 三单制、微心愿: what residents order, what may be claimed, and how far it is. */
@ApiTags('service orders')
@Controller('api/v1/service-orders')
export class ServiceOrdersController {
  constructor(
    private readonly queries: QueryBus,
    private readonly door: ServiceOrderDoor,
    private readonly directory: Directory,
    private readonly clock: Clock,
  ) {}

  @Post()
  @Access('ORDER_SERVICE')
  @ApiOperation({
    summary: 'Order a service or make a wish (点单), for yourself or, as a worker of the place, for somebody',
  })
  @ApiResponse({ status: 201, standardSchema: asked.decided })
  async order(@Body({ schema: asked.order }) body: z.infer<typeof asked.order>, @HttpExchange() http: Exchange) {
    const { areaPath } = body;
    const actor = actorOf(http.caller, requireGrant(http.caller, 'ORDER_SERVICE', { areaPath }));
    const made = await this.door.send(http, actor, (context) => new OrderService(newId(context), body, context));
    void http.reply.header('Location', `/api/v1/service-orders/${made.id}`);
    return made;
  }

  @Get()
  @Access('ORDERS')
  @ApiOperation({ summary: 'What may be claimed, and what I ordered, claimed or answer for, the newest first' })
  @ApiResponse({ status: 200, standardSchema: asked.orderPage })
  async list(
    @Query({ schema: asked.listQuery }) query: z.infer<typeof asked.listQuery>,
    @CurrentCaller() caller: Caller,
  ) {
    const { limit, cursor, after, status, kind, areaPath, overdue, mine } = query;
    const filter: ServiceOrderFilter = {
      statuses: list.split(status, ORDER_STATUSES),
      kinds: list.split(kind, ORDER_KINDS),
      areaPath,
      overdue: list.asBoolean(overdue),
      ...(mine === 'ordered' && { ordererId: caller.id }),
      ...(mine === 'claimed' && { claimedBy: { actorId: caller.id, unitIds: visibility(caller).unitIds } }),
    };
    const page = await this.queries.execute<ListServiceOrders, ListPage<ServiceOrderRow>>(
      new ListServiceOrders(ordersVisibleTo(caller), filter, { limit, cursor }, list.asPosition(after)),
    );
    return { ...page, items: page.items.map(presented) };
  }

  @Get('counts')
  @Access('COUNTS')
  @ApiOperation({ summary: 'How many there are of each kind in an area, claimed, delivered and late (认领、解决)' })
  @ApiResponse({ status: 200, standardSchema: asked.countPage })
  async counts(
    @Query({ schema: asked.countQuery }) { areaPath, after }: z.infer<typeof asked.countQuery>,
    @CurrentCaller() caller: Caller,
  ) {
    requireGrant(caller, 'COUNTS', { areaPath });
    const items = await this.queries.execute<CountServiceOrders, ServiceOrderCount[]>(
      new CountServiceOrders(areaPath, list.asPosition(after)),
    );
    return { items };
  }

  @Get(':orderId/reveals')
  @Access('VAULT_LOG')
  @ApiOperation({ summary: 'Who was shown whom it is for, when and why' })
  @ApiResponse({ status: 200, standardSchema: asked.contactRevealPage })
  async reveals(
    @Param('orderId', { schema: asked.orderId }) orderId: string,
    @Query({ schema: list.ownPaging }) query: z.infer<typeof list.ownPaging>,
  ) {
    const { history } = await this.queries.execute<GetServiceOrder, OrderAtRevision>(new GetServiceOrder(orderId));
    const shown = history.flatMap(({ event: { type, data }, recorded: { revision, metadata } }) =>
      type === 'OrderContactShown' ? [{ ...data, revision, actor: metadata.actor, at: metadata.occurredAt }] : [],
    );
    const page = pageByRevision(shown, query);
    return { ...page, items: page.items.map(({ actor, at, purpose }) => ({ actor, at, purpose })) };
  }

  @Get(':orderId')
  @Access('ORDERS')
  @ApiOperation({ summary: 'One service order with its history and what I may do: never behind' })
  @ApiResponse({ status: 200, standardSchema: asked.orderDetail })
  async get(
    @Param('orderId', { schema: asked.orderId }) orderId: string,
    @HttpExchange() { caller, reply, language }: Exchange,
  ): Promise<z.infer<typeof asked.orderDetail>> {
    const found = await this.door.see(caller, orderId);
    const { order, revision, position } = found;
    const contact = seesContact(caller, order)
      ? await this.queries.execute<ContactMasked, MaskedContact>(new ContactMasked(orderId, order))
      : null;
    void reply.header('ETag', `"${revision}"`).header('X-Position', String(position));
    return {
      ...detailOf(found),
      claimer: claimerFor(caller, order),
      contact,
      revision,
      actions: this.door.stepsFor(caller, found, this.clock.now()),
      history: linesOf(found, this.directory.view(), language),
    };
  }
}

/** Without the accounts. */
function presented({ orderId: id, kind, status, areaPath, wish, orderedAt, dueAt, overdue, ...row }: ServiceOrderRow) {
  return { id, kind, status, areaPath, wish, orderedAt, dueAt, overdue, claimerUnitId: row.claimerUnitId };
}

function detailOf({ orderId: id, order, history }: OrderAtRevision) {
  const { kind, areaPath, wish } = order.ordered;
  const due = 'due' in order ? order.due : undefined;
  return {
    id,
    kind,
    status: order.status,
    areaPath,
    wish,
    orderedAt: history[0]?.recorded.metadata.occurredAt ?? '',
    dueAt: due?.dueAt ?? null,
    stage: due?.stage ?? null,
    provisional: due?.provisional ?? false,
    overdue: 'overdue' in order && order.overdue,
    claimerUnitId: lastClaimerOf(order)?.unitId ?? null,
  };
}
