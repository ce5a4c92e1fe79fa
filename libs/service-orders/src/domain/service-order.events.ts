import { limitSchema } from '@app/catalogue/domain';
import { areaPathSchema } from '@app/directory/domain';
import { type Instant, ROLES } from '@app/kernel';
import { LIMIT_KINDS } from '@app/working-time';
import { z } from 'zod';
import { ORDER_KINDS, ORDER_STAGES } from './service-order.words.js';

const text = z.string().min(1).max(2_000);
const id = z.string().min(1).max(200);
const instant = z.iso.datetime({ precision: 3 });
const sealed = z.strictObject({ subjectId: id, kv: z.int(), box: z.string().min(1) });

/** Until when the next step is waited for, and by what that was counted. */
export const stageDueSchema = z.strictObject({
  stage: z.enum(ORDER_STAGES),
  startedAt: instant,
  dueAt: instant,
  limit: limitSchema,
  kind: z.enum(LIMIT_KINDS),
  policyVersion: id,
  calendarVersion: id,
  /** A date that the calendar does not cover took part. */
  provisional: z.boolean(),
});
export type StageDue = z.infer<typeof stageDueSchema>;

/** Who has claimed it: a person by account, or a unit for which that person spoke. */
const claimer = z.strictObject({ actorId: id, unitId: id.exactOptional() });
export type Claimer = z.infer<typeof claimer>;

/** Every event of a service order by its stored name; names and shapes never change, versions do. Texts are without personal data. */
export const serviceOrderEvents = {
  /** 居民点单: by the resident, or by a worker of grid or community for somebody. */
  ServiceOrdered: {
    version: 1,
    schema: z.strictObject({
      kind: z.enum(ORDER_KINDS),
      wish: text,
      /** The same in the words in which it was ordered. */
      words: sealed,
      orderer: z.strictObject({ actorId: id, role: z.enum(ROLES) }),
      /** Whom it is for. */
      contact: z.strictObject({
        subjectId: id,
        name: sealed,
        phone: sealed,
        /** Where to bring it. */
        address: sealed.exactOptional(),
      }),
      areaPath: areaPathSchema,
      /** Of the place: IANA. */
      timeZone: id,
      due: stageDueSchema,
    }),
  },
  /** 社区审单：通过. It may be claimed from now on. */
  ServiceOrderApproved: { version: 1, schema: z.strictObject({ note: text.exactOptional(), due: stageDueSchema }) },
  /** 社区审单：不通过. */
  ServiceOrderRejected: { version: 1, schema: z.strictObject({ note: text }) },
  /** 领单: by one alone. */
  ServiceOrderClaimed: { version: 1, schema: z.strictObject({ claimer, due: stageDueSchema }) },
  /** 退回待领: given up by whoever had claimed it, or not delivered in time, and then dated at that moment. */
  ServiceOrderReleased: {
    version: 1,
    schema: z.strictObject({
      claimer,
      cause: z.enum(['GIVEN_UP', 'OVERDUE']),
      note: text.exactOptional(),
      due: stageDueSchema,
    }),
  },
  /** 送达. */
  ServiceDelivered: { version: 1, schema: z.strictObject({ note: text }) },
  /** 未送达: whoever ordered it has not got it; it is to be delivered anew. */
  DeliveryDenied: {
    version: 1,
    schema: z.strictObject({ by: z.enum(['ORDERER', 'COMMUNITY']), note: text, due: stageDueSchema }),
  },
  /** 确认: the end. */
  ServiceConfirmed: {
    version: 1,
    schema: z.strictObject({ by: z.enum(['ORDERER', 'COMMUNITY']), note: text.exactOptional() }),
  },
  /** 撤回 by whoever ordered it, or by street or community in their name while nobody had claimed it. */
  ServiceOrderWithdrawn: {
    version: 2,
    schema: z.strictObject({ by: z.enum(['ORDERER', 'COMMUNITY']), note: text }),
    upcasts: [(data: { note: string }) => ({ by: 'ORDERER', ...data })],
  },
  /** 超时未审、超时无人领: dated at the moment that it was due. It waits on. */
  ServiceOrderOverdue: { version: 1, schema: z.strictObject({ stage: z.enum(['REVIEW', 'CLAIM']), dueAt: instant }) },
  /** 查看联系方式: somebody was shown whom it is for, and why. */
  OrderContactShown: { version: 1, schema: z.strictObject({ purpose: text }) },
} as const;

type Schemas = typeof serviceOrderEvents;
export type ServiceOrderEvent = {
  [Type in keyof Schemas]: {
    readonly type: Type;
    readonly data: z.infer<Schemas[Type]['schema']>;
    readonly occurredAt?: Instant;
  };
}[keyof Schemas];
export type ServiceOrderEventType = ServiceOrderEvent['type'];
export type ServiceOrderEventOf<Type extends ServiceOrderEventType> = Extract<ServiceOrderEvent, { type: Type }>;
