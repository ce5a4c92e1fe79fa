import type { RecordedEvent } from '@app/kernel';

/** What a client was told: the whistle that its command was about, and where in the log it ended. */
export interface Acknowledged {
  /** The idempotency key. */
  readonly key: string;
  readonly streamId: string;
  readonly revision: number;
  readonly position: bigint;
}

export interface Expected {
  /** All that clients were told; every command of the load was settled in the end. */
  readonly acknowledged: readonly Acknowledged[];
  /** Clocks that ran out before this moment must have been recorded as missed. */
  readonly rungUntil: string;
  /** As in PostgreSQL: positions count events, moments of recording never run backwards. KurrentDB's only grow, those of a stream. */
  readonly dense?: boolean;
}

/**
 * What the log does not hold of what it promises, a line each. Takes the whole log from the first position and asks
 * nothing of the code that wrote it.
 */
export const brokenPromises = (log: readonly RecordedEvent[], expected: Expected): string[] => [
  ...orderBroken(log, expected.dense),
  ...commandsBroken(log),
  ...acknowledgementsBroken(log, expected.acknowledged),
  ...clocksBroken(log, expected.rungUntil),
];

/** Positions are dense, or at least grow; revisions gapless per stream, events there once, moments of recording in order. */
export function orderBroken(log: readonly RecordedEvent[], dense = true): string[] {
  const revisions = new Map<string, number>();
  const ids = new Set<string>();
  const recorded = new Map<string, string>();
  return log.flatMap((event, index) => {
    const { position, streamId, revision, eventId } = event;
    const wanted = (revisions.get(streamId) ?? -1) + 1;
    const of = dense ? 'the log' : streamId;
    revisions.set(streamId, revision);
    const broken = [
      dense && position !== BigInt(index + 1) && `position ${index + 1} is ${position}`,
      position <= (log[index - 1]?.position ?? 0n) && `position ${position} comes after one that is not before it`,
      revision !== wanted && `${streamId}: revision ${wanted} is ${revision}`,
      ids.has(eventId) && `event ${eventId} is there twice`,
      event.recordedAt < (recorded.get(of) ?? '') && `position ${position} was recorded before the one before it`,
    ];
    ids.add(eventId);
    recorded.set(of, event.recordedAt);
    return broken.filter((line) => line !== false);
  });
}

const commandOf = ({ streamId, metadata }: RecordedEvent) => `${streamId} ${metadata.commandId}`;

/** The events of one command in one stream follow one another without anything between: nothing is half written or written twice. */
export function commandsBroken(log: readonly RecordedEvent[]): string[] {
  const seen = new Set<string>();
  return log.flatMap((event, index) => {
    const command = commandOf(event);
    const before = log[index - 1];
    if (before && commandOf(before) === command) return [];
    const again = seen.has(command);
    seen.add(command);
    return again ? [`command ${command} was written twice`] : [];
  });
}

/** Every acknowledged command ends where its client was told, no two of them in one place, and nobody else wrote. */
export function acknowledgementsBroken(log: readonly RecordedEvent[], acknowledged: readonly Acknowledged[]): string[] {
  const places = new Map(log.map(({ position }, index) => [position, index]));
  const told = new Map<bigint, string>();
  const missing = acknowledged.flatMap(({ key, streamId, revision, position }) => {
    const place = places.get(position);
    const [event, next] = place === undefined ? [] : log.slice(place, place + 2);
    const twice = told.get(position);
    told.set(position, key);
    if (twice !== undefined) return [`${twice} and ${key} were both told position ${position}`];
    if (event?.streamId !== streamId || event.revision !== revision) {
      return [`${key} was told ${streamId} ${revision} at ${position}, found ${event?.streamId} ${event?.revision}`];
    }
    return next && commandOf(next) === commandOf(event) ? [`${key} was told ${position}, and its command goes on`] : [];
  });
  const untold = log.filter(
    (event, index) =>
      event.streamId.startsWith('whistle-') &&
      event.metadata.actor.channel !== 'timer' &&
      commandOf(event) !== commandOf(log[index + 1] ?? { ...event, streamId: '' }) &&
      !told.has(event.position),
  );
  return [...missing, ...untold.map((event) => `nobody was told of ${event.type} at ${event.position}`)];
}

/** Which events stop a clock, as the field's rules say: the first three of the whole whistle, the others of an assignment. */
const STOPPED_BY: Readonly<Record<string, readonly string[]>> = {
  ACCEPT: ['WhistleAccepted', 'WhistleRejected'],
  DISPATCH: ['WhistleDispatched'],
  FOLLOW_UP: ['WhistleClosed'],
  SIGN: ['AssignmentSigned'],
  CONTACT: ['ContactRecorded'],
  REPORT_IN: ['DepartmentReportedIn'],
};

interface ClockData {
  readonly clockId: string;
  readonly clock: string;
  readonly assignmentId?: string;
  readonly dueAt: string;
}

/** A clock that ran out while it ran was recorded once, dated at its due moment; one that was stopped in time never. */
export function clocksBroken(log: readonly RecordedEvent[], rungUntil: string): string[] {
  const streams = new Map<string, RecordedEvent[]>();
  for (const event of log) streams.set(event.streamId, [...(streams.get(event.streamId) ?? []), event]);
  return [...streams].flatMap(([streamId, events]) => {
    const of = (type: string) => events.filter((event) => event.type === type);
    const missed = of('DeadlineMissed');
    const set = of('DeadlineSet').map(({ data }) => data as ClockData);
    const unknown = missed.filter(({ data }) => !set.some(({ clockId }) => clockId === (data as ClockData).clockId));
    return [
      ...unknown.map(({ data }) => `${streamId}: ${(data as ClockData).clockId} was never set`),
      ...set.flatMap((clock) => {
        const { clockId, dueAt } = clock;
        const rung = missed.filter(({ data }) => (data as ClockData).clockId === clockId);
        const wrong = rung.filter(
          ({ data, metadata }) => (data as ClockData).dueAt !== dueAt || metadata.occurredAt !== dueAt,
        );
        const allowed = dueAt < rungUntil ? ringsOf(clock, events) : [0, 1];
        return [
          ...(allowed.includes(rung.length)
            ? []
            : [`${streamId}: ${clockId} rang ${rung.length} times, not ${allowed.join(' or ')}`]),
          ...wrong.map(({ position }) => `${streamId}: ${clockId} is not dated at its due moment at ${position}`),
        ];
      }),
    ];
  });
}

/**
 * How often a clock that has run out may have rung. Once unless it was stopped; a command that came in time, and was still
 * in hand when the clock ran out, may be recorded after the ring.
 */
function ringsOf({ clock, assignmentId, dueAt }: ClockData, events: readonly RecordedEvent[]): readonly number[] {
  const inTime = events.filter(
    ({ type, data, metadata }) =>
      STOPPED_BY[clock]?.includes(type) === true &&
      (assignmentId === undefined || (data as Partial<ClockData>).assignmentId === assignmentId) &&
      metadata.occurredAt <= dueAt,
  );
  if (inTime.length === 0) return [1];
  return inTime.some(({ recordedAt }) => recordedAt <= dueAt) ? [0] : [0, 1];
}
