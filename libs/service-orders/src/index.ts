export * from './domain/index.js';
export * from './get-service-order.query.js';
export { ServiceOrderClocks } from './order-clocks.js';
export { serviceOrderCodec, serviceOrderStream } from './service-order.codec.js';
export type { ShownContact } from './service-order.handlers.js';
export { ServiceOrdersModule } from './service-orders.module.js';
export type { ServiceOrderRow } from './views/service-order.row.js';
export { serviceOrders } from './views/service-orders.projector.js';
export * from './views/service-orders.query.js';
