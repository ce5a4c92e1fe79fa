import { URGENCIES, WHISTLE_TYPES } from '@app/catalogue/domain';
import { ROLES } from '@app/kernel';
import { DEADLINE_CAUSES, LIMIT_ORIGINS, RECALCULATION_EFFECTS, RECALCULATION_REASONS } from '@app/whistles';
import { LIMIT_KINDS } from '@app/working-time';
import { z } from 'zod';
import { clockStory, event, instant, limit } from './time.responses.js';

const DAY_REASONS = ['START_DAY', 'WORKDAY', 'MAKE_UP_DAY', 'REST_DAY', 'HOLIDAY', 'PAUSED', 'NATURAL_DAY'] as const;
const stretch = z.object({
  limit,
  start: instant,
  startsAt: instant.meta({ description: 'From when on it counts: in season, at the next opening' }),
  dueAt: instant,
  kind: z.enum(LIMIT_KINDS),
  counted: z.enum(LIMIT_KINDS),
  provisional: z.boolean(),
  addedDays: z.number().meta({ description: 'Days by which pauses have lengthened it' }),
  days: z.array(
    z.object({
      date: z.iso.date(),
      counted: z.boolean(),
      why: z.enum(DAY_REASONS),
      name: z.string().optional(),
      workingMs: z.number(),
      usedMs: z.number(),
    }),
  ),
});
const change = z.object({
  event,
  because: event.meta({ description: 'The event that it follows from' }),
  cause: z.enum([...DEADLINE_CAUSES, 'RECALCULATED']),
  reason: z.enum(RECALCULATION_REASONS).nullable(),
  effect: z.enum(RECALCULATION_EFFECTS).nullable().meta({ description: 'Of a recalculation: what has come of it' }),
  provisional: z.boolean(),
  policyVersion: z.string(),
  calendarVersion: z.string(),
  oldDueAt: instant.nullable(),
  reckonedDueAt: instant.nullable().meta({ description: 'What the rules alone give' }),
  dueAt: instant,
});
export const clockExplanation = z
  .object({
    clock: clockStory,
    start: event,
    lateEntry: z
      .object({
        reason: z.string(),
        by: z.object({ id: z.string(), role: z.enum(ROLES), unitId: z.string().nullable() }),
        recordedAt: instant,
      })
      .nullable()
      .meta({ description: '补录: why what started it was recorded later, and by whom' }),
    policy: z.object({
      version: z.string(),
      counting: z.object({ workdays: z.string(), days: z.string(), dayEnds: z.string() }).nullable(),
    }),
    limitFrom: z
      .object({
        rule: z.enum(LIMIT_ORIGINS),
        categoryCode: z.string().optional(),
        conditionSeq: z.int().optional(),
        whistleType: z.enum(WHISTLE_TYPES).optional(),
        urgency: z.enum(URGENCIES).optional(),
        areaPath: z.string().optional().meta({ description: 'The area that it is named for; absent: everywhere' }),
        policyVersion: z.string().optional(),
      })
      .nullable()
      .meta({ description: 'Whose limit holds; null: a date that was agreed on' }),
    calendar: z.object({
      version: z.string(),
      id: z.string().nullable(),
      timeZone: z.string().nullable(),
      source: z.string().nullable().meta({ description: 'Which notice, or which package' }),
      coveredThrough: z.string().nullable(),
      papers: z
        .array(
          z.object({
            year: z.int(),
            version: z.string().nullable(),
            source: z.string().nullable(),
            dates: z.array(z.string()).optional().meta({ description: 'Of other years, which this notice names' }),
          }),
        )
        .meta({
          description: 'Of the years that were counted: by which revision and which notice; null: none covers it',
        }),
    }),
    stretches: z
      .array(stretch)
      .meta({ description: 'The limit day by day, then each extension from where the one before ended' }),
    changes: z.array(change).meta({
      description: 'All that it was ever set to, the start first; not the recalculations of which nothing came',
    }),
    dueAt: instant.meta({ description: 'What all this leads to' }),
    text: z.string().meta({ description: 'A few lines for people, in the language of Accept-Language' }),
  })
  .meta({ id: 'ClockExplanation' });
export type ClockExplanationItem = z.infer<typeof clockExplanation>;
