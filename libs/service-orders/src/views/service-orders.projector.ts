import { type Projection, rowsPerStream, type RowsPerStream } from '@app/projections';
import type { ServiceOrderEvent } from '../domain/index.js';
import { ORDER_STREAM_KIND, SERVICE_CATEGORY, serviceOrderCodec } from '../service-order.codec.js';
import { ServiceOrderRow } from './service-order.row.js';

const to = (rows: readonly ServiceOrderRow[], change: Partial<ServiceOrderRow>): ServiceOrderRow[] =>
  rows.map((row) => ({ ...row, ...change }));
const NOT_WAITING = { dueAt: null, overdue: false };
const FREE = { claimerId: null, claimerUnitId: null };

/** "What has been ordered, what is there to claim, and what is late?" */
const view: RowsPerStream<ServiceOrderEvent, ServiceOrderRow> = {
  row: ServiceOrderRow,
  idProperty: 'orderId',
  streamKind: ORDER_STREAM_KIND,
  keyOf: ({ orderId }) => orderId,
  parse: serviceOrderCodec.parse,
  handlers: {
    ServiceOrdered: (_, { id, occurredAt, data: { kind, areaPath, wish, orderer, due } }) => [
      {
        orderId: id,
        kind,
        status: 'ORDERED',
        areaPath,
        wish,
        ordererId: orderer.actorId,
        ...FREE,
        orderedAt: occurredAt,
        dueAt: due.dueAt,
        overdue: false,
      },
    ],
    ServiceOrderApproved: (rows, { data: { due } }) =>
      to(rows, { status: 'APPROVED', dueAt: due.dueAt, overdue: false }),
    ServiceOrderRejected: (rows) => to(rows, { status: 'REJECTED', ...NOT_WAITING }),
    ServiceOrderClaimed: (rows, { data: { claimer, due } }) =>
      to(rows, {
        status: 'CLAIMED',
        claimerId: claimer.actorId,
        claimerUnitId: claimer.unitId ?? null,
        dueAt: due.dueAt,
        overdue: false,
      }),
    ServiceOrderReleased: (rows, { data: { due } }) =>
      to(rows, { status: 'APPROVED', ...FREE, dueAt: due.dueAt, overdue: false }),
    ServiceDelivered: (rows) => to(rows, { status: 'DELIVERED', ...NOT_WAITING }),
    DeliveryDenied: (rows, { data: { due } }) => to(rows, { status: 'CLAIMED', dueAt: due.dueAt }),
    ServiceConfirmed: (rows) => to(rows, { status: 'CONFIRMED' }),
    ServiceOrderWithdrawn: (rows) => to(rows, { status: 'WITHDRAWN', ...NOT_WAITING }),
    ServiceOrderOverdue: (rows) => to(rows, { overdue: true }),
    OrderContactShown: 'ignored',
  },
};

export const serviceOrders: Projection = {
  name: 'service-orders',
  version: 1,
  categories: [SERVICE_CATEGORY],
  rows: [ServiceOrderRow],
  ...rowsPerStream(view),
};
