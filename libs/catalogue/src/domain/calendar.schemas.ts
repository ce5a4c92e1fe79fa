import { areaPathSchema, areaSchema } from '@app/directory/domain';
import { z } from 'zod';

export const calendarIdSchema = z
  .string()
  .max(60)
  .regex(/^[A-Z0-9][A-Za-z0-9_.-]*$/, 'a code that begins with a capital letter or a digit, such as CN');
const date = z.iso.date();
const slots = z.array(z.strictObject({ from: time('08:00'), to: time('24:00') })).readonly();
const name = z.string().min(1).max(100);

export const calendarDaySchema = z.strictObject({
  date,
  working: z.boolean(),
  slots: slots.exactOptional(),
  name: name.exactOptional(),
  notice: z.int().exactOptional(),
});

export const calendarSchema = z.strictObject({
  calendarId: calendarIdSchema,
  basedOn: calendarIdSchema.exactOptional(),
  timeZone: areaSchema.shape.timeZone.unwrap(),
  week: z.array(slots).length(7).readonly().exactOptional(),
  days: z.array(calendarDaySchema).readonly(),
  coveredFrom: date,
  coveredThrough: date,
  areaPaths: z.array(areaPathSchema).readonly(),
  source: z.string().min(1).max(500),
});

function time(example: string) {
  return z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, `a time of day, such as ${example}`);
}
