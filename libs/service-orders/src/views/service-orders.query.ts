import type { Position } from '@app/kernel';
import {
  inArea,
  keyOfCursor,
  type ListPage,
  pageOf,
  type PageRequest,
  type SqlCondition,
  waitForView,
} from '@app/projections';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import type { OrderKind, OrderStatus } from '../domain/index.js';
import { ServiceOrderRow } from './service-order.row.js';
import { serviceOrders } from './service-orders.projector.js';

export interface ServiceOrderFilter {
  readonly statuses?: readonly OrderStatus[] | undefined;
  readonly kinds?: readonly OrderKind[] | undefined;
  readonly areaPath?: string | undefined;
  readonly overdue?: boolean | undefined;
  readonly ordererId?: string | undefined;
  /** Claimed by this account, or for one of these units. */
  readonly claimedBy?: { readonly actorId: string; readonly unitIds: readonly string[] } | undefined;
}

/** Service orders, the newest first. `visible` speaks of `item`'s columns. */
export class ListServiceOrders {
  constructor(
    readonly visible: SqlCondition,
    readonly filter: ServiceOrderFilter,
    readonly page: PageRequest,
    readonly after?: Position,
  ) {}
}

@QueryHandler(ListServiceOrders)
export class ListServiceOrdersHandler implements IQueryHandler<ListServiceOrders> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ visible, filter, page, after }: ListServiceOrders): Promise<ListPage<ServiceOrderRow>> {
    if (after !== undefined) await waitForView(this.dataSource, serviceOrders.name, after);
    const query = this.dataSource
      .createQueryBuilder(ServiceOrderRow, 'item')
      .where(visible.sql, visible.parameters)
      .orderBy('item.orderedAt', 'DESC')
      .addOrderBy('item.orderId', 'DESC')
      .limit(page.limit + 1);
    narrow(query, filter);
    const from = keyOfCursor(page.cursor, ['INSTANT', 'UUID']);
    if (from) query.andWhere('(item.ordered_at, item.order_id) < (:at, :id)', { at: from[0], id: from[1] });
    return pageOf(await query.getMany(), page.limit, ({ orderedAt, orderId }) => [orderedAt, orderId]);
  }
}

function narrow(query: SelectQueryBuilder<ServiceOrderRow>, filter: ServiceOrderFilter): void {
  const { statuses, kinds, areaPath, overdue, ordererId, claimedBy } = filter;
  if (statuses?.length) query.andWhere('item.status IN (:...statuses)', { statuses });
  if (kinds?.length) query.andWhere('item.kind IN (:...kinds)', { kinds });
  if (overdue !== undefined) query.andWhere('item.overdue = :overdue', { overdue });
  if (ordererId !== undefined) query.andWhere('item.orderer_id = :ordererId', { ordererId });
  if (areaPath !== undefined) {
    const { sql, parameters } = inArea('item.area_path', areaPath, 'area');
    query.andWhere(sql, parameters);
  }
  if (claimedBy) {
    const ofUnit = 'item.claimer_unit_id = ANY(:claimerUnits::text[])';
    query.andWhere(`((item.claimer_id = :claimerId AND item.claimer_unit_id IS NULL) OR ${ofUnit})`, {
      claimerId: claimedBy.actorId,
      claimerUnits: [...claimedBy.unitIds],
    });
  }
}

/** How many orders in these areas nobody reviewed or claimed in time. None is everywhere. */
export class OverdueServiceOrders {
  constructor(readonly areaPaths: readonly string[]) {}
}

@QueryHandler(OverdueServiceOrders)
export class OverdueServiceOrdersHandler implements IQueryHandler<OverdueServiceOrders> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ areaPaths }: OverdueServiceOrders): Promise<number> {
    if (areaPaths.length === 0) return 0;
    const places = areaPaths.map((areaPath, index) => inArea('item.area_path', areaPath, `area${index}`));
    return this.dataSource
      .createQueryBuilder(ServiceOrderRow, 'item')
      .where('item.overdue')
      .andWhere(`(${places.map(({ sql }) => sql).join(' OR ')})`)
      .setParameters(Object.assign({}, ...places.map(({ parameters }) => parameters)))
      .getCount();
  }
}

/** 认领、解决: how many of a kind there are in an area, and how far they have come. */
export interface ServiceOrderCount {
  readonly kind: OrderKind;
  /** All that were ever ordered, also those that were not approved or were withdrawn. */
  readonly ordered: number;
  /** Claimed now, and those delivered since. */
  readonly claimed: number;
  readonly delivered: number;
  readonly confirmed: number;
  /** Not reviewed, or not claimed, in time. */
  readonly overdue: number;
}

export class CountServiceOrders {
  constructor(
    readonly areaPath: string,
    readonly after?: Position,
  ) {}
}

@QueryHandler(CountServiceOrders)
export class CountServiceOrdersHandler implements IQueryHandler<CountServiceOrders> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ areaPath, after }: CountServiceOrders): Promise<ServiceOrderCount[]> {
    if (after !== undefined) await waitForView(this.dataSource, serviceOrders.name, after);
    const { sql, parameters } = inArea('item.area_path', areaPath, 'area');
    return this.dataSource
      .createQueryBuilder(ServiceOrderRow, 'item')
      .select('item.kind', 'kind')
      .addSelect('count(*)::int', 'ordered')
      .addSelect(`count(*) FILTER (WHERE status IN ('CLAIMED', 'DELIVERED', 'CONFIRMED'))::int`, 'claimed')
      .addSelect(`count(*) FILTER (WHERE status IN ('DELIVERED', 'CONFIRMED'))::int`, 'delivered')
      .addSelect(`count(*) FILTER (WHERE status = 'CONFIRMED')::int`, 'confirmed')
      .addSelect(`count(*) FILTER (WHERE overdue)::int`, 'overdue')
      .where(sql, parameters)
      .groupBy('item.kind')
      .orderBy('item.kind')
      .getRawMany<ServiceOrderCount>();
  }
}
