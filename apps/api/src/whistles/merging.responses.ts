import { CLOCK_KINDS } from '@app/catalogue/domain';
import { CANDIDATE_KINDS, LIKENESS_REASONS, STATUSES } from '@app/whistles';
import { z } from 'zod';
import { pageSchema } from '../request/list.schemas.js';
import { whistleItem } from './whistle.responses.js';

const instant = z.iso.datetime();

export const candidatePage = pageSchema(
  'CandidatePage',
  z.object({
    kind: z.enum(CANDIDATE_KINDS).meta({
      description:
        'DUPLICATE 他人反映同一事件 · REPEAT the same reporter again · RECURRENCE of what is over: reopen it',
    }),
    metres: z.int().nullable().meta({ description: 'Apart; null where one of them has no point' }),
    hours: z.number(),
    similarity: z.number().meta({ description: 'Of the two texts, 0 to 1' }),
    reasons: z.array(z.enum(LIKENESS_REASONS)),
    reasonTexts: z
      .array(z.string())
      .meta({ description: 'A sentence for each of `reasons`, in their order and in the language of Accept-Language' }),
    whistle: whistleItem,
  }),
);

const clock = z.object({ clockId: z.string(), clock: z.enum(CLOCK_KINDS), startedAt: instant, dueAt: instant });
export const unmergePreview = z
  .object({
    masterId: z.uuid(),
    status: z.enum(STATUSES),
    clocks: z.array(clock),
    masterClocks: z
      .array(clock.extend({ oldDueAt: instant }))
      .meta({ description: 'Those of the master that would run out at another moment' }),
  })
  .meta({ id: 'UnmergePreview' });
