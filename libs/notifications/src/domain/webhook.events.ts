import type { Instant } from '@app/kernel';
import { z } from 'zod';

const text = z.string().min(1);
const sealed = z.strictObject({ subjectId: text, kv: z.int(), box: text });
const position = z.string().regex(/^\d+$/);

/** 完整事件 for a system · 群消息 for the robot of a group: a sentence without anybody in it (M13). */
export const WEBHOOK_FORMATS = ['EVENT', 'GROUP'] as const;
export type WebhookFormat = (typeof WEBHOOK_FORMATS)[number];

/** Events of the streams `webhook-{id}`: who is told of what, where, and from which place in the log on. */
export const webhookEvents = {
  /** 订阅. The address and the secret are sealed: either lets whoever has it speak or listen in our name. */
  WebhookSubscribed: {
    version: 1,
    schema: z.strictObject({
      /** The API key that it belongs to: what that key may see is sent, and nothing else. */
      keyId: text,
      /** For people to know it by: host and port of the address. */
      host: text,
      url: sealed,
      secret: sealed,
      format: z.enum(WEBHOOK_FORMATS),
      /** Types of events; all of them if empty. */
      types: z.array(text).readonly(),
      /** What came after this position is sent. */
      after: position,
    }),
  },
  /** 暂停: nothing is sent, nothing is lost. */
  WebhookPaused: { version: 1, schema: z.strictObject({}) },
  WebhookResumed: { version: 1, schema: z.strictObject({}) },
  /** 重放: all that came after this position is sent, again where it was sent before. */
  WebhookRewound: { version: 1, schema: z.strictObject({ after: position }) },
  /** A new secret: from now on nothing is signed with the old one. */
  WebhookSecretChanged: { version: 1, schema: z.strictObject({ secret: sealed }) },
  /** 退订. */
  WebhookRemoved: { version: 1, schema: z.strictObject({}) },
} as const;

type Schemas = typeof webhookEvents;
export type WebhookEvent = {
  [Type in keyof Schemas]: {
    readonly type: Type;
    readonly data: z.infer<Schemas[Type]['schema']>;
    readonly occurredAt?: Instant;
  };
}[keyof Schemas];
export type WebhookEventOf<Type extends WebhookEvent['type']> = Extract<WebhookEvent, { type: Type }>;
