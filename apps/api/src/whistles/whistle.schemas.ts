import { CLOCK_KINDS, URGENCIES, WHISTLE_TYPES } from '@app/catalogue/domain';
import {
  ANONYMITIES,
  CONTACTED,
  FINDINGS,
  INITIATOR_LEVELS,
  OUTCOMES,
  REJECT_REASONS,
  REPORT_IN_MODES,
  SATISFACTIONS,
} from '@app/whistles';
import { z } from 'zod';
import { areaPath, day, instant } from '../request/list.schemas.js';

export const note = z.string().trim().min(1).max(2_000);
const categoryCode = z.string().min(1).max(60);
const conditionSeq = z.int().min(1).max(99);
export const unitId = z.string().min(1).max(100);
export const point = {
  longitude: z.number().min(-180).max(180).optional(),
  latitude: z.number().min(-90).max(90).optional(),
};
export const bothOrNeither = ({
  longitude,
  latitude,
}: {
  longitude?: number | undefined;
  latitude?: number | undefined;
}) => (longitude === undefined) === (latitude === undefined);
/** As events hold moments: UTC with milliseconds. */
export const moment = instant.transform((text) => new Date(text).toISOString());
export const BOTH = { message: 'longitude and latitude: both or neither', path: ['latitude'] };
export const phone = z
  .string()
  .max(40)
  .regex(/^\+?(?=(?:\D*\d){6})[\d\s()-]{6,40}$/, 'must be a phone number');

export const raise = z
  .strictObject({
    description: note.meta({ description: '原话: kept sealed; lists show a version without personal data' }),
    areaPath: areaPath.meta({ description: 'Where, as GET /areas names it: XY/S1/C03/G2' }),
    address: z.string().trim().min(1).max(300).optional(),
    ...point,
    categoryCode: categoryCode.optional().meta({ description: 'Absent = the triage desk classifies' }),
    level: z.enum(INITIATOR_LEVELS).optional().meta({ description: 'Absent = by the role of the caller' }),
    anonymity: z.enum(ANONYMITIES).optional().meta({ description: 'Absent = NAMED with a reporter, else ANONYMOUS' }),
    reporter: z
      .strictObject({
        name: z.string().trim().min(1).max(80).optional(),
        phone: phone.optional(),
        idNumber: z.string().trim().min(4).max(30).optional(),
      })
      .optional(),
    aboutUnitIds: z
      .array(unitId)
      .min(1)
      .max(10)
      .optional()
      .meta({ description: '回避: units that it complains of; it is confidential, and none of them gets it' }),
    occurredAt: moment.optional().meta({ description: '补录: when staff were told, if it is recorded later' }),
    lateEntryReason: note.optional().meta({ description: 'Why it is recorded later: goes with occurredAt' }),
  })
  .refine(bothOrNeither, BOTH)
  .refine(({ occurredAt, lateEntryReason }) => (occurredAt === undefined) === (lateEntryReason === undefined), {
    message: 'occurredAt and lateEntryReason: both or neither',
    path: ['lateEntryReason'],
  })
  .meta({ id: 'RaiseWhistle' });

export const accept = z
  .strictObject({
    categoryCode: categoryCode.optional(),
    conditionSeq: conditionSeq.optional(),
    urgency: z.enum(URGENCIES).optional(),
  })
  .prefault({})
  .meta({ id: 'AcceptWhistle' });

export const reject = z
  .strictObject({ reason: z.enum(REJECT_REASONS), basis: note, toldChannel: note })
  .meta({ id: 'RejectWhistle' });

export const reclassify = z
  .strictObject({
    categoryCode,
    conditionSeq: conditionSeq.optional(),
    urgency: z.enum(URGENCIES).optional(),
    summary: note.optional(),
    reason: note,
  })
  .meta({ id: 'ReclassifyWhistle' });

export const dispatch = z
  .strictObject({
    leadUnitId: unitId.optional().meta({ description: "Absent = routing's suggestion" }),
    assists: z
      .array(z.strictObject({ unitId, mandatory: z.boolean().optional() }))
      .max(20)
      .optional(),
    overrideReason: note.optional().meta({ description: 'Why a unit outside the matrix or the area' }),
    whistleType: z.enum(WHISTLE_TYPES).optional().meta({
      description: '哨种; absent = ORDINARY. The others need a post of whoever raised it for the street, or asks',
    }),
  })
  .prefault({})
  .meta({ id: 'DispatchWhistle' });

export const infoRequest = z
  .strictObject({ text: note.meta({ description: 'What is missing; the reporter reads it' }) })
  .meta({ id: 'RequestInfo' });

export const info = z.strictObject({ text: note }).meta({ id: 'SupplyInfo' });

export const preVerification = z.strictObject({ unitId }).meta({ id: 'OrderPreVerification' });

export const preVerificationReport = z
  .strictObject({ finding: z.enum(FINDINGS), note: note.optional(), ...point })
  .refine(bothOrNeither, BOTH)
  .meta({ id: 'ReportPreVerification' });

export const containment = z
  .strictObject({ note: note.meta({ description: 'What was done to make it safe' }) })
  .meta({ id: 'ContainHazard' });

export const extension = z
  .strictObject({
    clock: z.enum(CLOCK_KINDS).optional().meta({ description: 'Absent = HANDLE' }),
    reason: note,
  })
  .meta({ id: 'RequestExtension' });

export const extensionDecision = z
  .strictObject({ granted: z.boolean(), reason: note.meta({ description: 'If granted, the reporter is told it' }) })
  .meta({ id: 'DecideExtension' });

export const suspension = z
  .strictObject({
    until: day.meta({ description: 'Day of review in the zone of the place' }),
    constraint: note.meta({ description: 'The obstacle that is nobody’s fault' }),
  })
  .meta({ id: 'RequestSuspension' });

export const suspensionDecision = z
  .strictObject({ approved: z.boolean(), reason: note })
  .meta({ id: 'DecideSuspension' });

export const empty = z.strictObject({}).optional();

export const contact = z
  .strictObject({ contacted: z.enum(CONTACTED), note: note.optional() })
  .meta({ id: 'RecordContact' });

export const reportIn = z
  .strictObject({
    person: z.string().trim().min(1).max(80),
    mode: z.enum(REPORT_IN_MODES),
    ...point,
    madeAt: moment.optional().meta({ description: 'When it was made, if there was no network then; needs the point' }),
  })
  .refine(bothOrNeither, BOTH)
  .meta({ id: 'ReportIn' });

export const progress = z.strictObject({ note }).meta({ id: 'LogProgress' });

export const result = z.strictObject({ outcome: z.enum(OUTCOMES), reply: note }).meta({ id: 'SubmitResult' });

const answer = { solved: z.boolean(), satisfaction: z.enum(SATISFACTIONS) };
export const followUp = z
  .discriminatedUnion('answered', [
    z.strictObject({ answered: z.literal(false) }),
    z.strictObject({ answered: z.literal(true), ...answer }),
  ])
  .meta({ id: 'RecordFollowUp' });
export const ownAnswer = z.strictObject(answer).meta({ id: 'AnswerFollowUp' });

export const close = z
  .strictObject({
    note: note.optional(),
    conditionMet: z
      .boolean()
      .optional()
      .meta({ description: '结案条件: that the closeCondition of the whistle is met' }),
    forced: z
      .boolean()
      .optional()
      .meta({ description: '强制结案, though follow-up or check are not done; the note says why' }),
  })
  .prefault({})
  .meta({ id: 'CloseWhistle' });

export const withdraw = z.strictObject({ reason: note }).meta({ id: 'WithdrawWhistle' });

export const reveal = z
  .strictObject({ purpose: note.meta({ description: 'Why: recorded with the reading' }) })
  .meta({ id: 'RevealReporter' });

export const assignmentId = z.string().regex(/^a\d{1,4}$/);
