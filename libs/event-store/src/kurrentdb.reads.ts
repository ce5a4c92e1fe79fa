import { type Position, type RecordedEvent, START } from '@app/kernel';
import {
  BACKWARDS,
  END,
  type KurrentDBClient,
  type ReadAllOptions as ClientReadOptions,
  type ReadPosition,
  type ResolvedEvent,
  StreamNotFoundError,
} from '@kurrent/kurrentdb-client';
import type { Page, ReadAllOptions } from './event-store.js';
import { filterOf, type Stored, storedOf, wirePosition } from './kurrentdb.events.js';
import { NoAnswer } from './kurrentdb.patience.js';

/** Reads ask the leader: what was answered as written is there, and two reads see the log in one order. */
const requiresLeader = true;

/** A stream's events from a revision on; empty if there is no such stream. */
export async function readStored(
  client: KurrentDBClient,
  { streamId, fromRevision, most }: { streamId: string; fromRevision: number; most?: number | undefined },
  silenceMs: number,
): Promise<Stored[]> {
  try {
    const options = {
      fromRevision: BigInt(fromRevision),
      requiresLeader,
      ...(most !== undefined && { maxCount: most }),
    };
    return await collected(client.readStream(streamId, options), silenceMs);
  } catch (error) {
    if (error instanceof StreamNotFoundError) return [];
    throw error;
  }
}

/** Position of the last event before a place in the log, which may be anywhere between two of the server's records. */
export async function readLast(client: KurrentDBClient, before: ReadPosition, silenceMs: number): Promise<Position> {
  const last: ClientReadOptions = { direction: BACKWARDS, fromPosition: before, maxCount: 1, requiresLeader };
  const [stored] = await collected(client.readAll({ ...last, filter: filterOf(undefined) }), silenceMs);
  return stored?.event.position ?? START;
}

export const readHead = (client: KurrentDBClient, silenceMs: number): Promise<Position> =>
  readLast(client, END, silenceMs);

/**
 * The head is read first: whatever lies up to there and is not found was looked at and left out by the filter.
 * The server may look at much of the log before it finds anything, so the second read has no time limit.
 */
export async function readAll(
  client: KurrentDBClient,
  after: Position,
  { limit, categories }: ReadAllOptions,
  silenceMs: number,
): Promise<Page> {
  const head = await readHead(client, silenceMs);
  if (head <= after) return { events: [], next: after };
  if (categories?.length === 0) return { events: [], next: head };
  // A read begins with the event at its position, if the filter takes that.
  const from = { fromPosition: wirePosition(after), maxCount: limit + 1 };
  const found = await collected(client.readAll({ ...from, filter: filterOf(categories), requiresLeader }));
  const events: RecordedEvent[] = found
    .map(({ event }) => event)
    .filter(({ position }) => position > after)
    .slice(0, limit);
  const last = events.at(-1)?.position ?? after;
  return { events, next: events.length < limit && head > last ? head : last };
}

/** @throws NoAnswer if nothing comes for so long */
async function collected(source: AsyncIterable<ResolvedEvent>, silenceMs?: number): Promise<Stored[]> {
  const found: Stored[] = [];
  const reading = (async () => {
    for await (const resolved of source) found.push(storedOf(resolved));
    return found;
  })();
  if (silenceMs === undefined) return reading;
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_, reject) => {
    let heard = 0;
    timer = setInterval(() => {
      if (found.length === heard) reject(new NoAnswer(silenceMs));
      heard = found.length;
    }, silenceMs);
  });
  try {
    return await Promise.race([reading, silence]);
  } finally {
    clearInterval(timer);
    reading.catch(() => undefined);
  }
}
