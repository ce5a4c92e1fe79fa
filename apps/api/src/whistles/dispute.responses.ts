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
const unit = z.object({ assignmentId: z.string(), unitId: z.string() });
export const unitsPreview = z
  .object({
    status: z.enum(STATUSES).meta({ description: 'What it would be in' }),
    released: z.array(unit).meta({ description: 'Units that would no longer have it' }),
    assigned: z.array(unit).meta({ description: 'Units that would be sent for; of a recall none' }),
    stopped: z.array(previewedClock),
    restored: z.array(previewedClock).meta({ description: 'Those that would run anew, or again as they were' }),
    unchanged: z.array(previewedClock),
    revision: z.int(),
  })
  .meta({ id: 'UnitsPreview' });
