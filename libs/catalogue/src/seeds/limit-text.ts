import { DomainError } from '@app/kernel';
import { type Limit, parseLimit } from '@app/working-time';
import { z } from 'zod';
import { limitSchema } from '../domain/index.js';

const limitText = z.string().transform((text, context): Limit => {
  try {
    return parseLimit(text);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const message = `"${text}" is no limit; such as "30 min", "2 UH", "4 WH", "3 WD", "7 ND"`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  }
});
const seasonal = z
  .strictObject({ limit: limitText, season: limitSchema.shape.season.unwrap() })
  .transform(({ limit, season }): Limit => ({ ...limit, season }));

/**
 * A limit as seeds write it: `"15 WD"`, or `{ "limit": "15 WD", "season": { "from": "11-01", "through": "03-31" } }` for a
 * clock that may start in a season only. Prose is refused, never guessed (EC-25).
 */
export const limitSeed = z.unknown().transform((raw, context): Limit => {
  const read = typeof raw === 'string' ? limitText.safeParse(raw) : seasonal.safeParse(raw);
  if (read.success) return read.data;
  for (const { message, path } of read.error.issues) context.addIssue({ code: 'custom', message, path: [...path] });
  return z.NEVER;
});
