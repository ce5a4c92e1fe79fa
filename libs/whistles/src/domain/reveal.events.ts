import type { Instant } from '@app/kernel';
import { z } from 'zod';

/** Events of the streams `reveal-{whistleId}`: apart from the whistle's own, because reading changes no whistle. */
export const revealEvents = {
  /** Somebody was shown who the reporter is (查看举报人信息): which fields, and why. */
  ReporterRevealed: {
    version: 1,
    schema: z.strictObject({ subjectId: z.string(), fields: z.array(z.string()), purpose: z.string().min(1) }),
  },
  /** Somebody opened a reporter's file as it was handed in, with whatever in it gives away who or where they are. */
  OriginalEvidenceOpened: {
    version: 1,
    schema: z.strictObject({ subjectId: z.string(), evidenceId: z.string() }),
  },
} as const;

type Schemas = typeof revealEvents;
export type RevealEvent = {
  [Type in keyof Schemas]: {
    readonly type: Type;
    readonly data: z.infer<Schemas[Type]['schema']>;
    readonly occurredAt?: Instant;
  };
}[keyof Schemas];
