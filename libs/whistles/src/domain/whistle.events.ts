import { SPECIAL_TYPES, URGENCIES } from '@app/catalogue/domain';
import { POSTS } from '@app/directory/domain';
import type { Instant } from '@app/kernel';
import { z } from 'zod';
import { aftercareEvents } from './aftercare.events.js';
import { deadlineEvents } from './deadline.events.js';
import { evidenceEvents } from './evidence.events.js';
import { intakeEvents } from './intake.events.js';
import { disputeEvents } from './dispute.events.js';
import { ratingEvents } from './rating.events.js';
import { mergingEvents } from './merging.events.js';
import { routingGround } from './routing-grounds.js';
import { waitingEvents } from './waiting.events.js';
import * as words from './whistle.words.js';

const text = z.string().min(1);
const sealed = z.strictObject({ subjectId: text, kv: z.int(), box: text });
const assignment = { assignmentId: text, unitId: text };
const classification = { categoryCode: text, conditionSeq: z.int(), urgency: z.enum(URGENCIES) };
const versions = { catalogueVersion: text, directoryVersion: text };
const routedUnit = z.strictObject({ unitId: text, role: z.enum(['LEAD', 'ASSIST']), reason: text });

const location = z.strictObject({
  areaPath: text,
  address: text.optional(),
  longitude: z.number().optional(),
  latitude: z.number().optional(),
});

/**
 * Every event of a whistle's stream, as stored. A stored name never changes; when a shape does, raise its version
 * and add an upcaster. Personal data appears sealed only.
 */
/** 处置时长, in working time; absent of results before it was reckoned. */
const handlingTime = { handlingSeconds: z.int().nonnegative().optional() };

export const whistleEvents = {
  /** 吹哨. */
  WhistleRaised: {
    version: 1,
    schema: z.strictObject({
      number: text,
      initiator: z.strictObject({ level: z.enum(words.INITIATOR_LEVELS), actorId: text }),
      anonymity: z.enum(words.ANONYMITIES),
      reporter: z
        .strictObject({
          subjectId: text,
          name: sealed.optional(),
          phone: sealed.optional(),
          idNumber: sealed.optional(),
        })
        .optional(),
      /** The reporter's own words (原话). */
      words: sealed.optional(),
      /** The same without personal data. */
      summary: text,
      categoryCode: text.optional(),
      location,
      /** Zone of the place and civil date of raising in it. */
      timeZone: text,
      raisedOn: z.iso.date(),
      sealed: z.boolean(),
      /** 回避: the units that it complains of. */
      aboutUnitIds: z.array(text).min(1).optional(),
      /** 补录: why it was recorded later than it happened. */
      lateEntryReason: text.optional(),
      source: z.strictObject({ system: text, id: text, flags: z.array(text) }).optional(),
    }),
  },
  /** What routing suggested, with its reasons. */
  WhistleRouted: {
    version: 1,
    schema: z.strictObject({
      categoryCode: text.optional(),
      lead: routedUnit.optional(),
      assists: z.array(routedUnit),
      problems: z.array(text),
      /** 派单依据: the reasons and problems as data; absent of what was routed before they were kept. */
      grounds: z.array(routingGround).optional(),
      ...versions,
    }),
  },
  /** 受理. `DIRECT`: by the rule of direct dispatch (直派), not by a person. */
  WhistleAccepted: {
    version: 1,
    schema: z.strictObject({
      ...classification,
      mode: z.enum(words.DISPATCH_MODES),
      /** Present if this classification makes the whistle confidential (涉密). */
      sealed: z.literal(true).optional(),
      ...versions,
    }),
  },
  /** 不予受理. */
  WhistleRejected: {
    version: 1,
    schema: z.strictObject({ reason: z.enum(words.REJECT_REASONS), basis: text, toldChannel: text }),
  },
  WhistleReclassified: {
    version: 1,
    schema: z.strictObject({
      ...classification,
      summary: text.optional(),
      sealed: z.boolean(),
      reason: text,
      ...versions,
    }),
  },
  /** 派单. */
  WhistleDispatched: {
    version: 1,
    schema: z.strictObject({
      round: z.int(),
      mode: z.enum(words.DISPATCH_MODES),
      /** Whoever dispatches does not close. */
      by: text,
      /** Why a unit outside the responsibility matrix was named. */
      overrideReason: text.optional(),
      /** 哨种, unless it is an ordinary one, and whose post gave the right to it. */
      whistleType: z.enum(SPECIAL_TYPES).optional(),
      blownBy: z.strictObject({ personId: text, post: z.enum(POSTS), areaPath: text }).optional(),
      ...versions,
    }),
  },
  AssignmentCreated: {
    version: 1,
    schema: z.strictObject({
      ...assignment,
      role: z.enum(words.ASSIGNMENT_ROLES),
      mandatory: z.boolean(),
      /** False for direct dispatch: signed, then handled, with no convening. */
      reportsIn: z.boolean(),
      reason: text,
      /** 不得退单: named by an arbitration, or as the last resort. */
      noReturn: z.literal(true).optional(),
      /** 机构合并: the assignment whose clocks and work this one goes on with. */
      takesOver: text.optional(),
      /** Of the set of assignments, where no dispatch made it. */
      setRevision: z.int().optional(),
      /** The case's status from here on, where this changes it. */
      caseStatus: z.enum(words.STATUSES).optional(),
    }),
  },
  /** 签收. */
  AssignmentSigned: { version: 1, schema: z.strictObject(assignment) },
  /** 先行联系. */
  ContactRecorded: {
    version: 1,
    schema: z.strictObject({ ...assignment, contacted: z.enum(words.CONTACTED), note: text.optional() }),
  },
  /** 报到. */
  DepartmentReportedIn: {
    version: 1,
    schema: z.strictObject({
      ...assignment,
      person: text,
      mode: z.enum(words.REPORT_IN_MODES),
      longitude: z.number().optional(),
      latitude: z.number().optional(),
      onTime: z.boolean(),
    }),
  },
  /** 全部报到: at most once for each revision of the set of assignments. */
  AllDepartmentsReportedIn: { version: 1, schema: z.strictObject({ setRevision: z.int() }) },
  HandlingStarted: { version: 1, schema: z.strictObject(assignment) },
  ProgressLogged: { version: 1, schema: z.strictObject({ ...assignment, note: text }) },
  /** An assisting unit's result. */
  AssignmentResultSubmitted: {
    version: 1,
    schema: z.strictObject({ ...assignment, outcome: z.enum(words.OUTCOMES), reply: text, ...handlingTime }),
  },
  /** 办结反馈: the lead's consolidated result. */
  ResultSubmitted: {
    version: 1,
    schema: z.strictObject({ ...assignment, outcome: z.enum(words.OUTCOMES), reply: text, ...handlingTime }),
  },
  /** 回访; by itself where the policy has it begin when the time to handle is over. */
  FollowUpOpened: { version: 1, schema: z.strictObject({ because: z.literal('TIME_IS_OVER').optional() }) },
  FollowUpAttempted: { version: 1, schema: z.strictObject({ attempt: z.int() }) },
  FollowUpCompleted: {
    version: 1,
    schema: z.strictObject({
      solved: z.boolean(),
      satisfaction: z.enum(words.SATISFACTIONS),
      by: z.enum(['REPORTER', 'STAFF']),
    }),
  },
  FollowUpUnreachable: { version: 1, schema: z.strictObject({ attempts: z.int() }) },
  /** 销哨. */
  WhistleClosed: {
    version: 1,
    schema: z.strictObject({
      kind: z.enum(words.CLOSING_KINDS),
      note: text.optional(),
      /** 结案条件, as whoever closed it confirmed it. */
      conditionMet: text.optional(),
    }),
  },
  /** 撤哨. */
  WhistleWithdrawn: { version: 1, schema: z.strictObject({ reason: text }) },
  ...intakeEvents,
  ...disputeEvents,
  ...mergingEvents,
  ...waitingEvents,
  ...aftercareEvents,
  ...ratingEvents,
  ...deadlineEvents,
  ...evidenceEvents,
} as const;

type Schemas = typeof whistleEvents;
export type WhistleEventType = keyof Schemas;
/** The union of all events of a whistle, by `type`. */
export type WhistleEvent = {
  [Type in WhistleEventType]: {
    readonly type: Type;
    readonly data: z.infer<Schemas[Type]['schema']>;
    readonly occurredAt?: Instant;
  };
}[WhistleEventType];
export type WhistleEventOf<Type extends WhistleEventType> = Extract<WhistleEvent, { type: Type }>;
