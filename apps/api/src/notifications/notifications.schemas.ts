import { WEBHOOK_FORMATS } from '@app/notifications';
import { whistleEvents, type WhistleEventType } from '@app/whistles';
import { z } from 'zod';
import { pageSchema, position, whistleId } from '../request/list.schemas.js';
import { whistleItem } from '../whistles/whistle.responses.js';

const EVENT_TYPES = Object.keys(whistleEvents) as [WhistleEventType, ...WhistleEventType[]];
const instant = z.iso.datetime();
const notificationId = z.string().regex(/^[0-9a-f-]{36}\.\d{1,9}$/, 'must be an id of the list');

export const notificationPage = pageSchema(
  'NotificationPage',
  z.object({
    id: notificationId,
    type: z.enum(EVENT_TYPES),
    text: z.string().meta({ description: 'In the language of Accept-Language' }),
    unitId: z.string().nullable(),
    at: instant,
    read: z.boolean(),
    position: z.string(),
    whistle: whistleItem,
  }),
);
export const unread = z
  .object({
    unread: z.int().meta({ description: 'Counted up to 100' }),
    reminders: z.string(),
    overdueOrders: z.int().meta({
      description: '超时点单: service orders that nobody reviewed or claimed in time, for community and street; else 0',
    }),
  })
  .meta({ id: 'Unread' });
export const markRead = z
  .strictObject({
    ids: z.array(notificationId).min(1).max(200).optional().meta({ description: 'These' }),
    through: position.optional().meta({ description: 'All up to this position' }),
  })
  .refine(({ ids, through }) => (ids === undefined) !== (through === undefined), {
    message: 'ids or through',
    path: ['ids'],
  })
  .meta({ id: 'MarkRead' });

/** Names and ports of this world, without credentials in them. */
const url = z
  .url({ protocol: /^https?$/, error: 'must be an https URL' })
  .max(2_000)
  .refine((text) => {
    const { username, password, hash } = new URL(text);
    return username === '' && password === '' && hash === '';
  }, 'must hold no user, password or fragment');

export const openWebhook = z
  .strictObject({
    url,
    keyId: z
      .string()
      .regex(/^[A-Za-z0-9-]{1,64}$/)
      .optional()
      .meta({ description: 'Whose: what this API key may see is sent. Absent = the calling key' }),
    types: z.array(z.enum(EVENT_TYPES)).max(EVENT_TYPES.length).optional().meta({ description: 'Absent = all' }),
    format: z.enum(WEBHOOK_FORMATS).optional().meta({ description: 'GROUP = sentences for the robot of a group' }),
    after: position.optional().meta({ description: 'Send what came after it; absent = what comes from now on' }),
  })
  .meta({ id: 'OpenWebhook' });
export const rewind = z.strictObject({ after: position }).meta({ id: 'RewindWebhook' });
export const replay = z
  .strictObject({ eventIds: z.array(z.uuid()).min(1).max(200).optional().meta({ description: 'Absent = all' }) })
  .prefault({})
  .meta({ id: 'ReplayDeadLetters' });
export const none = z.strictObject({}).optional();
export const webhookId = whistleId;

const secret = z.string().meta({ description: 'Shown here only: messages are signed with it' });
export const opened = z.object({ webhookId: z.uuid(), secret }).meta({ id: 'OpenedWebhook' });
export const webhookItem = z
  .object({
    webhookId: z.uuid(),
    keyId: z.string(),
    host: z.string(),
    format: z.enum(WEBHOOK_FORMATS),
    types: z.array(z.string()),
    status: z.enum(['ACTIVE', 'PAUSED', 'KEY_INVALID']),
    position: z.string().meta({ description: 'Everything up to here is acknowledged or given up' }),
    attempts: z.int().meta({ description: 'In vain, of the event that is next' }),
    nextAttemptAt: instant.nullable(),
    lastError: z.string().nullable(),
    deliveredAt: instant.nullable(),
    deadLetters: z.int(),
  })
  .meta({ id: 'Webhook' });
export const webhookPage = pageSchema('WebhookPage', webhookItem);
export const deadLetterPage = pageSchema(
  'DeadLetterPage',
  z.object({
    eventId: z.string(),
    position: z.string(),
    type: z.string(),
    whistleId: z.uuid(),
    attempts: z.int(),
    error: z.string(),
    diedAt: instant,
    replayAt: instant.nullable().meta({ description: 'Since when it waits to be sent again' }),
  }),
);
export const replayed = z.object({ count: z.int() }).meta({ id: 'Replayed' });
