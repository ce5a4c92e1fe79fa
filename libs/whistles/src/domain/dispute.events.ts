import { z } from 'zod';
import * as words from './whistle.words.js';

const text = z.string().min(1);
const ref = z.strictObject({ assignmentId: text, unitId: text });
const assignment = ref.shape;
const versions = { catalogueVersion: text, directoryVersion: text };
/** The case's status from here on, where this changes it: the case follows its lead. */
const caseStatus = z.enum(words.STATUSES).optional();
/** Number of the set of assignments that this makes. */
const setRevision = z.int();

/** Disputes about whose a whistle is, and what changes the set of units that have it. */
export const disputeEvents = {
  /** 退单申请: the clock to handle of this assignment, and of no other, stands still until it is decided. */
  ReturnRequested: {
    version: 1,
    schema: z.strictObject({
      ...assignment,
      reason: z.enum(words.RETURN_REASONS),
      suggestedUnitId: text.optional(),
      basis: text,
      /** Whoever asks does not decide. */
      by: text,
      caseStatus,
    }),
  },
  ReturnApproved: {
    version: 1,
    schema: z.strictObject({ ...assignment, fault: z.enum(words.RETURN_FAULTS), reason: text, caseStatus }),
  },
  ReturnRejected: {
    version: 1,
    schema: z.strictObject({ ...assignment, reason: text, noReturn: z.boolean(), caseStatus }),
  },
  /** 提请裁定. */
  ArbitrationRequested: { version: 1, schema: z.strictObject({ ...assignment, reason: text, by: text, caseStatus }) },
  /** 裁定: whoever is named may not return it (潍坊市12345条例 §22). */
  ArbitrationDecided: {
    version: 1,
    schema: z.strictObject({
      ...assignment,
      leadUnitId: text,
      assists: z.array(z.strictObject({ unitId: text, mandatory: z.boolean() })),
      basis: text,
      /** 现场定责: what was found where they met. */
      note: text.optional(),
      caseStatus,
    }),
  },
  /** 解除: the unit no longer has it. What it was late with by then stays recorded. */
  AssignmentReleased: {
    version: 1,
    schema: z.strictObject({
      ...assignment,
      cause: z.enum(words.RELEASE_CAUSES),
      fault: z.enum(words.RETURN_FAULTS).optional(),
      reason: text.optional(),
      /** Who carries it on, after a merger of units (机构合并). */
      successorUnitId: text.optional(),
      setRevision,
    }),
  },
  /** 免于反馈: the lead's result no longer waits for this one; its own clocks run on (EC-12). */
  AssistExcused: { version: 1, schema: z.strictObject({ ...assignment, reason: text }) },
  /** 变更主责. A new unit's assignment follows. */
  LeadChanged: { version: 1, schema: z.strictObject({ from: ref, to: ref, reason: text, setRevision, caseStatus }) },
  /** 改派. */
  WhistleRedispatched: {
    version: 1,
    schema: z.strictObject({ seq: z.int(), by: text, overrideReason: text.optional(), ...versions }),
  },
  /** 撤回派单: all its assignments are released, and it waits to be dispatched as before. */
  DispatchRecalled: { version: 1, schema: z.strictObject({ reason: text }) },
  /** 兜底派单 to the district's government, where nobody knows whose it is (北京市接诉即办工作条例 §12). */
  FallbackDispatched: {
    version: 1,
    schema: z.strictObject({ seq: z.int(), by: text, unitId: text, reason: text, ...versions }),
  },
} as const;
