import type { DomainEvent, Instant, RecordedEvent } from '@app/kernel';
import type { z } from 'zod';

/** How stored events become today's events and back. */
export interface EventCodec<Event extends DomainEvent> {
  readonly schemaVersion: (type: Event['type']) => number;
  /**
   * An event of the log, brought up to today's version; `occurredAt` is always set. Not validated again: it was when it
   * was written, and nothing changes the log.
   * @throws UnknownEventType the type is unknown or the version newer than this code: stop, never skip
   */
  readonly parse: (recorded: RecordedEvent) => Event;
  /**
   * The data of a new event as it will be stored: the event's own, once its schema has passed it.
   * @throws MalformedEvent
   */
  readonly write: (event: Event) => Event['data'];
}

/** The stored shape of one type of event. The name and old versions never change; a new version comes with an upcaster. */
export interface StoredSchema<Data = unknown> {
  /** Of the shape that `schema` describes, from 1. */
  readonly version: number;
  /** Only checks: defaults and transforms in it have no effect on what is stored. */
  readonly schema: z.ZodType<Data>;
  /** From version 1 to 2, from 2 to 3, …: `version - 1` of them, pure. */
  readonly upcasts?: readonly ((data: never) => unknown)[];
}

export type StoredSchemas<Event extends DomainEvent> = {
  readonly [Type in Event['type']]: StoredSchema<Extract<Event, { readonly type: Type }>['data']>;
};

/** The union of events that a map of stored schemas describes. */
export type EventsOf<Schemas extends Readonly<Record<string, StoredSchema>>> = {
  [Type in keyof Schemas & string]: {
    readonly type: Type;
    readonly data: z.output<Schemas[Type]['schema']>;
    readonly occurredAt?: Instant;
  };
}[keyof Schemas & string];

/** No code of today knows this event: whoever reads it has to stop. */
export class UnknownEventType extends Error {
  constructor(
    readonly type: string,
    readonly schemaVersion: number,
    where: string,
    why: string,
  ) {
    super(`event ${type} version ${schemaVersion} at ${where}: ${why}`);
    this.name = 'UnknownEventType';
  }
}

/** A decision made an event that its own schema refuses. The message names paths, not values, which may be personal. */
export class MalformedEvent extends Error {
  constructor(
    readonly type: string,
    readonly issues: readonly string[],
  ) {
    super(`event ${type} does not fit its stored schema: ${issues.join('; ')}`);
    this.name = 'MalformedEvent';
  }
}

/**
 * The codec of a feature's events: `eventCodec<WhistleEvent>({ WhistleRaised: { version: 1, schema: z.strictObject({…}) } })`.
 * @throws Error if a type has not exactly one upcaster between each two versions
 */
export function eventCodec<Event extends DomainEvent>(schemas: StoredSchemas<Event>): EventCodec<Event> {
  const byType = new Map<string, StoredSchema>(Object.entries<StoredSchema>(schemas));
  for (const [type, { version, upcasts = [] }] of byType) {
    if (!Number.isInteger(version) || version < 1) throw new Error(`event ${type}: versions count from 1`);
    if (upcasts.length !== version - 1) {
      throw new Error(`event ${type}: version ${version} takes ${version - 1} upcasts, not ${upcasts.length}`);
    }
  }
  const known = (type: string, version = 0, where = 'a new event'): StoredSchema => {
    const schema = byType.get(type);
    if (!schema) throw new UnknownEventType(type, version, where, `known are ${[...byType.keys()].join(', ')}`);
    return schema;
  };
  return {
    schemaVersion: (type) => known(type).version,
    parse: ({ type, schemaVersion, data, metadata, streamId, revision }) => {
      const where = `${streamId}@${revision}`;
      const { version, upcasts = [] } = known(type, schemaVersion, where);
      if (schemaVersion > version || schemaVersion < 1) {
        throw new UnknownEventType(type, schemaVersion, where, `known is up to version ${version}`);
      }
      const today = upcasts.slice(schemaVersion - 1).reduce((old, upcast) => upcast(old as never), data);
      return { type, data: today, occurredAt: metadata.occurredAt } as unknown as Event;
    },
    write: ({ type, data }) => {
      const checked = known(type).schema.safeParse(data);
      if (checked.success) return data;
      throw new MalformedEvent(
        type,
        checked.error.issues.map(({ path, code, message }) => `${path.join('.') || '(data)'}: ${code}, ${message}`),
      );
    },
  };
}
