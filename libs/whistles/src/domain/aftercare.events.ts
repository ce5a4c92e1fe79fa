import { CLOCK_KINDS, URGENCIES } from '@app/catalogue/domain';
import { z } from 'zod';
import * as words from './aftercare.words.js';

const text = z.string().min(1);
const assignment = { assignmentId: text, unitId: text };
const instant = z.iso.datetime({ precision: 3 });
const assignments = z.array(z.strictObject(assignment)).readonly();
const reason = { reason: text };
/** Whoever asks does not decide. */
const by = { by: text };

/** What comes after a result, and what people decide about a whistle that runs or is over. */
export const aftercareEvents = {
  /** 核查: by a unit, or without one by a grid worker of the place or whoever supervises it. */
  PostHandleCheckOrdered: {
    version: 1,
    schema: z.strictObject({ unitId: text.optional(), cause: z.enum(['ORDERED', 'POLICY']) }),
  },
  CheckPassed: {
    version: 1,
    schema: z.strictObject({
      unitId: text.optional(),
      note: text.optional(),
      longitude: z.number().optional(),
      latitude: z.number().optional(),
    }),
  },
  CheckFailed: {
    version: 1,
    schema: z.strictObject({
      unitId: text.optional(),
      ...reason,
      longitude: z.number().optional(),
      latitude: z.number().optional(),
    }),
  },
  /** 返工: the n-th. These have to handle it once more, the lead first; of what no unit had (自行处置), nobody yet. */
  ReworkOrdered: {
    version: 1,
    schema: z.strictObject({ n: z.int(), cause: z.enum(words.REWORK_CAUSES), ...reason, assignments }),
  },
  /** 重办, by the unit that led last; if none did, it is to be dispatched. */
  WhistleReopened: {
    version: 1,
    schema: z.strictObject({
      cause: z.enum(words.REOPEN_CAUSES),
      ...reason,
      by: z.enum(['REPORTER', 'STAFF']),
      assignmentId: text.optional(),
      unitId: text.optional(),
      reportsIn: z.boolean().optional(),
      /** Where whoever led it is no more, and has no successor. */
      caseStatus: z.literal('BACK_AT_DISPATCH').optional(),
    }),
  },
  /** 申诉 of what ran out; the facts stay what they are (EC-19). */
  AppealSubmitted: {
    version: 1,
    schema: z.strictObject({ ...assignment, clockIds: z.array(text).readonly(), ...reason, ...by }),
  },
  AppealReviewed: {
    version: 1,
    schema: z.strictObject({ ...assignment, level: z.literal([1, 2]), upheld: z.boolean(), ...reason, ...by }),
  },
  /** It has run out, and does not count. */
  OverdueExempted: { version: 1, schema: z.strictObject({ ...assignment, clockId: text, clock: z.enum(CLOCK_KINDS) }) },
  AppealRejected: { version: 1, schema: z.strictObject(assignment) },
  /** 剔除: out of every score; of the whole whistle unless a task is named. */
  ExclusionDecided: {
    version: 1,
    schema: z.strictObject({ assignmentId: text.optional(), unitId: text.optional(), ...reason }),
  },
  UrgencyChanged: {
    version: 1,
    schema: z.strictObject({ from: z.enum(URGENCIES), to: z.enum(URGENCIES), ...reason }),
  },
  /** 作废, by two. */
  VoidingRequested: { version: 1, schema: z.strictObject({ ...reason, ...by }) },
  VoidingDenied: { version: 1, schema: z.strictObject(reason) },
  WhistleVoided: { version: 1, schema: z.strictObject({ ...reason, requestedBy: text }) },
  /** 终止办理申请, in writing. */
  TerminationRequested: {
    version: 1,
    schema: z.strictObject({ ...assignment, reason: z.enum(words.TERMINATION_REASONS), explanation: text, ...by }),
  },
  TerminationDenied: { version: 1, schema: z.strictObject({ ...assignment, ...reason }) },
  HandlingTerminated: {
    version: 1,
    schema: z.strictObject({
      ...assignment,
      reason: z.enum(words.TERMINATION_REASONS),
      /** What the reporter is told. */
      tellReporter: text,
    }),
  },
  /** 督办答复: of the unit, or of the desk if no unit has it yet. */
  SupervisionAnswered: {
    version: 1,
    schema: z.strictObject({ assignmentId: text.optional(), unitId: text.optional(), reply: text }),
  },
  /** 更正: when it happened, as opposed to when it was recorded. What was judged by it is judged again. */
  FactCorrected: {
    version: 1,
    schema: z.strictObject({
      ...assignment,
      fact: z.enum(words.DATED_FACTS),
      was: instant,
      is: instant,
      ...reason,
      /** What shows it. */
      evidence: text,
      /** 处置时长 of the result as it is corrected, in working time. */
      handlingSeconds: z.int().nonnegative().optional(),
    }),
  },
} as const;

export type AftercareEventType = keyof typeof aftercareEvents;
