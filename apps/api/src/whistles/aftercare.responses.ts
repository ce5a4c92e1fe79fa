import { CLOCK_KINDS } from '@app/catalogue/domain';
import { SUPERVISION_LEVELS } from '@app/whistles';
import { z } from 'zod';

const instant = z.iso.datetime();

/** What a whistle shows of what comes after a result, and of what is decided about it. */
export const aftercareDetail = {
  check: z
    .object({ unitId: z.string().nullable(), passed: z.boolean().nullable() })
    .nullable()
    .meta({ description: '核查 of the present result' }),
  reworks: z.int().meta({ description: '返工' }),
  excluded: z.boolean().meta({ description: '剔除: in no score' }),
  overdue: z
    .array(
      z.object({
        clockId: z.string(),
        clock: z.enum(CLOCK_KINDS),
        assignmentId: z.string().nullable(),
        unitId: z.string().nullable(),
        dueAt: instant,
        exempted: z.boolean().meta({ description: '曾超时（申诉通过）' }),
      }),
    )
    .meta({ description: 'What ran out before it was stopped' }),
  pending: z
    .object({ voiding: z.boolean(), termination: z.boolean(), appeals: z.array(z.string()) })
    .meta({ description: 'What waits for a decision; appeals by assignment' }),
  supervisions: z
    .array(z.object({ assignmentId: z.string().nullable(), level: z.enum(SUPERVISION_LEVELS), answered: z.boolean() }))
    .meta({ description: '督办 by people: the last of each unit, or of the desk' }),
};

/** What is the reporter's own to do after the result. */
export const reportersPart = {
  mayAnswer: z.boolean().meta({ description: '回访: an answer is waited for or still taken' }),
  mayReopenUntil: instant.optional().meta({ description: '重办 may be asked for up to then; absent when it may not' }),
};
