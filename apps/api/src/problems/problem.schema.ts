import { z } from 'zod';
import { type ProblemCode, PROBLEMS } from './problem-texts.js';

/** RFC 9457 problem details, as documented; each code brings facts of its own. */
export const problemSchema = z.looseObject({
  type: z.string(),
  title: z.string().meta({ description: 'For people, in the language of Accept-Language' }),
  status: z.int(),
  code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]).meta({ description: 'For programs: stable' }),
  requestId: z.string(),
  errors: z
    .array(z.strictObject({ in: z.enum(['body', 'query', 'path']), field: z.string(), message: z.string() }))
    .optional()
    .meta({ description: 'With request/invalid: every offending field' }),
});

/** Every status that a problem can have. */
export const PROBLEM_STATUSES = [...new Set(Object.values(PROBLEMS).map(([status]) => status))].sort((a, b) => a - b);
