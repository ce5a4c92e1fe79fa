import { EVIDENCE_PURPOSES } from '@app/whistles';
import { z } from 'zod';
import { revision } from './whistle.responses.js';

export const actions = z
  .object({
    items: z.array(
      z.object({
        action: z.string(),
        method: z.literal('POST'),
        path: z.string(),
        assignmentId: z.string().optional(),
        unitId: z.string().optional(),
        onlyForced: z.literal(true).optional().meta({ description: '强制结案: is refused without `forced`' }),
        purposes: z
          .array(z.object({ purpose: z.enum(EVIDENCE_PURPOSES), assignmentId: z.string().optional() }))
          .optional()
          .meta({ description: 'Of `uploads`: what a file of yours may be about now, and of whose task' }),
      }),
    ),
    revision,
  })
  .meta({ id: 'Actions' });
