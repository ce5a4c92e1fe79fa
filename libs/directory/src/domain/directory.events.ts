import { ROLES } from '@app/kernel';
import { z } from 'zod';
import { AREA_TYPES, POSTS } from './directory.types.js';

const instant = z.iso.datetime({ precision: 3 });
const name = z.string().min(1).max(200);
const effective = { from: instant, to: instant.exactOptional() };

/** Codes from the root down: `XY/S1/C03/G2`. A code begins with a capital letter or a digit. */
export const areaPathSchema = z
  .string()
  .max(200)
  .regex(
    /^[A-Z0-9][A-Za-z0-9_.-]*(\/[A-Z0-9][A-Za-z0-9_.-]*)*$/,
    'an area path: codes joined by "/", such as XY/S1/C03',
  );
export const unitIdSchema = z
  .string()
  .max(120)
  .regex(/^[A-Z0-9][A-Za-z0-9_.-]*$/, 'a unit id, such as XY-S1-JD');
/** Department type code of domain §6.1; imported cities have their own. */
export const unitTypeSchema = z
  .string()
  .max(60)
  .regex(/^[A-Z0-9][A-Za-z0-9_.-]*$/, 'a department type code, such as CGJ');
const personId = z.string().min(1).max(255);

export const areaSchema = z.strictObject({
  path: areaPathSchema,
  type: z.enum(AREA_TYPES),
  name,
  timeZone: z.string().refine(isTimeZone, 'an IANA time zone, such as Asia/Shanghai').exactOptional(),
  ...effective,
});
export const orgUnitSchema = z.strictObject({
  id: unitIdSchema,
  type: unitTypeSchema,
  name,
  areaPath: areaPathSchema,
  parentId: unitIdSchema.exactOptional(),
  ...effective,
});
export const postSchema = z.strictObject({
  personId,
  name,
  post: z.enum(POSTS),
  areaPath: areaPathSchema,
  ...effective,
});
export const grantSchema = z.strictObject({
  grantId: z.string().min(1).max(120),
  personId,
  personName: name.exactOptional(),
  role: z.enum(ROLES),
  areaPath: areaPathSchema,
  unitId: unitIdSchema.exactOptional(),
  ...effective,
});
export const apiKeySchema = z.strictObject({
  keyId: z.string().min(1).max(120),
  name,
  secretHash: z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hexadecimal'),
  role: z.enum(ROLES),
  unitId: unitIdSchema,
  areaPath: areaPathSchema,
  scopes: z.array(z.string().min(1)).readonly(),
  ...effective,
});

/** Every event of the directory by its stored name; names and shapes never change, versions do. */
export const directoryEventSchemas = {
  AreaDefined: { version: 1, schema: areaSchema },
  AreaRetired: { version: 1, schema: z.strictObject({ path: areaPathSchema, at: instant }) },
  OrgUnitDefined: { version: 1, schema: orgUnitSchema },
  OrgUnitRetired: { version: 1, schema: z.strictObject({ unitId: unitIdSchema, at: instant }) },
  OrgUnitsMerged: {
    version: 1,
    schema: z.strictObject({ from: z.array(unitIdSchema).min(1), into: unitIdSchema, at: instant }),
  },
  PostHeld: { version: 1, schema: postSchema },
  PostLeft: {
    version: 1,
    schema: postSchema.pick({ personId: true, post: true, areaPath: true }).extend({ at: instant }),
  },
  GrantGiven: { version: 1, schema: grantSchema },
  GrantRevoked: { version: 1, schema: grantSchema.pick({ personId: true, grantId: true }).extend({ at: instant }) },
  ApiKeyIssued: { version: 1, schema: apiKeySchema },
  ApiKeyRevoked: { version: 1, schema: z.strictObject({ keyId: z.string(), at: instant }) },
} as const;

export type DirectoryEvent = {
  [Type in keyof typeof directoryEventSchemas]: {
    readonly type: Type;
    readonly data: z.infer<(typeof directoryEventSchemas)[Type]['schema']>;
  };
}[keyof typeof directoryEventSchemas];

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
