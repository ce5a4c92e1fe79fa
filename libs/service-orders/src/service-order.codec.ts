import { eventCodec } from '@app/event-store';
import { type ServiceOrderEvent, serviceOrderEvents } from './domain/index.js';

/** How the events of service orders are stored and read back. */
export const serviceOrderCodec = eventCodec<ServiceOrderEvent>(serviceOrderEvents);

/** Streams `service-order-{id}`. */
export const SERVICE_CATEGORY = 'service';
export const ORDER_STREAM_KIND = 'order-';
export const serviceOrderStream = (orderId: string): string => `${SERVICE_CATEGORY}-${ORDER_STREAM_KIND}${orderId}`;
