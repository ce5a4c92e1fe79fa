import type { Instant } from '@app/kernel';
import { z } from 'zod';

const text = z.string().min(1).max(2_000);
const of = {
  subjectId: text,
  /** The whistle that it was asked for at; absent if it was asked for at an order. */
  whistleId: z.uuid().exactOptional(),
  /** The service orders that it reaches (点单): all that lie under the person's key. */
  orderIds: z.array(z.uuid()),
};

/** Until there were service orders nothing but whistles was reached. */
const withoutOrders = (former: object): object => ({ ...former, orderIds: [] });

/** Events of the streams `subject-{subjectId}`: what was decided of a person's data. They say nothing of the person. */
export const erasureEvents = {
  /** 限制处理 (PIPL §47): it has to be kept until a day, and nothing else is done with it. */
  ProcessingRestricted: {
    version: 2,
    schema: z.strictObject({
      ...of,
      reason: text,
      /** What it has to be kept by: a law, a running procedure. */
      basis: text,
      /** The last day on which it has to be kept. */
      until: z.iso.date(),
    }),
    upcasts: [withoutOrders],
  },
  /** 删除: the key is destroyed, and with it everything that was sealed under it. */
  SubjectErased: { version: 2, schema: z.strictObject({ ...of, reason: text }), upcasts: [withoutOrders] },
} as const;

type Schemas = typeof erasureEvents;
export type ErasureEvent = {
  [Type in keyof Schemas]: {
    readonly type: Type;
    readonly data: z.infer<Schemas[Type]['schema']>;
    readonly occurredAt?: Instant;
  };
}[keyof Schemas];
