import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { NotificationRow } from './notices/notification.row.js';
import { NotificationsHandler, UnreadNotificationsHandler } from './notices/notifications.query.js';
import { ReadMarks } from './notices/read-marks.js';
import { type NotificationsOptions, OPTIONS } from './options.js';
import { DeliveryStates } from './webhooks/delivery-states.js';
import { Messenger } from './webhooks/messenger.js';
import { WebhookSecrets } from './webhooks/secrets.js';
import { Subscriptions } from './webhooks/subscriptions.js';
import { webhookHandlers } from './webhooks/webhook.handlers.js';

/** What is asked and commanded, in every process: news for screens, and subscriptions. Needs buses, database, log and vault. */
@Module({})
export class NotificationsModule {
  static forRoot(options: NotificationsOptions): DynamicModule {
    const shared = [Subscriptions, DeliveryStates, WebhookSecrets, Messenger, ReadMarks];
    const provideOptions = { provide: OPTIONS, useValue: options };
    return {
      module: NotificationsModule,
      global: true,
      imports: [TypeOrmModule.forFeature([NotificationRow])],
      providers: [provideOptions, ...shared, NotificationsHandler, UnreadNotificationsHandler, ...webhookHandlers],
      exports: [OPTIONS, ...shared],
    };
  }
}
