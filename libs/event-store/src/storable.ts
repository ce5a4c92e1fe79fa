import { v5 as uuidV5 } from 'uuid';
import { type AppendRequest, categoryOf, type ExpectedRevision, UnstorableAppend } from './event-store.js';

/** Largest request, in bytes of UTF-8 JSON. */
export const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

/** A request in the form that stores take: one JSON text, known to be storable. */
export interface Storable {
  readonly request: AppendRequest;
  /** `{stream_id, category, expected, command_id, command_hash, events: [{event_id, type, schema_version, data, metadata}]}` */
  readonly json: string;
  readonly bytes: number;
}

/** Event ids follow from stream, command and place, so that a request sent twice has the same ids both times. */
export const eventIdOf = (streamId: string, commandId: string, index: number): string =>
  uuidV5(`${streamId}\n${commandId}\n${index}`, EVENT_ID_NAMESPACE);
const EVENT_ID_NAMESPACE = '6f2b1a7e-58d0-4c7a-9d1e-0b3c5a9f4e21';

/** How an expected revision reads as a number: -1 is "no stream", -2 "any stream that exists". */
export const expectedAsNumber = (expected: ExpectedRevision): number =>
  expected === 'none' ? -1 : expected === 'exists' ? -2 : expected;

const STREAM_ID = /^[^-\p{Cc}\p{Cs}]+-[^\p{Cc}\p{Cs}]+$/u;
const NAME = /^[^\p{Cc}\p{Cs}]+$/u;
const MAX_NAME = 200;
const isName = (text: string) => text.length <= MAX_NAME && NAME.test(text);

/** U+0000 and halves of surrogate pairs, as `JSON.stringify` escapes them: Postgres refuses both in jsonb. */
const UNSTORABLE_TEXT = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f][0-9a-f]{2})/;

/** @throws UnstorableAppend */
export function storable(request: AppendRequest): Storable {
  const refuse = (reason: string, cause?: unknown) => {
    throw Object.assign(new UnstorableAppend(request.streamId, reason), { cause });
  };
  const { streamId, expected, commandId, commandHash, events } = request;
  if (streamId.length > MAX_NAME || !STREAM_ID.test(streamId))
    refuse('a stream id reads category-id, 200 characters at most');
  if (!isName(commandId) || !isName(commandHash))
    refuse('command id and hash are 1 to 200 characters without control characters');
  if (typeof expected === 'number' && !(Number.isInteger(expected) && expected >= 0)) {
    refuse(`an expected revision is an integer from 0, not ${expected}`);
  }
  if (events.length === 0) refuse('a request appends at least one event');
  for (const { type, schemaVersion, data } of events) {
    if (!isName(type)) refuse('an event type is 1 to 200 characters without control characters');
    if (!Number.isInteger(schemaVersion) || schemaVersion < 1 || schemaVersion > 32_767) {
      refuse(`event ${type}: a schema version is an integer from 1 to 32767, not ${schemaVersion}`);
    }
    if (data === undefined) refuse(`event ${type} has no data`);
  }
  let json = '';
  try {
    json = JSON.stringify({
      stream_id: streamId,
      category: categoryOf(streamId),
      expected: expectedAsNumber(expected),
      command_id: commandId,
      command_hash: commandHash,
      events: events.map(({ type, schemaVersion, data, metadata }, index) => ({
        event_id: eventIdOf(streamId, commandId, index),
        type,
        schema_version: schemaVersion,
        data,
        metadata,
      })),
    });
  } catch (error) {
    refuse(`data or metadata is not JSON (${error instanceof Error ? error.message : String(error)})`, error);
  }
  if (UNSTORABLE_TEXT.test(json)) refuse('data or metadata contains U+0000 or half a surrogate pair');
  const bytes = Buffer.byteLength(json);
  if (bytes > MAX_REQUEST_BYTES) refuse(`${bytes} bytes are more than the ${MAX_REQUEST_BYTES} of one request`);
  return { request, json, bytes };
}
