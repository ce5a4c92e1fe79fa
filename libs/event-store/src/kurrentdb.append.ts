import type { Instant } from '@app/kernel';
import {
  type AppendResult,
  type AppendStreamState,
  type KurrentDBClient,
  MaxAppendSizeExceededError,
  NO_STREAM,
  StreamDeletedError,
  WrongExpectedVersionError,
} from '@kurrent/kurrentdb-client';
import { randomUUID } from 'node:crypto';
import { type Appended, CommandIdReused, UnstorableAppend, WrongExpectedRevision } from './event-store.js';
import { wireEventsOf } from './kurrentdb.events.js';
import { answeredWithin, type Patience, patiently } from './kurrentdb.patience.js';
import { readStored } from './kurrentdb.reads.js';
import { type KnownStream, learn } from './kurrentdb.stream-memory.js';
import type { Storable } from './storable.js';

export interface Appending {
  readonly client: KurrentDBClient;
  readonly patience: Patience;
  /** Of one attempt, in milliseconds. */
  readonly deadlineMs: number;
  readonly now: () => Instant;
}

/**
 * Appends one request. The stream is the truth, the server's answer only a hint: it says "written" to an append whose event
 * ids it has seen, whatever they carried, and nothing at all when the connection is cut. So after each attempt the stream is
 * read on from what is known of it, and the command is there or not.
 * It is always sent with the revision up to which all commands of the stream are known, `exists` too: thus no command is
 * written twice, and the moment of recording never runs backwards along a stream, whatever the clocks of the hosts do.
 */
export async function append(how: Appending, known: KnownStream, storable: Storable): Promise<Appended> {
  const { streamId, expected, commandId, commandHash } = storable.request;
  const appendId = randomUUID();
  const readOn = () => patiently(async () => readTail(how, known), how.patience);
  const answer = (): Appended | undefined => {
    const command = known.commands.get(commandId);
    if (command && command.hash !== commandHash) throw new CommandIdReused(streamId, commandId);
    return command && { ...command.first, repeated: command.appendId !== appendId };
  };

  for (;;) {
    const isExpected = () =>
      expected === 'exists' ? known.through >= 0 : known.through === (expected === 'none' ? -1 : expected);
    if (expected === 'exists' || !isExpected()) await readOn();
    const first = answer();
    if (first) return first;
    if (!isExpected()) throw new WrongExpectedRevision(streamId, expected, known.through);

    const attempt = await send(how, known, storable, appendId);
    await readOn();
    const written = answer();
    if (written) return written;
    if (attempt === 'conflict' && expected !== 'exists') {
      throw new WrongExpectedRevision(streamId, expected, known.through);
    }
    if (attempt instanceof Error) await how.patience.afterFailure(attempt);
  }
}

async function readTail({ client, deadlineMs }: Appending, known: KnownStream): Promise<void> {
  learn(known, await readStored(client, { streamId: known.streamId, fromRevision: known.through + 1 }, deadlineMs));
}

/** What the server said, or the error because of which nobody knows. @throws UnstorableAppend */
async function send(
  { client, deadlineMs, now }: Appending,
  known: KnownStream,
  storable: Storable,
  appendId: string,
): Promise<'written' | 'conflict' | Error> {
  const { streamId } = storable.request;
  const moment = now();
  const recordedAt = moment > known.recordedAt ? moment : known.recordedAt;
  const streamState: AppendStreamState = known.through < 0 ? NO_STREAM : BigInt(known.through);
  try {
    const events = wireEventsOf(storable, appendId, recordedAt);
    const sent: Promise<AppendResult> = client.appendToStream(streamId, events, { streamState });
    const { success } = await answeredWithin(sent, deadlineMs);
    return success ? 'written' : 'conflict';
  } catch (error) {
    if (error instanceof WrongExpectedVersionError) return 'conflict';
    if (error instanceof MaxAppendSizeExceededError) {
      throw new UnstorableAppend(streamId, `the server takes appends of ${error.maxAppendSize} bytes at most`);
    }
    if (error instanceof StreamDeletedError)
      throw new UnstorableAppend(streamId, 'the stream was deleted on the server');
    return error as Error;
  }
}
