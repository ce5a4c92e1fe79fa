import { CLOCK_KINDS } from '@app/catalogue/domain';
import {
  ASSIGNMENT_STEPS,
  BOARD_STATUSES,
  COUNT_DIMENSIONS,
  DISPUTES,
  RETURN_REASONS,
  SUPERVISION_LEVELS,
} from '@app/whistles';
import { z } from 'zod';
import { pageSchema } from '../request/list.schemas.js';
import { shownClock, suggestion, whistleItem } from './whistle.responses.js';

const instant = z.iso.datetime();

export const boardPage = pageSchema(
  'TriageBoardPage',
  z.object({
    waiting: z.enum(BOARD_STATUSES),
    dueAt: instant,
    missed: z.boolean(),
    suggestion: suggestion.nullable(),
    disputes: z
      .array(
        z.object({
          assignmentId: z.string(),
          unitId: z.string(),
          dispute: z.enum(DISPUTES),
          reason: z.enum(RETURN_REASONS).optional(),
          basis: z.string(),
          suggestedUnitId: z.string().optional(),
          dueAt: instant.optional(),
        }),
      )
      .meta({ description: 'Returns (退单) and arbitrations (裁定) that wait for a decision' }),
    whistle: whistleItem,
  }),
);
export const inboxPage = pageSchema(
  'InboxPage',
  z.object({
    assignmentId: z.string(),
    unitId: z.string(),
    role: z.enum(['LEAD', 'ASSIST']),
    mandatory: z.boolean(),
    reportsIn: z.boolean(),
    step: z.enum(ASSIGNMENT_STEPS),
    reason: z.string(),
    assignedAt: instant,
    dueAt: instant.nullable().meta({ description: 'When the next clock runs out; null: none is running' }),
    nextClock: z.enum(CLOCK_KINDS).nullable(),
    missed: z.boolean(),
    suspendedUntil: instant.nullable().meta({ description: '挂账' }),
    pendingExtension: z.boolean(),
    pendingSuspension: z.boolean(),
    pendingTermination: z.boolean(),
    rework: z.boolean().meta({ description: '返工, 重办: it is handled once more' }),
    supervision: z.enum(SUPERVISION_LEVELS).nullable().meta({ description: '督办 that is not answered' }),
    dispute: z.enum(DISPUTES).nullable().meta({ description: 'A return or an arbitration that is not decided' }),
    clocks: z.array(shownClock),
    whistle: whistleItem,
  }),
);
export const countPage = pageSchema(
  'CountPage',
  z.object({
    ...Object.fromEntries(COUNT_DIMENSIONS.map((name) => [name, z.string().optional()])),
    whistles: z.int(),
  }),
);
