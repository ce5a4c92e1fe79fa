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
  /** 转街居响应: a resident's whistle goes to the street of its place first. */
  StreetCalled: { version: 1, schema: z.strictObject({ unitId: text, turn: z.enum(words.STREET_TURNS) }) },
  /** 街居响应: solved by the street or its community themselves, or blown on to the departments (吹哨到部门). */
  StreetResponded: {
    version: 1,
    schema: z.strictObject({
      outcome: z.enum(words.STREET_ANSWERS),
      unitId: text,
      /** Why departments are needed. */
      note: text.optional(),
      by: text,
    }),
  },
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
