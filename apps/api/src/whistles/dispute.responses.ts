import { CLOCK_KINDS } from '@app/catalogue/domain';
import { STATUSES } from '@app/whistles';
import { z } from 'zod';

const instant = z.iso.datetime();
const previewedClock = z.object({
  clockId: z.string(),
  clock: z.enum(CLOCK_KINDS),
  assignmentId: z.string().optional(),
  dueAt: instant,
  missed: z.boolean(),
});
export const recallPreview = z
  .object({
    status: z.enum(STATUSES).meta({ description: 'What it would be in' }),
    released: z.array(z.object({ assignmentId: z.string(), unitId: z.string() })),
    stopped: z.array(previewedClock),
    restored: z.array(previewedClock).meta({ description: 'Those that would run again, as they were' }),
    unchanged: z.array(previewedClock),
    revision: z.int(),
  })
  .meta({ id: 'RecallPreview' });
