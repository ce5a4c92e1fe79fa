import { z } from 'zod';

export const position = z.string().regex(/^\d{1,20}$/, 'must be a position as X-Position gave it');
export const areaPath = z
  .string()
  .regex(/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/, 'must be a path such as XY/S1/C03')
  .max(200);
/** The year 0 is none of Postgres'. */
const year = (text: string): boolean => text >= '1';
export const instant = z.iso.datetime({ offset: true }).refine(year, 'must be a year after 0999');
export const day = z.iso.date().refine(year, 'must be a year after 0999');
export const flag = z.enum(['true', 'false']);
export const whistleId = z.uuid();

/** What every list understands. */
export const paging = {
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional().meta({ description: 'nextCursor of the page before' }),
  after: position.optional().meta({ description: 'Wait until the view has seen this X-Position (读己之写)' }),
};

/** What a list understands that is read from its own history, and so never behind. */
export const ownPaging = z.strictObject({ limit: paging.limit, cursor: paging.cursor });

/** Comma separated values of an enumeration. */
export const listOf = (values: readonly string[]) =>
  z
    .string()
    .regex(new RegExp(`^(${values.join('|')})(,(${values.join('|')}))*$`), `comma separated, of ${values.join(', ')}`);

/** The values of a list that passed `listOf`, each once, in the order given. */
export const split = <Value extends string>(list: string | undefined, values: readonly Value[]): Value[] | undefined =>
  list === undefined
    ? undefined
    : [...new Set(list.split(','))].flatMap((part) => values.filter((value) => value === part));

export const asBoolean = (value: 'true' | 'false' | undefined): boolean | undefined =>
  value === undefined ? undefined : value === 'true';

export const asPosition = (value: string | undefined): bigint | undefined =>
  value === undefined ? undefined : BigInt(value);

/** A page of a list, for the documentation. */
export const pageSchema = (id: string, item: z.ZodType) =>
  z.object({ items: z.array(item), nextCursor: z.string().optional() }).meta({ id });
