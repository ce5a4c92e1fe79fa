import { EMERGENCY_LINES } from '@app/catalogue/domain';
import { z } from 'zod';
import * as words from './intake.words.js';

const text = z.string().min(1);

/** The ways out of triage that lead to no department. */
export const intakeEvents = {
  /** 转紧急热线: the line is called at once, or the reporter told to. The whistle may go on, for what comes after. */
  EmergencyRedirected: {
    version: 1,
    schema: z.strictObject({
      channel: z.enum(EMERGENCY_LINES),
      cause: z.enum(words.EMERGENCY_CAUSES),
      note: text.optional(),
      /** Whose sign tripped the wire, and by which of its words. */
      categoryCode: text.optional(),
      word: text.optional(),
    }),
  },
  /** 转其他渠道: it ends here, and another channel is told to the reporter. */
  WhistleRedirected: {
    version: 1,
    schema: z.strictObject({ channel: z.enum(words.REDIRECT_CHANNELS), basis: text, toldChannel: text }),
  },
  /** 告知办理进展: the same reporter, the same matter, no new facts (北京市接诉即办工作条例 §11(三)). */
  ReporterInformed: { version: 1, schema: z.strictObject({ ref: z.uuid(), number: text, note: text }) },
  /** 自行处置: done on the spot, without a department. */
  SelfResolved: {
    version: 1,
    schema: z.strictObject({
      level: z.enum(words.SELF_RESOLVERS),
      unitId: text.optional(),
      evidence: text,
      /** Whoever did it does not close. */
      by: text,
    }),
  },
} as const;
