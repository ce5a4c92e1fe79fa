import { eventMessageSchema, groupMessageSchema } from '@app/notifications';
import type { OpenAPIObject } from '@nestjs/swagger';
import { z } from 'zod';

const header = (name: string, description: string, schema: object) => ({
  name,
  in: 'header' as const,
  required: true,
  description,
  schema: { type: 'string' as const, ...schema },
});
const body = (schema: z.ZodType) => {
  const { $schema: _, ...json } = z.toJSONSchema(schema);
  return { required: true, content: { 'application/json': { schema: json as object } } };
};

const delivery = (operationId: string, summary: string, message: z.ZodType) => ({
  post: {
    operationId,
    summary,
    tags: ['webhooks'],
    parameters: [
      header('webhook-id', 'Of the event: the same at every attempt, remember those of a day', {}),
      header('webhook-timestamp', 'Of this attempt, in seconds since 1970', { pattern: '^\\d+$' }),
      header(
        'webhook-signature',
        'base64 of HMAC-SHA-256 over `webhook-id`, `webhook-timestamp` and the body as it came, joined by dots; the key is ' +
          'what stands after `whsec_` of the secret, decoded from base64',
        { pattern: '^v1,[A-Za-z0-9+/]+=*$' },
      ),
    ],
    requestBody: body(message),
    responses: {
      '2XX': { description: 'Acknowledged, within 15 seconds; the next event comes' },
      default: { description: 'Sent again later under the same id; at last a dead letter' },
    },
  },
});

/** What leaves for subscribed systems: the part `webhooks` of the OpenAPI document, from the schemas of the messages. */
export const webhooksDocument = (): NonNullable<OpenAPIObject['webhooks']> => ({
  event: delivery('onEvent', 'To a webhook of the format EVENT: every event that its key may see', eventMessageSchema),
  group: delivery(
    'onGroupNews',
    'To a webhook of the format GROUP: a sentence for the robot of a group',
    groupMessageSchema,
  ),
});
