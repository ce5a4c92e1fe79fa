import type { ServerDuplexStream, ServerReadableStream } from '@grpc/grpc-js';
import shared from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/shared_pb.js';
import statuses from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/status_pb.js';
import streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import type { FakeEvent, FakeExpected, FakeVerdict } from './fake-log.js';

export interface FakeAppend {
  readonly streamId: string;
  readonly expected: FakeExpected;
  readonly events: readonly FakeEvent[];
}

export type FakeAnswer = FakeVerdict | { readonly tooBig: number };
/** Undefined: no answer will ever come. */
export type TakeAppend = (append: FakeAppend) => Promise<FakeAnswer | undefined>;

type Proposed = streams.AppendReq.ProposedMessage | streams.BatchAppendReq.ProposedMessage;

const eventOf = (message: Proposed): FakeEvent => ({
  id: message.getId()?.getString() ?? '',
  type: message.getMetadataMap().get('type') ?? '',
  contentType: message.getMetadataMap().get('content-type') ?? '',
  data: message.getData_asU8(),
  metadata: message.getCustomMetadata_asU8(),
});

const nameOf = (identifier: shared.StreamIdentifier | undefined) =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString();

/** BatchAppend: many appends over one call, each in one or more parts, each answered on its own. */
export function answerBatchAppend(
  call: ServerDuplexStream<streams.BatchAppendReq, streams.BatchAppendResp>,
  take: TakeAppend,
): void {
  const parts = new Map<string, { options: streams.BatchAppendReq.Options; events: FakeEvent[] }>();
  call.on('error', () => undefined);
  call.on('end', () => call.end());
  call.on('data', (part: streams.BatchAppendReq) => {
    const key = Buffer.from(part.getCorrelationId()?.serializeBinary() ?? []).toString('hex');
    const options = part.getOptions();
    if (options) parts.set(key, { options, events: [] });
    const whole = parts.get(key);
    whole?.events.push(...part.getProposedMessagesList().map(eventOf));
    if (!whole || !part.getIsFinal()) return;
    parts.delete(key);
    const append = { streamId: nameOf(whole.options.getStreamIdentifier()), expected: expectedOf(whole.options) };
    void take({ ...append, events: whole.events }).then((answer) => {
      if (!answer || call.cancelled) return;
      const response = new streams.BatchAppendResp().setCorrelationId(part.getCorrelationId());
      response.setStreamIdentifier(whole.options.getStreamIdentifier());
      call.write(fill(response, answer, append.expected));
    });
  });
}

function expectedOf(options: streams.BatchAppendReq.Options): FakeExpected {
  if (options.hasNoStream()) return 'none';
  if (options.hasStreamExists()) return 'exists';
  return options.hasAny() ? 'any' : Number(options.getStreamPosition());
}

function fill(response: streams.BatchAppendResp, answer: FakeAnswer, expected: FakeExpected) {
  if ('revision' in answer) {
    const position = new shared.AllStreamPosition();
    position.setCommitPosition(String(answer.position)).setPreparePosition(String(answer.position));
    const success = new streams.BatchAppendResp.Success().setCurrentRevision(String(answer.revision));
    return response.setSuccess(success.setPosition(position));
  }
  const details = new any.Any();
  if ('tooBig' in answer) {
    const tooBig = new shared.MaximumAppendSizeExceeded().setMaxappendsize(answer.tooBig);
    details.pack(tooBig.serializeBinary(), 'event_store.client.MaximumAppendSizeExceeded');
  } else {
    const wrong = new shared.WrongExpectedVersion();
    if (answer.conflictAt < 0) wrong.setCurrentNoStream(new empty.Empty());
    else wrong.setCurrentStreamRevision(String(answer.conflictAt));
    if (expected === 'none') wrong.setExpectedNoStream(new empty.Empty());
    else if (expected === 'exists') wrong.setExpectedStreamExists(new empty.Empty());
    else wrong.setExpectedStreamPosition(String(expected));
    details.pack(wrong.serializeBinary(), 'event_store.client.WrongExpectedVersion');
  }
  return response.setError(new statuses.Status().setDetails(details));
}

/** Append: one append per call, as older servers have it and clients with credentials per call use it. */
export function answerAppend(
  call: ServerReadableStream<streams.AppendReq, streams.AppendResp>,
  take: TakeAppend,
  respond: (response: streams.AppendResp) => void,
): void {
  let options: streams.AppendReq.Options | undefined;
  const events: FakeEvent[] = [];
  call.on('error', () => undefined);
  call.on('data', (part: streams.AppendReq) => {
    options ??= part.getOptions();
    const message = part.getProposedMessage();
    if (message) events.push(eventOf(message));
  });
  call.on('end', () => {
    if (!options) return;
    const expected: FakeExpected = options.hasNoStream()
      ? 'none'
      : options.hasStreamExists()
        ? 'exists'
        : options.hasAny()
          ? 'any'
          : Number(options.getRevision());
    void take({ streamId: nameOf(options.getStreamIdentifier()), expected, events }).then((answer) => {
      if (answer && 'revision' in answer) respond(new streams.AppendResp().setSuccess(successAt(answer)));
      else if (answer && 'conflictAt' in answer)
        respond(new streams.AppendResp().setWrongExpectedVersion(wrongAt(answer)));
    });
  });
}

function successAt({ revision, position }: { readonly revision: number; readonly position: bigint }) {
  const at = new streams.AppendResp.Position();
  at.setCommitPosition(String(position)).setPreparePosition(String(position));
  return new streams.AppendResp.Success().setCurrentRevision(String(revision)).setPosition(at);
}

function wrongAt({ conflictAt }: { readonly conflictAt: number }) {
  const wrong = new streams.AppendResp.WrongExpectedVersion();
  return conflictAt < 0 ? wrong.setCurrentNoStream(new shared.Empty()) : wrong.setCurrentRevision(String(conflictAt));
}
