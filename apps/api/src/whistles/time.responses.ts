import { CLOCK_KINDS } from '@app/catalogue/domain';
import { ROLES } from '@app/kernel';
import { CLEARED_BECAUSE, DEADLINE_CAUSES, MARKS, REMINDER_LEVELS } from '@app/whistles';
import { LIMIT_KINDS, LIMIT_UNITS } from '@app/working-time';
import { z } from 'zod';
import { pageSchema } from '../request/list.schemas.js';
import { whistleItem } from './whistle.responses.js';

export const instant = z.iso.datetime();
export const event = z
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
export const limit = z.object({
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
