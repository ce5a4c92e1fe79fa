import { CLOCK_KINDS, URGENCIES, WHISTLE_TYPES } from '@app/catalogue/domain';
import { ROLES } from '@app/kernel';
import {
  CLEARED_BECAUSE,
  DEADLINE_CAUSES,
  LIMIT_ORIGINS,
  MARKS,
  RECALCULATION_EFFECTS,
  RECALCULATION_REASONS,
  REMINDER_LEVELS,
} from '@app/whistles';
import { LIMIT_KINDS, LIMIT_UNITS } from '@app/working-time';
import { z } from 'zod';
import { pageSchema } from '../request/list.schemas.js';
import { whistleItem } from './whistle.responses.js';

const instant = z.iso.datetime();
const event = z
  .object({
    eventId: z.string(),
    revision: z.int(),
    type: z.string(),
    at: instant.meta({ description: 'When it happened, as claimed' }),
    recordedAt: instant,
    role: z.enum(ROLES),
  })
  .meta({ id: 'EventRef' });
const pause = z.object({
  from: instant,
  to: instant.nullable().meta({ description: 'null: it still stands still' }),
  startedBy: event,
  endedBy: event.nullable(),
});
const former = z.object({
  clockId: z.string(),
  assignmentId: z.string().nullable(),
  unitId: z.string().nullable(),
  until: event,
});
const limit = z.object({
  amount: z.number(),
  unit: z.enum(LIMIT_UNITS),
  season: z.object({ from: z.string(), through: z.string() }).optional(),
});

export const clockStory = z
  .object({
    clockId: z.string(),
    clock: z.enum(CLOCK_KINDS),
    assignmentId: z.string().nullable(),
    unitId: z.string().nullable(),
    state: z.enum(['RUNNING', 'PAUSED', 'STOPPED']),
    startedAt: instant,
    dueAt: instant,
    limit: limit.nullable().meta({ description: 'null: a date that was agreed on' }),
    kind: z.enum(LIMIT_KINDS),
    policyVersion: z.string(),
    calendarVersion: z.string(),
    provisional: z.boolean().meta({ description: 'A day that no notice covers yet took part' }),
    timer: z.boolean().meta({ description: 'false: imported history, nobody was woken' }),
    continues: former.nullable().meta({ description: 'The clock that it goes on from, with all that was set before' }),
    formerly: z.array(former).meta({ description: '机构合并: the units whose clock it was before' }),
    pauses: z.array(pause),
    marks: z.array(z.object({ mark: z.enum(MARKS), at: instant })).meta({ description: 'Who is to be reminded when' }),
    notices: z
      .array(z.object({ mark: z.enum(MARKS), dueAt: instant, event }))
      .meta({ description: 'Warnings and slips (预警, 督办) that were recorded' }),
    extensions: z.array(
      z.object({
        requested: event,
        decided: event.nullable(),
        granted: z.boolean().nullable(),
        beyondTotal: instant
          .nullable()
          .meta({ description: 'It ends after what the resident was promised (诉求总时限), which ends then' }),
      }),
    ),
    pendingExtension: z.boolean().meta({ description: 'Until it is decided the clock is overdue provisionally only' }),
    suspensions: z
      .array(z.object({ requested: event, decided: event.nullable(), granted: z.boolean().nullable() }))
      .meta({ description: '挂账 of the task, on its clock to handle; decided null: nobody has decided' }),
    missed: z.boolean().meta({ description: 'It ran out, and was not cleared' }),
    missedAt: instant.nullable(),
    cleared: z
      .object({ because: z.enum(CLEARED_BECAUSE), event })
      .nullable()
      .meta({ description: 'It was stopped in time, although it had been recorded as run out' }),
    exempted: z.boolean().meta({ description: '申诉通过: it ran out, and does not count' }),
    stopped: event.nullable(),
    corrected: z.object({ was: instant, is: instant, event }).nullable().meta({
      description: '更正 of the moment at which it was stopped: as recorded first, and as the last correction has it',
    }),
  })
  .meta({ id: 'ClockStory' });
export type ClockStoryItem = z.infer<typeof clockStory>;
export const clockStories = z.object({ items: z.array(clockStory), revision: z.int() }).meta({ id: 'ClockStories' });

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
      papers: z.array(z.object({ year: z.int(), version: z.string().nullable(), source: z.string().nullable() })).meta({
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

export const clockPage = pageSchema(
  'ClockPage',
  z.object({
    clockId: z.string(),
    clock: z.enum(CLOCK_KINDS),
    assignmentId: z.string().nullable(),
    unitId: z.string().nullable(),
    startedAt: instant,
    dueAt: instant,
    missed: z.boolean(),
    limit: limit.nullable(),
    kind: z.enum(LIMIT_KINDS),
    policyVersion: z.string(),
    calendarVersion: z.string(),
    provisional: z.boolean(),
    cause: z.enum([...DEADLINE_CAUSES, 'RECALCULATED']).meta({ description: 'What set it last' }),
    pausedAt: instant.nullable().meta({ description: 'Since when it stands still' }),
    pauses: z.array(z.object({ from: instant, to: instant })).meta({ description: 'Those that have ended' }),
    marks: z.array(z.object({ mark: z.enum(MARKS), at: instant })),
    pendingExtension: z.boolean(),
    whistle: whistleItem,
  }),
);

export const reminderPage = pageSchema(
  'ReminderPage',
  z.object({
    id: z.string(),
    level: z.enum(REMINDER_LEVELS),
    clockId: z.string(),
    clock: z.enum(CLOCK_KINDS),
    assignmentId: z.string().nullable(),
    unitId: z.string().nullable(),
    to: z.object({ units: z.array(z.string()), roles: z.array(z.enum(ROLES)) }),
    at: instant.meta({ description: 'The moment that it is about, however late it was noticed' }),
    dueAt: instant,
    doneAt: instant.nullable().meta({ description: 'When the clock stopped, stood still or was set anew' }),
    whistle: whistleItem,
  }),
);
