import type { RecordedEvent } from '@app/kernel';
import {
  clocksPausedBy,
  clocksResumedBy,
  clocksStoppedBy,
  type Mark,
  mayStart,
  type WhistleEvent,
  type WhistleEventOf,
} from '../domain/index.js';
import { FACT_EVENTS } from '../domain/past-clocks.js';
import { whistleCodec } from '../whistle.codec.js';
import { begun, takenOver } from './clock-origins.js';
import {
  type ClockExtension,
  type ClockFact,
  type ClockPause,
  type ClockStory,
  type EventRef,
  lastFact,
  openPause,
  refOf,
} from './clock-story.js';

/** One event of a history, and the command that led to it. */
export interface Told {
  readonly event: WhistleEvent;
  readonly ref: EventRef;
  readonly commandId: string;
}

/** The clocks of a whistle, ended ones too, as its history tells of them, in the order in which they were started. */
export const clockStories = (history: readonly RecordedEvent[]): ClockStory[] =>
  storiesOf(
    history.map((recorded) => ({
      event: whistleCodec.parse(recorded),
      ref: refOf(recorded),
      commandId: recorded.metadata.commandId,
    })),
  );

export function storiesOf(told: readonly Told[]): ClockStory[] {
  return told.reduce<ClockStory[]>((stories, one, index) => {
    const before = told.slice(0, index).filter(({ commandId }) => commandId === one.commandId);
    return withEvent(stories, one, before);
  }, []);
}

/** @param before what the same command led to before it */
function withEvent(stories: readonly ClockStory[], one: Told, before: readonly Told[]): ClockStory[] {
  const { event, ref } = one;
  if (event.type === 'DeadlineSet') {
    const fact = factOf(event, ref, because(event, one, before));
    const known = stories.find(({ clockId }) => clockId === event.data.clockId);
    if (!known) return [...stories, begun(stories, event.data, fact)];
    return stories.map((story) => (story === known ? setAnew(story, fact) : story));
  }
  if (isAboutAClock(event)) {
    const { clockId } = event.data;
    return stories.map((story) => (story.clockId === clockId ? withOwn(story, event, ref) : story));
  }
  if (event.type === 'FactCorrected') return stories.map((story) => redated(story, event.data, ref));
  return stories.map((story) => (story.stopped ? story : affected(takenOver(story, event, ref), event, ref)));
}

type DeadlineSet = Extract<WhistleEvent, { type: 'DeadlineSet' }>;
/** How often it was lengthened follows from those before it. */
type NextFact = Omit<ClockFact, 'extensions'>;

function factOf({ data }: DeadlineSet, fact: EventRef, reason: EventRef): NextFact {
  const { startedAt, dueAt, limit, kind, policyVersion, calendarVersion, provisional, pauses, marks, cause } = data;
  const versions = { policyVersion, calendarVersion, provisional };
  return { fact, because: reason, cause, startedAt, dueAt, limit, kind, ...versions, pauses, marks };
}

/** What it follows from: the last event of the same command that does this to such a clock. */
function because({ data }: DeadlineSet, { ref }: Told, before: readonly Told[]): EventRef {
  const { cause, clock, clockId, assignmentId } = data;
  const leadsTo = (event: WhistleEvent): boolean => {
    if (cause === 'RESUMED' && clocksResumedBy(event)({ clock, assignmentId })) return true;
    if (cause === 'RECLASSIFIED') return RECLASSIFIES.includes(event.type);
    if (cause === 'RELAXED') return event.type === 'UrgencyChanged';
    if (cause === 'MERGED') return event.type === 'FollowerAbsorbed';
    if (cause === 'UNMERGED') return event.type === 'FollowerReleased';
    if (cause === 'EXTENDED') return event.type === 'ExtensionGranted' && event.data.clockId === clockId;
    const of = 'assignmentId' in event.data ? event.data.assignmentId : undefined;
    return mayStart(event, clock) && (of === undefined || assignmentId === undefined || of === assignmentId);
  };
  return before.findLast(({ event }) => leadsTo(event))?.ref ?? ref;
}

const RECLASSIFIES: readonly WhistleEvent['type'][] = ['WhistleAccepted', 'WhistleReclassified', 'UrgencyChanged'];

function setAnew(story: ClockStory, fact: NextFact): ClockStory {
  const { cause, startedAt } = fact;
  const { extensions } = lastFact(story);
  if (cause === 'RESTORED') {
    const { stopped: _stopped, stoppedFor: _for, corrected: _corrected, ...again } = story;
    return withFact(again, { ...fact, extensions });
  }
  if (cause !== 'RECLASSIFIED' && cause !== 'RESTARTED') {
    return withFact(story, { ...fact, extensions: cause === 'EXTENDED' ? extensions + 1 : extensions });
  }
  const open = openPause(story);
  return { ...withFact(story, { ...fact, extensions: 0 }), pauses: open ? [{ ...open, from: startedAt }] : [] };
}

const withFact = (story: ClockStory, fact: ClockFact): ClockStory => ({ ...story, facts: [...story.facts, fact] });

type AboutAClock = Exclude<Extract<WhistleEvent, { data: { clockId: string } }>, DeadlineSet>;

const isAboutAClock = (event: Exclude<WhistleEvent, DeadlineSet>): event is AboutAClock => 'clockId' in event.data;

/** What is told of this clock by name. */
function withOwn(story: ClockStory, event: AboutAClock, ref: EventRef): ClockStory {
  switch (event.type) {
    case 'DeadlineRecalculated': {
      const { dueAt, limit, kind, policyVersion, calendarVersion, provisional, pauses, marks, reason } = event.data;
      const counted = { dueAt, kind, policyVersion, calendarVersion, provisional, pauses, marks };
      const fact = { fact: ref, because: ref, cause: 'RECALCULATED' as const, reason };
      return withFact(story, { ...lastFact(story), ...(limit && { limit }), ...counted, ...fact });
    }
    case 'DeadlineMissed': {
      const { dueAt, detectedAt } = event.data;
      const { cleared: _cleared, ...again } = story;
      return { ...again, missed: [...story.missed, { dueAt, detectedAt, event: ref }] };
    }
    case 'DeadlineWarned':
      return noticed(story, event.data.mark, event.data.dueAt, ref);
    case 'SupervisionOpened':
      return noticed(story, `${event.data.level}_SLIP`, event.data.dueAt, ref);
    case 'DeadlineCleared':
      return { ...story, cleared: { because: event.data.because, event: ref } };
    case 'OverdueExempted':
      return { ...story, exempted: ref };
    case 'ExtensionRequested':
      return { ...story, extensions: [...story.extensions, { requested: ref }] };
    case 'ExtensionGranted':
      return { ...story, extensions: story.extensions.map(decided(ref, true, event.data.beyondTotal)) };
    case 'ExtensionDenied':
      return { ...story, extensions: story.extensions.map(decided(ref, false)) };
  }
}

/** 更正: what stopped it happened at another moment than it was recorded for; the first record is kept, however often. */
function redated(story: ClockStory, data: WhistleEventOf<'FactCorrected'>['data'], event: EventRef): ClockStory {
  const { stopped, stoppedFor } = story;
  const { fact, was, is, assignmentId } = data;
  const concerned = stopped?.at === was && FACT_EVENTS[fact].some((type) => type === stopped.type);
  if (!stopped || !concerned || stoppedFor !== assignmentId) return story;
  const recorded = story.corrected?.was ?? was;
  return { ...story, stopped: { ...stopped, at: is }, corrected: { was: recorded, is, event } };
}

const noticed = (story: ClockStory, mark: Mark, dueAt: string, event: EventRef): ClockStory => ({
  ...story,
  notices: [...story.notices, { mark, dueAt, event }],
});

const decided = (ref: EventRef, granted: boolean, beyondTotal?: string) => (one: ClockExtension) =>
  one.decided ? one : { ...one, decided: ref, granted, ...(beyondTotal !== undefined && { beyondTotal }) };

/** What happens to the whistle or to a task may stop a clock, hold it or let it go on. */
function affected(story: ClockStory, event: WhistleEvent, ref: EventRef): ClockStory {
  const { clock, assignmentId, pauses } = story;
  if (clocksStoppedBy(event)({ clock, assignmentId })) {
    const stoppedFor = 'assignmentId' in event.data ? event.data.assignmentId : undefined;
    return { ...story, pauses: ended(story, ref), stopped: ref, stoppedFor };
  }
  if (clocksResumedBy(event)({ clock, assignmentId })) return { ...story, pauses: ended(story, ref) };
  const asked = withSuspension(story, event, ref);
  const held = clocksPausedBy(event)({ clock, assignmentId, missed: hasRunOut(story) });
  return held && !openPause(story) ? { ...asked, pauses: [...pauses, { from: ref.at, startedBy: ref }] } : asked;
}

/** 挂账 is asked for of a task, and would hold its clock to handle. */
function withSuspension(story: ClockStory, { type, data }: WhistleEvent, ref: EventRef): ClockStory {
  if (type !== 'SuspensionRequested' && type !== 'SuspensionApproved' && type !== 'SuspensionDenied') return story;
  if (story.clock !== 'HANDLE' || story.assignmentId !== data.assignmentId) return story;
  if (type === 'SuspensionRequested') return { ...story, suspensions: [...story.suspensions, { requested: ref }] };
  return { ...story, suspensions: story.suspensions.map(decided(ref, type === 'SuspensionApproved')) };
}

/** Since it was set last; what is restored as it was (撤回派单) may have run out before. */
function hasRunOut({ facts, missed }: ClockStory): boolean {
  const set = facts.findLast(({ cause }) => cause !== 'RESTORED');
  return missed.some(({ event }) => event.revision > (set?.fact.revision ?? 0));
}

function ended(story: ClockStory, ref: EventRef): readonly ClockPause[] {
  const open = openPause(story);
  return story.pauses.map((one) => (one === open ? { ...one, to: ref.at, endedBy: ref } : one));
}
