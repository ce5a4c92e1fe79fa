import type { Instant } from '@app/kernel';
import { z } from 'zod';

/** Events of the streams `reveal-{whistleId}`: apart from the whistle's own, because reading changes no whistle. */
export const revealEvents = {
  /** Somebody was shown who the reporter is (查看举报人信息): which fields, and why. */
  ReporterRevealed: {
    version: 1,
    schema: z.strictObject({ subjectId: z.string(), fields: z.array(z.string()), purpose: z.string().min(1) }),
  },
} as const;

export interface RevealEvent {
  readonly type: 'ReporterRevealed';
  readonly data: z.infer<(typeof revealEvents)['ReporterRevealed']['schema']>;
  readonly occurredAt?: Instant;
}
