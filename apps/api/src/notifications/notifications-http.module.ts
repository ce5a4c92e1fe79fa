import { Module } from '@nestjs/common';
import { WhistlesHttpModule } from '../whistles/whistles-http.module.js';
import { NotificationsController } from './notifications.controller.js';
import { OwnWebhooks } from './own-webhooks.js';
import { WebhooksController } from './webhooks.controller.js';

/** News for screens and for other systems over HTTP. */
@Module({
  imports: [WhistlesHttpModule],
  controllers: [NotificationsController, WebhooksController],
  providers: [OwnWebhooks],
})
export class NotificationsHttpModule {}
