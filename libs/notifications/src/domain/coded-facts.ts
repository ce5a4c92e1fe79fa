import { type WhistleEvent, whistleEvents, type WhistleEventType } from '@app/whistles/domain';
import { z } from 'zod';

interface JsonSchema {
  readonly type?: string;
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

/** Names of things, never of people. */
const IDS = ['assignmentId', 'unitId', 'clockId', 'evidenceId', 'masterId', 'followerId', 'categoryCode'];

/** Whether a field can hold nothing but a code, a number, a date or the id of a thing: then nobody can be in it. */
const isCoded = (name: string, { type, format, enum: values, const: constant }: JsonSchema): boolean =>
  IDS.includes(name) ||
  values !== undefined ||
  constant !== undefined ||
  type === 'boolean' ||
  type === 'integer' ||
  format === 'uuid' ||
  format === 'date' ||
  format === 'date-time';

const CODED: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(whistleEvents).map(([type, { schema }]) => {
    const { properties = {} } = z.toJSONSchema(schema) as JsonSchema;
    return [type, Object.keys(properties).filter((name) => isCoded(name, properties[name] ?? {}))];
  }),
);

/** What the fields of such an event are called that leave the system with it. */
export const codedFields = (type: WhistleEventType): readonly string[] => CODED.get(type) ?? [];

/**
 * What of an event leaves the system: its codes, numbers, dates and ids of things, by the stored schema. Free text, sealed
 * text, coordinates and names of people are left out whatever they are called, also of events that are not invented yet.
 */
export function codedFacts({ type, data }: WhistleEvent): Record<string, unknown> {
  const all: Readonly<Record<string, unknown>> = data;
  return Object.fromEntries(codedFields(type).flatMap((name) => (name in all ? [[name, all[name]]] : [])));
}
