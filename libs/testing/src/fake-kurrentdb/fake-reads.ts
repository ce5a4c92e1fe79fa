import { type ServerWritableStream, status } from '@grpc/grpc-js';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import { once } from 'node:events';
import type { FakeLog, FakeRecord } from './fake-log.js';

type Call = ServerWritableStream<streams.ReadReq, streams.ReadResp>;
type Options = streams.ReadReq.Options;
type Filter = (record: FakeRecord) => boolean;

/** Of a filtered read, in events: a checkpoint comes after each `interval` of these. */
const SEARCH_WINDOW = 32;

export interface Reading {
  readonly log: FakeLog;
  /** Told of each event given to a reader. */
  readonly sent: () => void;
}

/** Read: a stream or $all, once or as a subscription. */
export async function answerRead({ log, sent }: Reading, call: Call): Promise<void> {
  const options = call.request.getOptions();
  if (!options) throw refusal(status.INVALID_ARGUMENT, 'no options');
  const stream = options.getStream();
  if (options.hasSubscription()) {
    if (stream) throw refusal(status.UNIMPLEMENTED, 'this fake knows subscriptions to $all only');
    await subscribe({ log, sent }, call, options);
  } else {
    const records = stream ? recordsOfStream(log, stream, options) : recordsOfAll(log, options);
    if (!records) await send(call, notFound(stream));
    let left = Number(options.getCount());
    for (const record of records ?? []) {
      if (left-- <= 0 || call.cancelled) break;
      await send(call, eventOf(record, options));
      sent();
    }
  }
  call.end();
}

function* recordsOfAll(log: FakeLog, options: Options): Generator<FakeRecord> {
  const taken = filterOf(options);
  const backwards = isBackwards(options);
  const step = backwards ? -1 : 1;
  for (let index = startOf(log, options); ; index += step) {
    const record = log.records[index];
    if (!record) return;
    if (taken(record)) yield record;
  }
}

function recordsOfStream(log: FakeLog, stream: streams.ReadReq.Options.StreamOptions, options: Options) {
  const records = log.streams.get(nameOf(stream));
  if (!records) return undefined;
  const from = stream.hasRevision() ? Number(stream.getRevision()) : stream.hasEnd() ? records.length - 1 : 0;
  return isBackwards(options) ? records.slice(0, from + 1).toReversed() : records.slice(from);
}

async function subscribe({ log, sent }: Reading, call: Call, options: Options): Promise<void> {
  const taken = filterOf(options);
  const interval = options.hasFilter() ? (options.getFilter()?.getCheckpointintervalmultiplier() ?? 1) : 0;
  const confirmation = new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId('fake');
  await send(call, new streams.ReadResp().setConfirmation(confirmation));
  let index = options.getAll()?.hasEnd() ? log.records.length : startOf(log, options);
  // A subscription from a position goes on after it.
  if (options.getAll()?.hasPosition()) index++;
  let live = false;
  for (let looked = 0; !call.cancelled; index++) {
    if (index >= log.records.length && !live) {
      live = true;
      await send(call, new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp()));
    }
    while (index >= log.records.length && !call.cancelled) await log.grown();
    const record = log.records[index];
    if (!record || call.cancelled) return;
    if (taken(record)) {
      await send(call, eventOf(record, options));
      sent();
    }
    if (interval > 0 && ++looked % (interval * SEARCH_WINDOW) === 0) {
      await send(call, checkpointAt(log.records[index + 1]?.position ?? log.end));
    }
  }
}

const isBackwards = (options: Options) =>
  options.getReadDirection() === streams.ReadReq.Options.ReadDirection.BACKWARDS;

function startOf(log: FakeLog, options: Options): number {
  const all = options.getAll();
  if (all?.hasEnd()) return log.records.length - 1;
  const position = all?.getPosition();
  if (!position) return 0;
  const index = log.indexAt(BigInt(position.getCommitPosition()));
  // A real server reads at that byte of its file, and finds no record there.
  if (index === undefined) throw refusal(status.UNKNOWN, `no record begins at ${position.getCommitPosition()}`);
  // Backwards, a place stands before its record.
  return isBackwards(options) ? index - 1 : index;
}

function filterOf(options: Options): Filter {
  const filter = options.getFilter();
  if (!filter) return () => true;
  const [expression, field] = filter.hasStreamIdentifier()
    ? ([filter.getStreamIdentifier(), 'streamId'] as const)
    : ([filter.getEventType(), 'type'] as const);
  const prefixes = expression?.getPrefixList() ?? [];
  if (prefixes.length > 0) return (record) => prefixes.some((prefix) => record[field].startsWith(prefix));
  const regex = new RegExp(expression?.getRegex() ?? '', 'u');
  return (record) => regex.test(record[field]);
}

const nameOf = (stream: streams.ReadReq.Options.StreamOptions) =>
  Buffer.from(stream.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString();

function notFound(stream: streams.ReadReq.Options.StreamOptions | undefined): streams.ReadResp {
  const identifier = stream?.getStreamIdentifier();
  return new streams.ReadResp().setStreamNotFound(
    new streams.ReadResp.StreamNotFound().setStreamIdentifier(identifier),
  );
}

/** As a real server gives it: the place of the next record, with a prepare position of 0. */
function checkpointAt(next: bigint): streams.ReadResp {
  const checkpoint = new streams.ReadResp.Checkpoint();
  checkpoint.setCommitPosition(String(next)).setPreparePosition('0');
  return new streams.ReadResp().setCheckpoint(checkpoint);
}

function eventOf(record: FakeRecord, options: Options): streams.ReadResp {
  const event = new streams.ReadResp.ReadEvent.RecordedEvent();
  event.setId(uuidOf(record.id, options.getUuidOption()?.hasStructured() ?? false));
  event.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(Buffer.from(record.streamId)));
  event.setStreamRevision(String(record.revision));
  event.setCommitPosition(String(record.position)).setPreparePosition(String(record.position));
  event.getMetadataMap().set('type', record.type);
  event.getMetadataMap().set('content-type', record.contentType);
  event.getMetadataMap().set('created', String(BigInt(record.created.getTime()) * 10_000n));
  event.setData(record.data).setCustomMetadata(record.metadata);
  const read = new streams.ReadResp.ReadEvent().setEvent(event).setCommitPosition(String(record.position));
  return new streams.ReadResp().setEvent(read);
}

function uuidOf(id: string, structured: boolean): shared.UUID {
  if (!structured) return new shared.UUID().setString(id);
  const bytes = Buffer.from(id.replaceAll('-', ''), 'hex');
  const parts = new shared.UUID.Structured();
  parts.setMostSignificantBits(String(bytes.readBigInt64BE(0)));
  parts.setLeastSignificantBits(String(bytes.readBigInt64BE(8)));
  return new shared.UUID().setStructured(parts);
}

async function send(call: Call, response: streams.ReadResp): Promise<void> {
  if (call.cancelled || call.write(response)) return;
  const over = new AbortController();
  const any = ['drain', 'cancelled', 'close'].map((event) => once(call, event, { signal: over.signal }));
  await Promise.race(any).catch(() => undefined);
  over.abort();
}

const refusal = (code: status, details: string) => Object.assign(new Error(details), { code, details });
