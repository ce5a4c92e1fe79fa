import { hash } from 'node:crypto';
import { type AppendRequest, type ExpectedRevision, UnstorableAppend } from './event-store.js';

/** Largest request, in bytes of its events' JSON texts. */
export const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

/** An event in the form that stores take: its id and two JSON texts, known to be storable. */
export interface StorableEvent {
  readonly eventId: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string;
  readonly metadata: string;
}

export interface Storable {
  readonly request: AppendRequest;
  readonly events: readonly StorableEvent[];
  /** Of the JSON texts, in UTF-8. */
  readonly bytes: number;
}

/**
 * Event ids follow from stream, command and place, so that a request sent twice has the same ids both times.
 * @returns the UUIDv5 of the three; by hand, because the usual library takes five times as long as all the rest
 */
export function eventIdOf(streamId: string, commandId: string, index: number): string {
  const length = NAMESPACE_BYTES + hashed.write(`${streamId}\n${commandId}\n${index}`, NAMESPACE_BYTES);
  const hex = hash('sha1', hashed.subarray(0, length), 'hex');
  const variant = ((parseInt(hex.charAt(16), 16) & 0b0011) | 0b1000).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
const NAMESPACE_BYTES = 16;
/** The namespace of event ids, then room for the longest name. */
const hashed = Buffer.alloc(2048);
hashed.write('6f2b1a7e58d04c7a9d1e0b3c5a9f4e21', 'hex');

/** How an expected revision reads as a number: -1 is "no stream", -2 "any stream that exists". */
export const expectedAsNumber = (expected: ExpectedRevision): number =>
  expected === 'none' ? -1 : expected === 'exists' ? -2 : expected;

const STREAM_ID = /^[^-\p{Cc}\p{Cs}]+-[^\p{Cc}\p{Cs}]+$/u;
const NAME = /^[^\p{Cc}\p{Cs}]+$/u;
const MAX_NAME = 200;
const isName = (text: string) => text.length <= MAX_NAME && NAME.test(text);

/** U+0000 and halves of surrogate pairs, as `JSON.stringify` escapes them: Postgres refuses both, in jsonb at the latest. */
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
  const jsonOf = (type: string, what: string, value: unknown): string => {
    let json: string | undefined;
    try {
      json = JSON.stringify(value);
    } catch (error) {
      refuse(`${what} of event ${type} is not JSON (${error instanceof Error ? error.message : String(error)})`, error);
    }
    if (json === undefined) refuse(`event ${type} has no ${what}`);
    else if (json.includes('\\u') && UNSTORABLE_TEXT.test(json))
      refuse(`${what} of event ${type} contains U+0000 or half a surrogate pair`);
    return json ?? '';
  };
  let bytes = 0;
  const storables = events.map(({ type, schemaVersion, data, metadata }, index) => {
    if (!isName(type)) refuse('an event type is 1 to 200 characters without control characters');
    if (!Number.isInteger(schemaVersion) || schemaVersion < 1 || schemaVersion > 32_767) {
      refuse(`event ${type}: a schema version is an integer from 1 to 32767, not ${schemaVersion}`);
    }
    const texts = { data: jsonOf(type, 'data', data), metadata: jsonOf(type, 'metadata', metadata) };
    bytes += Buffer.byteLength(texts.data) + Buffer.byteLength(texts.metadata);
    return { eventId: eventIdOf(streamId, commandId, index), type, schemaVersion, ...texts };
  });
  if (bytes > MAX_REQUEST_BYTES) refuse(`${bytes} bytes are more than the ${MAX_REQUEST_BYTES} of one request`);
  return { request, events: storables, bytes };
}
