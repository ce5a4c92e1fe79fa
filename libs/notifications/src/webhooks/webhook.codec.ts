import { eventCodec } from '@app/event-store';
import { type WebhookEvent, webhookEvents } from '../domain/index.js';

export const webhookCodec = eventCodec<WebhookEvent>(webhookEvents);
/** Streams `webhook-{id}`. */
export const WEBHOOK_CATEGORY = 'webhook';
export const webhookStream = (webhookId: string): string => `${WEBHOOK_CATEGORY}-${webhookId}`;
