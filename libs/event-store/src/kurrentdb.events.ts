import { type EventMetadata, type Instant, type Position, type RecordedEvent, START } from '@app/kernel';
import {
  type Filter,
  jsonEvent,
  type JSONType,
  type ReadPosition,
  type ResolvedEvent,
  START as FROM_START,
  streamNameFilter,
} from '@kurrent/kurrentdb-client';
import { type AppendRequest, EventStoreUnavailable } from './event-store.js';
import type { Storable } from './storable.js';

/** What is stored beside `data`: the port's metadata, and what this adapter has to find again. */
interface StoredMetadata extends EventMetadata {
  readonly schemaVersion: number;
  /** By the clock of the process that appended: the server's own is read in whole seconds only. */
  readonly recordedAt: Instant;
  /** Of one call of `append`, however often it was sent: tells a first answer from a repeated one. */
  readonly appendId: string;
}

export interface Stored {
  readonly event: RecordedEvent;
  readonly appendId: string;
}

/** The request's events as the client sends them; `data` is as it was when `append` was called. */
export function wireEventsOf({ events }: Storable, appendId: string, recordedAt: Instant) {
  return events.map(({ eventId, type, schemaVersion, data, metadata }) => {
    const envelope = JSON.parse(metadata) as EventMetadata;
    const stored: StoredMetadata = { ...envelope, schemaVersion, recordedAt, appendId };
    return jsonEvent({ id: eventId, type, data: JSON.parse(data) as JSONType, metadata: { ...stored } });
  });
}

/** @throws Error if it was not written by this adapter: whoever reads it has to stop */
export function storedOf({ event, commitPosition }: ResolvedEvent): Stored {
  if (!event) throw new Error('the log holds a link to an event that is gone');
  const { streamId, id, type, data, revision } = event;
  const where = `event ${id} at ${streamId}@${revision}`;
  const { schemaVersion, recordedAt, appendId, ...metadata } = (event.metadata ?? {}) as Partial<StoredMetadata>;
  if (!event.isJson || !schemaVersion || !recordedAt || !appendId || !isEnvelope(metadata)) {
    throw new Error(`${where} was not written by this program: the KurrentDB must hold nothing else`);
  }
  const position = event.position?.commit ?? commitPosition;
  if (position === undefined || position === NO_POSITION) {
    throw new EventStoreUnavailable(`${where} came without its position: the server must be 22.10 or later`);
  }
  return {
    event: {
      eventId: id,
      streamId,
      revision: Number(revision),
      position,
      type,
      schemaVersion,
      data,
      metadata,
      recordedAt,
    },
    appendId,
  };
}

/** What servers before 22.10 say for events read from a stream. */
const NO_POSITION = 2n ** 64n - 1n;

const isEnvelope = (metadata: Partial<EventMetadata>): metadata is EventMetadata =>
  metadata.commandId !== undefined && metadata.commandHash !== undefined;

/** The server numbers by bytes in its transaction file; a record's commit and prepare position are the same. */
export const wirePosition = (position: Position): ReadPosition =>
  position === START ? FROM_START : { commit: position, prepare: position };

export const isSystemStream = ({ streamId }: AppendRequest): boolean => streamId.startsWith('$');

/** Only streams of the categories, chosen by the server; without categories all but the server's own. */
export function filterOf(
  categories: readonly string[] | undefined,
  options: Pick<Filter, 'checkpointReached'> & { readonly checkpointInterval?: number } = {},
): Filter {
  if (!categories) return streamNameFilter({ ...options, regex: '^[^$]' });
  return streamNameFilter({ ...options, prefixes: [...new Set(categories)].map((category) => `${category}-`) });
}
