import { capabilitiesOfScopes, rolesFor, SCOPES } from '@app/identity';
import { ROLES } from '@app/kernel';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ACCESS, type RouteAccess } from './auth/access.decorator.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;

/** Who may use each operation, by its id in the documentation: what the guard goes by. */
export function accessByOperation(app: NestFastifyApplication): ReadonlyMap<string, RouteAccess> {
  const found = new Map<string, RouteAccess>();
  for (const { controllers } of app.get(ModulesContainer).values()) {
    for (const { metatype } of controllers.values()) {
      if (typeof metatype !== 'function') continue;
      const prototype = metatype.prototype as Readonly<Record<string, unknown>>;
      for (const name of new MetadataScanner().getAllMethodNames(prototype)) {
        const handler = prototype[name];
        if (typeof handler !== 'function') continue;
        const needed: unknown = Reflect.getMetadata(ACCESS, handler) ?? Reflect.getMetadata(ACCESS, metatype);
        if (needed) found.set(`${metatype.name}_${name}`, needed as RouteAccess);
      }
    }
  }
  return found;
}

/** One sentence each: what it does, who may call it, what it answers. */
export function describedAs(operation: Operation, needed: RouteAccess | undefined): string {
  const what = (operation.summary ?? '').replace(/\.$/, '');
  return `${what}. ${needed ? `${openTo(needed)} ` : ''}${answers(operation)}`;
}

function openTo(needed: RouteAccess): string {
  if (needed.kind === 'public') return 'Open to everybody.';
  if (needed.kind === 'signed-in') return 'For whoever is signed in, about themselves.';
  const roles = ROLES.filter((role) => needed.anyOf.some((one) => rolesFor(one).includes(role)));
  const scopes = Object.keys(SCOPES).filter((scope) =>
    needed.anyOf.some((one) => capabilitiesOfScopes([scope]).has(one)),
  );
  const keys = scopes.length > 0 ? `; API keys by scope ${scopes.join(', ')}` : '; no API keys';
  return `For ${roles.join(', ')} within their own area or unit${keys}.`;
}

function answers({ responses }: Operation): string {
  const [status = '', answer] = Object.entries(responses).find(([one]) => one.startsWith('2')) ?? [];
  if (!answer || '$ref' in answer || !answer.content) return `Answers ${status} with nothing.`;
  const [type = '', media] = Object.entries(answer.content)[0] ?? [];
  const schema = media?.schema;
  if (type !== 'application/json') return `Answers ${status} with the content (${type}).`;
  if (!schema || !('$ref' in schema)) return `Answers ${status} with an object, as shown.`;
  return `Answers ${status} with \`${schema.$ref.split('/').at(-1) ?? ''}\`.`;
}

type Parameter = Extract<NonNullable<Operation['parameters']>[number], { name: string }>;

/** What a parameter of this name means wherever its schema says nothing more precise. */
const PARAMETERS: Readonly<Record<string, string>> = {
  limit: 'How many items a page has at most',
  cursor: '`nextCursor` of the page before',
  whistleId: 'The whistle: the `id` (UUID) that raising it answered',
  number: 'The whistle by its number for people, such as `XY261122-3`, or how it begins',
  assignmentId: 'The assignment within its whistle, such as `a1`',
  clockId: 'The clock within its whistle, such as `SIGN-2`',
  evidenceId: 'The attached file (UUID)',
  uploadId: 'The upload: the `id` (UUID) that beginning it answered',
  webhookId: 'The webhook (UUID)',
  keyId: 'The API key by the id it was issued under',
  calendarId: 'The calendar, such as `CN`',
  orderId: 'The service order: the `id` (UUID) that ordering it answered',
  version: 'A version as deadlines name it, such as `XY@3`',
  position: 'A position in the log, as `X-Position` gave it',
  periodId: 'The period: district, first and last day, such as `XY_2026-04-01_2026-04-30`',
  areaPath: 'An area and everything below it, by its path of codes, such as `XY/S1/C03`',
  unitId: 'A unit by its id, such as `XY-ZJ`',
  categoryCode: 'A category by its code, such as `SZ03`',
  status: 'Statuses, comma separated',
  level: 'Levels, comma separated',
  clock: 'The kind of clock',
  missed: '`true` = something has run out, `false` = nothing has',
  raisedFrom: 'Raised at or after this instant (ISO 8601 with offset)',
  raisedBefore: 'Raised before this instant (ISO 8601 with offset)',
  dueBefore: 'Runs out before this instant (ISO 8601 with offset)',
  sourceSystem: 'Taken over from this system, by its code',
  from: 'First day (YYYY-MM-DD), in the zone of the place',
  to: 'Last day (YYYY-MM-DD), inclusive, in the zone of the place',
  type: 'Units of this type only, by its code',
  measure: 'A measure by its code; `GET /api/v1/evaluation/measures` lists them',
  of: 'Whose figures',
  peerGroup: 'Within this peer group only, by its code',
  read: '`true` = what was read, `false` = what was not; absent = all',
};

/** A sentence on what it means, and what it may be: values, bounds, default. */
export function describedParameter({ name, description, schema }: Parameter): string | undefined {
  if (!schema || '$ref' in schema) return description ?? PARAMETERS[name];
  const means = description ?? schema.description ?? PARAMETERS[name];
  const { minimum, maximum, maxLength, format, enum: values, default: usual } = schema;
  const shape = [
    ...(minimum !== undefined && maximum !== undefined ? [`${minimum} to ${maximum}`] : []),
    ...(values?.length ? [`one of ${values.join(', ')}`] : []),
    ...(format === 'uuid' ? ['a UUID'] : []),
    ...(format === 'date' ? ['a day, YYYY-MM-DD'] : []),
    ...(format === 'date-time' ? ['an instant, ISO 8601 with offset'] : []),
    ...(maxLength !== undefined && !values ? [`${maxLength} characters at most`] : []),
    ...(usual === undefined ? [] : [`${String(usual)} unless given`]),
  ];
  return means && shape.length > 0 ? `${means} (${shape.join('; ')})` : means;
}
