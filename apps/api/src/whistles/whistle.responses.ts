import { CLOCK_KINDS, EMERGENCY_LINES, URGENCIES, WHISTLE_TYPES } from '@app/catalogue/domain';
import {
  ANONYMITIES,
  CLOSING_KINDS,
  DISPUTES,
  INITIATOR_LEVELS,
  OUTCOMES,
  PENDING_DECISIONS,
  RELEASE_CAUSES,
  STATUSES,
  STREET_TURNS,
} from '@app/whistles';
import { ROLES } from '@app/kernel';
import { z } from 'zod';
import { pageSchema } from '../request/list.schemas.js';
import { aftercareDetail, reportersPart } from './aftercare.responses.js';

const instant = z.iso.datetime();
export const revision = z.int().meta({ description: 'The ETag, unquoted' });
const position = z.string().meta({ description: 'X-Position: pass it as ?after= to read this write' });

/** What every command answers. */
export const decided = z
  .object({
    id: z.uuid(),
    number: z.string(),
    status: z.enum(STATUSES),
    revision,
    position,
    callAtOnce: z
      .enum(EMERGENCY_LINES)
      .optional()
      .meta({ description: '请立即拨打: the line that must be called at once' }),
    beyondTotal: instant
      .optional()
      .meta({ description: 'An extension ends after what the resident was promised (诉求总时限), which ends then' }),
  })
  .meta({ id: 'Decided' });
export const raised = decided
  .extend({ followUpCode: z.string().meta({ description: '查询码, for the reporter: shown here only' }) })
  .meta({ id: 'Raised' });
export type Decided = z.infer<typeof decided>;

const summary = {
  id: z.uuid(),
  number: z.string(),
  status: z.enum(STATUSES),
  level: z.enum(INITIATOR_LEVELS),
  anonymity: z.enum(ANONYMITIES),
  sealed: z.boolean(),
  summary: z.string(),
  categoryCode: z.string().nullable(),
  urgency: z.enum(URGENCIES).nullable(),
  whistleType: z.enum(WHISTLE_TYPES).meta({ description: '哨种' }),
  areaPath: z.string(),
  address: z.string().nullable(),
  longitude: z.number().nullable(),
  latitude: z.number().nullable(),
};
export const whistleItem = z
  .object({
    ...summary,
    leadUnitId: z.string().nullable(),
    unitIds: z.array(z.string()),
    raisedAt: instant,
    closedAt: instant.nullable(),
    closingKind: z.enum(CLOSING_KINDS).nullable(),
    missedClocks: z.int(),
    exemptedClocks: z.int().meta({ description: 'Of those, how many do not count (申诉通过)' }),
    reworks: z.int().meta({ description: '返工' }),
    reopenings: z.int().meta({ description: '重办' }),
    excluded: z.boolean().meta({ description: '剔除: in no score' }),
    masterId: z.uuid().nullable().meta({ description: '并单: whom it follows' }),
    followers: z.int().meta({ description: 'How many follow it' }),
    pending: z.array(z.enum(PENDING_DECISIONS)).meta({ description: 'What somebody has to decide' }),
    source: z.object({ system: z.string(), id: z.string(), flags: z.array(z.string()) }).nullable(),
  })
  .meta({ id: 'WhistleItem' });
export type WhistleItem = z.infer<typeof whistleItem>;
export const whistlePage = pageSchema('WhistlePage', whistleItem);

const clock = z.object({ clockId: z.string(), clock: z.enum(CLOCK_KINDS), dueAt: instant, missed: z.boolean() });
export const shownClock = clock.extend({
  paused: z.boolean().meta({ description: 'It stands still (补正, 核实, 挂账, 退单)' }),
});
const routedUnit = z.object({
  unitId: z.string(),
  role: z.enum(['LEAD', 'ASSIST']),
  reason: z.string().meta({ description: 'A sentence, in the language of Accept-Language' }),
});
export const suggestion = z.object({
  lead: routedUnit.optional(),
  assists: z.array(routedUnit),
  problems: z.array(z.string()).meta({ description: 'Why no unit was found, in the language of Accept-Language' }),
  categoryCode: z.string().optional(),
  catalogueVersion: z.string(),
  directoryVersion: z.string(),
});
export type Suggestion = z.infer<typeof suggestion>;

export const whistleDetail = z
  .object({
    ...summary,
    conditionSeq: z.int(),
    awaitedStreet: z
      .object({ unitId: z.string(), turn: z.enum(STREET_TURNS) })
      .nullable()
      .meta({ description: '街居响应: whose answer the dispatch waits for (FIRST), or beside which it goes on' }),
    emergencyLine: z.enum(EMERGENCY_LINES).nullable().meta({ description: '紧急热线, called or to be called' }),
    revision,
    timeZone: z.string(),
    raisedAt: instant,
    masterId: z.uuid().nullable().meta({ description: '并单: whom it follows' }),
    followers: z.int().meta({ description: 'How many follow it; ?masterId= lists them' }),
    result: z
      .object({ outcome: z.enum(OUTCOMES), reply: z.string() })
      .nullable()
      .meta({ description: "The lead's result (办结反馈)" }),
    closingKind: z.enum(CLOSING_KINDS).nullable(),
    closeCondition: z
      .string()
      .nullable()
      .meta({ description: '结案条件: whoever closes it as solved confirms that this is so' }),
    ...aftercareDetail,
    routing: suggestion.nullable(),
    assignments: z.array(
      z.object({
        assignmentId: z.string(),
        unitId: z.string(),
        role: z.enum(['LEAD', 'ASSIST']),
        mandatory: z.boolean(),
        reportsIn: z.boolean().meta({ description: 'False for direct dispatch (直派): signed, then handled' }),
        signed: z.boolean(),
        contacted: z.boolean(),
        reportedIn: z.boolean(),
        resultSubmitted: z.boolean(),
        excluded: z.boolean().meta({ description: '剔除' }),
        excused: z.boolean().meta({ description: '免于反馈: nobody waits for its result' }),
        dispute: z.enum(DISPUTES).nullable().meta({ description: 'What is asked for and not decided' }),
        noReturn: z.boolean().meta({ description: '不得退单' }),
        released: z.enum(RELEASE_CAUSES).nullable().meta({ description: '解除: why the unit no longer has it' }),
      }),
    ),
    clocks: z.array(shownClock.extend({ assignmentId: z.string().optional(), unitId: z.string().optional() })),
    reporter: z
      .object({
        name: z.string().optional(),
        phone: z.string().optional(),
        idNumber: z.string().optional(),
        erased: z.boolean(),
        restricted: z.boolean().meta({ description: '限制处理: kept, and not shown' }),
      })
      .nullable()
      .meta({ description: 'Masked' }),
  })
  .meta({ id: 'WhistleDetail' });
export type WhistleDetail = z.infer<typeof whistleDetail>;

export const actor = z.object({
  id: z.string().optional().meta({ description: 'Absent for residents' }),
  role: z.enum(ROLES),
  unitId: z.string().optional(),
  channel: z.string(),
});
export const timelineLine = z.object({
  revision: z.int(),
  type: z.string(),
  text: z.string().meta({ description: 'A sentence, in the language of Accept-Language' }),
  facts: z.record(z.string(), z.unknown()).optional(),
  actor: actor.optional(),
  occurredAt: instant,
  recordedAt: instant,
});
export type TimelineLine = z.infer<typeof timelineLine>;
export const timelinePage = pageSchema('TimelinePage', timelineLine);
export const reporterPage = timelinePage
  .extend({ number: z.string(), status: z.enum(STATUSES), ...reportersPart })
  .meta({ id: 'ReporterPage' });

export const revealed = z
  .object({
    name: z.string().nullable(),
    phone: z.string().nullable(),
    idNumber: z.string().nullable(),
    words: z.string().nullable(),
  })
  .meta({ id: 'RevealedReporter' });
export const revealPage = pageSchema(
  'RevealPage',
  z.object({
    subjectId: z.string(),
    actor,
    at: instant,
    fields: z.array(z.string()).optional(),
    purpose: z.string().optional(),
    evidenceId: z.string().optional().meta({ description: 'A file of the reporter, as it was handed in' }),
  }),
);
