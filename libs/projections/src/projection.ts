import type { ReadAllOptions } from '@app/event-store';
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
  /** Types of events that it has no use for, so that they need not even be read; it must bear them all the same. */
  readonly ignores?: readonly string[];
  /** Writes what these events change, through `db` only: the caller commits it together with the checkpoint. */
  project(events: readonly RecordedEvent[], db: EntityManager): Promise<void>;
  /** How it is made from the whole log at once. Without it a rebuild projects page by page, as following does. */
  draft?(): Draft;
}

/**
 * Rows in the making, in memory: what a rebuild fills with page after page, and writes now and then. It comes to the same
 * rows as `project`, but a row that changes ten times is written once.
 */
export interface Draft {
  /** How many streams or rows it holds. */
  readonly size: number;
  /** Whether it looks up rows that it has written before: they need their key from the start. */
  readonly readsBack: boolean;
  take(events: readonly RecordedEvent[], db: EntityManager): Promise<void>;
  /** Writes and lets go of all but the `keep` streams that were touched last. What it lets go of is decided at once. */
  flush(db: EntityManager, keep: number): Promise<unknown>;
}

/** What a view reads of the log. */
export const readBy = ({ categories, ignores = [] }: Projection): Pick<ReadAllOptions, 'categories' | 'except'> => ({
  categories,
  except: ignores,
});

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

/**
 * Every property by name: spreading the event costs ten times as much, and this is done for each event of each view.
 * @param kind what stands between the category and the id, if anything does: `order-` in `service-order-{id}`
 */
export const projected = <Event extends DomainEvent>(
  event: Event,
  recorded: RecordedEvent,
  kind = '',
): Projected<Event> => {
  const { streamId, revision, position, metadata, recordedAt } = recorded;
  const known = {
    type: event.type,
    data: event.data,
    streamId,
    id: streamId.slice(streamId.indexOf('-') + 1 + kind.length),
    revision,
    position,
    occurredAt: metadata.occurredAt,
    recordedAt,
    recorded,
  };
  return known as unknown as Projected<Event>;
};
