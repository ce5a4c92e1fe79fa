import { z } from 'zod';
import * as words from './whistle.words.js';

const text = z.string().min(1);
const assignment = { assignmentId: text, unitId: text };
const instant = z.iso.datetime({ precision: 3 });

/** What a whistle waits for, and what lengthens or holds its clocks. */
export const waitingEvents = {
  /** 补正: the acceptance clock stands still until it is answered. */
  InfoRequested: { version: 1, schema: z.strictObject({ request: z.int(), text }) },
  InfoSupplied: { version: 1, schema: z.strictObject({ text }) },
  /** Nobody answered in time: the whistle is not accepted. */
  InfoRequestExpired: { version: 1, schema: z.strictObject({ request: z.int() }) },
  /** 核实: the acceptance clock stands still until somebody has looked. */
  PreVerificationOrdered: { version: 1, schema: z.strictObject({ unitId: text }) },
  PreVerificationReported: {
    version: 1,
    schema: z.strictObject({
      unitId: text,
      finding: z.enum(words.FINDINGS),
      note: text.optional(),
      longitude: z.number().optional(),
      latitude: z.number().optional(),
    }),
  },
  /** 控险: safe, though not yet repaired (EC-24). */
  HazardContained: { version: 1, schema: z.strictObject({ ...assignment, note: text }) },
  /** 延期申请: until it is decided the clock is overdue provisionally only (EC-18). */
  ExtensionRequested: {
    version: 1,
    schema: z.strictObject({
      ...assignment,
      clockId: text,
      reason: text,
      /** Whoever asks does not decide. */
      by: text,
    }),
  },
  /** The seq-th of this clock. */
  ExtensionGranted: {
    version: 1,
    schema: z.strictObject({
      ...assignment,
      clockId: text,
      seq: z.int(),
      /** The reason, as the reporter is told it. */
      tellReporter: text,
      /** When what the resident was promised (诉求总时限) ends, if it ends before the extension does. */
      beyondTotal: instant.optional(),
    }),
  },
  ExtensionDenied: { version: 1, schema: z.strictObject({ ...assignment, clockId: text, reason: text }) },
  /** 挂账申请. */
  SuspensionRequested: {
    version: 1,
    schema: z.strictObject({
      ...assignment,
      until: z.iso.date(),
      constraint: text,
      /** Whoever asks does not decide. */
      by: text,
    }),
  },
  /** 挂账: the clock to handle stands still until the review. */
  SuspensionApproved: { version: 1, schema: z.strictObject({ ...assignment, reviewAt: instant, reason: text }) },
  SuspensionDenied: { version: 1, schema: z.strictObject({ ...assignment, reason: text }) },
  /** 恢复办理. */
  CaseResumed: { version: 1, schema: z.strictObject({ ...assignment, cause: z.enum(words.RESUMPTION_CAUSES) }) },
} as const;
