import type { Urgency, WhistleType } from '@app/catalogue/domain';
import type { Instant } from '@app/kernel';
import { clocksPausedBy, clocksStoppedBy } from './clocks.js';
import type { WhistleEvent, WhistleEventOf } from './whistle.events.js';
import type * as words from './whistle.words.js';

/** What the whistle was when the limit of a clock was chosen: whatever it became since, that limit holds the clock. */
export interface ChosenFor {
  readonly categoryCode: string | undefined;
  readonly conditionSeq: number;
  readonly urgency: Urgency | undefined;
  readonly whistleType: WhistleType;
}

/**
 * A clock that has been started, as its last `DeadlineSet` or `DeadlineRecalculated` says. It runs, or stands still, until an
 * event stops it; `missed` says that it ran out while running.
 */
export interface RunningClock extends Readonly<Omit<WhistleEventOf<'DeadlineSet'>['data'], 'carried'>> {
  readonly missed: boolean;
  /** Since when it stands still, if it does. */
  readonly pausedAt?: Instant | undefined;
  /** The marks that were recorded since it was set. */
  readonly noticed: readonly words.Mark[];
  /** 延期: how often it was lengthened since it was started, and who asked for more and has no answer yet. */
  readonly extensions: number;
  readonly extensionAskedBy?: string | undefined;
  /** 并单: when it started by itself, where it counts from whoever has waited longest. */
  readonly ownStartedAt?: Instant | undefined;
  /** Known where the whole whistle is. */
  readonly chosenFor?: ChosenFor;
}

interface Clocks {
  readonly clocks: readonly RunningClock[];
  readonly clockCount: number;
}

/** The clocks of a whistle after an event. */
export function runClocksOn({ clocks, clockCount }: Clocks, event: WhistleEvent): Clocks {
  if (event.type === 'DeadlineSet') {
    const before = clocks.find(({ clockId }) => clockId === event.data.clockId);
    const others = clocks.filter((one) => one !== before);
    return { clocks: [...others, set(event.data, before)], clockCount: clockCount + 1 };
  }
  if (isOwn(event)) {
    const { clockId } = event.data;
    return { clocks: clocks.map((one) => (one.clockId === clockId ? changed(one, event) : one)), clockCount };
  }
  if (event.type === 'AssignmentCreated') return { clocks: takenOver(clocks, event.data), clockCount };
  const stops = clocksStoppedBy(event);
  const pauses = clocksPausedBy(event);
  const running = clocks.filter((clock) => !stops(clock));
  return { clocks: running.map((clock) => (pauses(clock) ? paused(clock, event.occurredAt) : clock)), clockCount };
}

/** 机构合并: the clocks of the former unit's assignment run on as its successor's. */
function takenOver(clocks: readonly RunningClock[], data: WhistleEventOf<'AssignmentCreated'>['data']) {
  const { takesOver, assignmentId, unitId } = data;
  if (takesOver === undefined) return clocks;
  return clocks.map((one) =>
    one.assignmentId === takesOver ? { ...one, assignmentId, ...(one.unitId !== undefined && { unitId }) } : one,
  );
}

function set(
  { carried, ...data }: WhistleEventOf<'DeadlineSet'>['data'],
  before: RunningClock | undefined,
): RunningClock {
  const { cause } = data;
  const anew = { ...data, missed: false, noticed: [], extensions: 0, ...carried };
  if (!before || cause === 'STARTED' || cause === 'RESTARTED' || cause === 'RESTORED') return anew;
  const { pausedAt, extensions, extensionAskedBy } = before;
  if (cause === 'RECLASSIFIED') {
    return { ...anew, extensionAskedBy, ...(pausedAt !== undefined && { pausedAt: data.startedAt }) };
  }
  const { ownStartedAt } = before;
  const own = ownStartedAt !== undefined && { ownStartedAt };
  if (cause === 'RELAXED') return { ...anew, ...own, extensions, extensionAskedBy, pausedAt };
  if (cause === 'EXTENDED') return { ...anew, ...own, extensions };
  if (cause === 'MERGED') {
    return { ...anew, extensions, extensionAskedBy, ownStartedAt: ownStartedAt ?? before.startedAt };
  }
  return { ...anew, ...own, extensions, extensionAskedBy };
}

/** What an event about this very clock changes of it. */
type OwnEvent = Exclude<Extract<WhistleEvent, { data: { clockId: string } }>, { type: 'DeadlineSet' }>;
const isOwn = (event: WhistleEvent): event is OwnEvent => 'clockId' in event.data && event.type !== 'DeadlineSet';

function changed(clock: RunningClock, event: OwnEvent): RunningClock {
  switch (event.type) {
    case 'DeadlineMissed':
      return { ...clock, missed: true };
    case 'DeadlineWarned':
      return { ...clock, noticed: [...clock.noticed, event.data.mark] };
    case 'SupervisionOpened':
      return { ...clock, noticed: [...clock.noticed, `${event.data.level}_SLIP`] };
    case 'DeadlineRecalculated': {
      const { oldDueAt: _o, reckonedDueAt: _r, wasProvisional: _w, reason: _reason, ...counted } = event.data;
      return { ...clock, ...counted };
    }
    case 'ExtensionRequested':
      return { ...clock, extensionAskedBy: event.data.by };
    case 'ExtensionGranted':
      return { ...clock, extensions: event.data.seq, extensionAskedBy: undefined };
    case 'ExtensionDenied':
      return { ...clock, extensionAskedBy: undefined };
    case 'DeadlineCleared':
    case 'OverdueExempted':
      return clock;
  }
}

function paused(clock: RunningClock, at: Instant | undefined): RunningClock {
  if (clock.pausedAt !== undefined) return clock;
  if (at === undefined) throw new Error('history is broken: a pause without a moment');
  return { ...clock, pausedAt: at };
}
