import { Module } from '@nestjs/common';
import { WhistlesHttpModule } from '../whistles/whistles-http.module.js';
import { ContactErasureController } from './contact-erasure.controller.js';
import { ServiceOrderDoor } from './service-order-door.js';
import { ServiceOrderStepsController } from './service-order-steps.controller.js';
import { ServiceOrdersController } from './service-orders.controller.js';

/** Service orders (三单制、微心愿) over HTTP. */
@Module({
  imports: [WhistlesHttpModule],
  controllers: [ServiceOrdersController, ServiceOrderStepsController, ContactErasureController],
  providers: [ServiceOrderDoor],
})
export class ServiceOrdersHttpModule {}
