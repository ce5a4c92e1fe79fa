import { CLOCK_KINDS, limitSchema } from '@app/catalogue/domain';
import { ROLES } from '@app/kernel';
import { LIMIT_KINDS } from '@app/working-time';
import { z } from 'zod';
import * as words from './whistle.words.js';

const text = z.string().min(1);
const instant = z.iso.datetime({ precision: 3 });
/** Whose clock it is: a task's, or only a unit's (核实), or the whole whistle's. */
const clock = {
  clockId: text,
  clock: z.enum(CLOCK_KINDS),
  assignmentId: text.optional(),
  unitId: text.optional(),
};
const counted = {
  kind: z.enum(LIMIT_KINDS),
  /** `XY@3`; `source` of imported history, `continuous-1` of before there were calendars, `none` without a pack. */
  policyVersion: text,
  /** `CN@5`, `CN-XZ@2+CN@5`, `none`. */
  calendarVersion: text,
  /** A day that no notice covers yet took part (EC-31). */
  provisional: z.boolean(),
  /** The time in which the clock stood still so far. */
  pauses: z.array(z.strictObject({ from: instant, to: instant })).readonly(),
  /** Who is reminded when: in the order in which they come. */
  marks: z.array(z.strictObject({ mark: z.enum(words.MARKS), at: instant })).readonly(),
};
/** The right people: a unit, or whoever holds a role for an area. */
const recipients = z
  .array(z.union([z.strictObject({ unitId: text }), z.strictObject({ role: z.enum(ROLES), areaPath: text })]))
  .readonly();

/** Before version 2 nothing was paused or chased. */
const started = (data: object): object => ({ ...data, cause: 'STARTED', pauses: [], marks: [] });

/** What the clocks of a whistle bring about. Every moment in them is a fact, never reckoned again on replay. */
export const deadlineEvents = {
  /** A clock was started, or set anew under the same id, and when it runs out. */
  DeadlineSet: {
    version: 2,
    schema: z.strictObject({
      ...clock,
      startedAt: instant,
      dueAt: instant,
      /** Absent for a date agreed case by case, or set by the system that the whistle was imported from. */
      limit: limitSchema.optional(),
      ...counted,
      /** False for imported history: nobody is to be woken. */
      timer: z.boolean(),
      cause: z.enum(words.DEADLINE_CAUSES),
      /** What it had come to when it was stopped, where it goes on from there (改派, 撤回派单). */
      carried: z
        .strictObject({
          missed: z.boolean(),
          noticed: z.array(z.enum(words.MARKS)).readonly(),
          extensions: z.int(),
          /** 并单: since when it would run without those that were merged into it. */
          ownStartedAt: instant.optional(),
        })
        .optional(),
    }),
    upcasts: [started],
  },
  /** Dated at the deadline, however late it was noticed: by the clock itself, or when what stopped it was corrected. */
  DeadlineMissed: {
    version: 1,
    schema: z.strictObject({
      ...clock,
      dueAt: instant,
      detectedAt: instant,
      because: z.literal('CORRECTED').optional(),
    }),
  },
  /** 预警 (黄灯, 红灯), dated at its mark. */
  DeadlineWarned: {
    version: 1,
    schema: z.strictObject({ ...clock, mark: z.enum(words.WARNINGS), dueAt: instant, to: recipients }),
  },
  /** 督办单, dated at its mark; or 督办 by a person, who says why: then the clock is that of the answer. */
  SupervisionOpened: {
    version: 1,
    schema: z.strictObject({
      ...clock,
      level: z.enum(words.SUPERVISION_LEVELS),
      dueAt: instant,
      to: recipients,
      reason: text.optional(),
      by: text.optional(),
    }),
  },
  /** The clock was stopped in time, as is known now, although the breach had been recorded by then: it counts as met. */
  DeadlineCleared: {
    version: 1,
    schema: z.strictObject({ ...clock, dueAt: instant, because: z.enum(words.CLEARED_BECAUSE) }),
  },
  /** A running clock was reckoned again, by a revised calendar or another policy (EC-08, EC-31). */
  DeadlineRecalculated: {
    version: 1,
    schema: z.strictObject({
      ...clock,
      oldDueAt: instant,
      dueAt: instant,
      /** What the rules alone give, where that is earlier and nothing comes earlier than it was. */
      reckonedDueAt: instant.optional(),
      /** Whether it was provisional until then. Absent where it was recorded before this was kept. */
      wasProvisional: z.boolean().optional(),
      reason: z.enum(words.RECALCULATION_REASONS),
      /** Absent for a day of review (挂账复核). */
      limit: limitSchema.optional(),
      ...counted,
    }),
  },
} as const;
