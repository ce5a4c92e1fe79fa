import type { Actor } from './actor.js';
import type { Instant } from './clock.js';
import type { DomainEvent } from './decider.js';

/** Place of an event in the whole log: ordered, otherwise opaque. A string over HTTP. */
export type Position = bigint;
export const START: Position = 0n;

/** Who, why and in answer to what: written beside the data of every event. */
export interface EventMetadata {
  readonly actor: Actor;
  /** When it happened, as claimed; `recordedAt` is when the store wrote it. */
  readonly occurredAt: Instant;
  readonly commandId: string;
  readonly commandHash: string;
  readonly correlationId: string;
  readonly causationId: string;
}

/** An event as it lies in the log. Revisions count from 0 in each stream. */
export interface RecordedEvent<Event extends DomainEvent = DomainEvent> {
  readonly eventId: string;
  readonly streamId: string;
  readonly revision: number;
  readonly position: Position;
  readonly type: Event['type'];
  readonly schemaVersion: number;
  readonly data: Event['data'];
  readonly metadata: EventMetadata;
  readonly recordedAt: Instant;
}
