import { EventStore } from '@app/event-store';
import { waitForView } from '@app/projections';
import { type IQueryHandler, QueryBus, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { ORDER_OVER } from './domain/index.js';
import { GetServiceOrder, type OrderAtRevision } from './get-service-order.query.js';
import { serviceOrders } from './views/service-orders.projector.js';

export interface OrderOfSubject {
  readonly orderId: string;
  /** Something still comes of it. */
  readonly open: boolean;
}

/** The orders whose contact and words lie under a person's key, the oldest first. */
export class OrdersOfSubject {
  constructor(readonly subjectId: string) {}
}

@QueryHandler(OrdersOfSubject)
export class OrdersOfSubjectHandler implements IQueryHandler<OrdersOfSubject> {
  constructor(
    private readonly dataSource: DataSource,
    private readonly store: EventStore,
    private readonly queries: QueryBus,
  ) {}

  /** As their own histories tell it: what somebody ordered for others by the same account is not theirs. */
  async execute({ subjectId }: OrdersOfSubject): Promise<OrderOfSubject[]> {
    const found: OrderOfSubject[] = [];
    for (const orderId of await this.candidates(subjectId)) {
      const { order } = await this.queries.execute<GetServiceOrder, OrderAtRevision>(new GetServiceOrder(orderId));

      if (order.ordered.contact.subjectId !== subjectId) continue;
      found.push({ orderId, open: !ORDER_OVER.includes(order.status) });
    }
    return found;
  }

  private async candidates(subjectId: string): Promise<string[]> {
    const [, kind, id] = /^(account|service-order)-(.+)$/.exec(subjectId) ?? [];
    if (id === undefined) return [];
    if (kind === 'service-order') return [id];
    await waitForView(this.dataSource, serviceOrders.name, await this.store.head());
    const rows = await this.dataSource.query<{ id: string }[]>(
      'SELECT order_id AS id FROM views.service_orders WHERE orderer_id = $1 ORDER BY ordered_at, order_id',
      [id],
    );
    return rows.map((row) => row.id);
  }
}
