import { CLOCK_KINDS } from '@app/catalogue/domain';
import { z } from 'zod';
import * as words from './whistle.words.js';

const text = z.string().min(1);
const instant = z.iso.datetime({ precision: 3 });
const clocks = z.array(z.strictObject({ clock: z.enum(CLOCK_KINDS), startedAt: instant, dueAt: instant })).readonly();

/**
 * 并单: a follower keeps its stream, its reporter and its facts, and is worked on through its master. The fact is the
 * follower's; what the master notes of it comes after.
 */
export const mergingEvents = {
  WhistleMerged: {
    version: 1,
    schema: z.strictObject({
      masterId: z.uuid(),
      masterNumber: text,
      /** Where it goes back to, if this was wrong. */
      from: z.enum(words.MERGED_FROM),
      reason: text,
      by: text,
      /** What ran then, or stood still, and stops here. */
      held: clocks,
    }),
  },
  /** 撤销并单: it is on its own again, and its clocks start anew; what it lost by it is noted. */
  WhistleUnmerged: {
    version: 1,
    schema: z.strictObject({
      masterId: z.uuid(),
      to: z.enum(['RAISED', 'ACCEPTED']),
      cause: z.enum(words.UNMERGE_CAUSES),
      reason: text,
      elapsed: clocks,
    }),
  },
  /** What came of the master, told to the follower's own reporter. */
  OutcomeShared: {
    version: 1,
    schema: z.strictObject({ masterId: z.uuid(), outcome: z.enum(words.OUTCOMES), reply: text }),
  },
  /** The master is being worked on again: the follower waits with it. */
  OutcomeRecalled: { version: 1, schema: z.strictObject({ masterId: z.uuid() }) },
  /** On the master: since when the follower's reporter has been waiting, and the desk since it accepted it. */
  FollowerAbsorbed: {
    version: 1,
    schema: z.strictObject({
      followerId: z.uuid(),
      number: text,
      raisedAt: instant,
      acceptedAt: instant.optional(),
    }),
  },
  FollowerReleased: { version: 1, schema: z.strictObject({ followerId: z.uuid(), number: text }) },
} as const;
