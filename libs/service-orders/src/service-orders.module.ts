import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ContactMaskedHandler, GetServiceOrderHandler } from './get-service-order.query.js';
import { OrdersOfSubjectHandler } from './orders-of-subject.query.js';
import { ServiceOrderDecisions, serviceOrderHandlers } from './service-order.handlers.js';
import { serviceOrders } from './views/service-orders.projector.js';
import {
  CountServiceOrdersHandler,
  ListServiceOrdersHandler,
  OverdueServiceOrdersHandler,
} from './views/service-orders.query.js';

/** The commands of service orders (三单制、微心愿) and the questions about them. The view is projected in the worker. */
@Module({
  imports: [TypeOrmModule.forFeature([...serviceOrders.rows])],
  providers: [
    ServiceOrderDecisions,
    ...serviceOrderHandlers,
    GetServiceOrderHandler,
    ContactMaskedHandler,
    OrdersOfSubjectHandler,
    ListServiceOrdersHandler,
    CountServiceOrdersHandler,
    OverdueServiceOrdersHandler,
  ],
})
export class ServiceOrdersModule {}
