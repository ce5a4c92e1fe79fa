import type { DomainEvent, Instant, Position, RecordedEvent } from '@app/kernel';
import type { EntityManager } from 'typeorm';

/** A decorated TypeORM class whose table lies in the schema `views`. */
export type RowClass<Row extends object = object> = new () => Row;

/**
 * A view: what turns pages of the log into rows. Raise `version` when its rows would come out differently;
 * it is then rebuilt before it is used.
 */
export interface Projection {
  /** The question it answers, in kebab case: `triage-board`. */
  readonly name: string;
  readonly version: number;
  /** Of the streams it reads. */
  readonly categories: readonly string[];
  readonly rows: readonly RowClass[];
  /** Writes what these events change, through `db` only: the caller commits it together with the checkpoint. */
  project(events: readonly RecordedEvent[], db: EntityManager): Promise<void>;
}

/** A domain event together with what the log says of it. */
export type Projected<Event extends DomainEvent> = Event & {
  readonly streamId: string;
  /** The stream without its category: the id of what the stream is about. */
  readonly id: string;
  readonly revision: number;
  readonly position: Position;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly recorded: RecordedEvent;
};

/** An answer for every event of the union: a function, or the word `'ignored'`. A new event compiles only when each view has decided. */
export type Handlers<Event extends DomainEvent, Rows> = {
  readonly [Type in Event['type']]:
    'ignored' | ((rows: Rows, event: Projected<Extract<Event, { type: Type }>>) => Rows);
};

export const projected = <Event extends DomainEvent>(event: Event, recorded: RecordedEvent): Projected<Event> => ({
  ...event,
  streamId: recorded.streamId,
  id: recorded.streamId.slice(recorded.streamId.indexOf('-') + 1),
  revision: recorded.revision,
  position: recorded.position,
  occurredAt: recorded.metadata.occurredAt,
  recordedAt: recorded.recordedAt,
  recorded,
});
