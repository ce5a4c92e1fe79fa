import type { Instant } from '@app/kernel';
import { placeOfWhistle } from './clock-rules.js';
import { followUpOpened } from './calling-back.js';
import { nextClock } from './clock-start.js';
import { clocksResumedBy } from './clocks.js';
import { resumed } from './deadlines.js';
import type { WhistleFacts } from './facts.js';
import type { MarkedMoment } from './marks.js';
import { recipientsOf } from './recipients.js';
import type { RunningClock } from './running-clock.js';
import { deskGoesOn } from './desk-clock.js';
import { evolve } from './whistle.evolve.js';
import type { WhistleEvent } from './whistle.events.js';
import type { Whistle, WhistleState } from './whistle.state.js';
import { type Mark, WARNINGS } from './whistle.words.js';

/** How far a clock has come. */
export interface ClockProgress {
  readonly dueAt: Instant;
  readonly marks: readonly MarkedMoment[];
  readonly noticed: readonly Mark[];
  readonly missed: boolean;
  readonly paused: boolean;
  /** 延期: until it is decided, the clock does not run out. */
  readonly extensionPending: boolean;
}

/** What a clock brings about next, if nothing happens to it: a mark, or that it runs out. Its alarm is set to this moment. */
export function nextMoment(clock: ClockProgress): { readonly what: Mark | 'DUE'; readonly at: Instant } | undefined {
  const { dueAt, marks, noticed, missed, paused, extensionPending } = clock;
  if (paused) return undefined;
  const open = marks.filter(({ mark }) => !noticed.includes(mark)).map(({ mark, at }) => ({ what: mark, at }));
  const warning = missed ? undefined : open.find(({ what }) => isWarning(what));
  if (warning) return warning;
  if (extensionPending) return undefined;
  return missed ? open.find(({ what }) => !isWarning(what)) : { what: 'DUE', at: dueAt };
}

const isWarning = (what: Mark): boolean => WARNINGS.some((warning) => warning === what);

export const progressOf = (clock: RunningClock): ClockProgress => ({
  ...clock,
  paused: clock.pausedAt !== undefined,
  extensionPending: clock.extensionAskedBy !== undefined,
});

/** What has come about, each at its moment: `held` keeps a clock from bringing about what comes at a moment. */
type Held = (clock: RunningClock, moment: Instant) => boolean;

/**
 * Everything that the clocks have brought about by `at` and that was not recorded yet, in the order in which it came (EC-05:
 * `t <= dueAt` is on time, EC-06: dated at its own moment, however late it is noticed).
 */
export function broughtAbout(
  at: Instant,
  state: WhistleState,
  facts: WhistleFacts,
  held: Held = () => false,
): WhistleEvent[] {
  const events: WhistleEvent[] = [];
  let now = state;
  for (;;) {
    const next = now.status === 'NONE' ? undefined : firstOf(now, at, held);
    if (!next || now.status === 'NONE') return events;
    for (const event of brings(next, now, at, facts)) {
      now = evolve(now, event);
      events.push(event);
    }
  }
}

interface Happening {
  readonly clock: RunningClock;
  readonly what: Mark | 'DUE';
  readonly at: Instant;
}

/** What ends a clock comes before what another brings about at the same moment: at that moment it is stopped in time. */
function firstOf({ clocks }: Whistle, at: Instant, held: Held): Happening | undefined {
  const passed = clocks.flatMap((clock) => {
    const next = nextMoment(progressOf(clock));
    return next && next.at < at && !held(clock, next.at) ? [{ clock, ...next }] : [];
  });
  const [first] = passed.toSorted((a, b) => (a.at === b.at ? Number(ends(b)) - Number(ends(a)) : a.at < b.at ? -1 : 1));
  return first;
}

const ends = ({ clock, what }: Happening): boolean =>
  what === 'DUE' && ['INFO', 'REVIEW', 'CALL_BACK'].includes(clock.clock);

function brings(happening: Happening, whistle: Whistle, detectedAt: Instant, facts: WhistleFacts): WhistleEvent[] {
  const { clock, what, at } = happening;
  if (what !== 'DUE') return [reminder(happening, what, whistle, facts)];
  if (clock.clock === 'REVIEW') return reviewDue(clock, whistle, facts);
  if (clock.clock === 'CALL_BACK') {
    return followUpOpened(whistle, at, facts).map((event) => ({ ...event, occurredAt: at }));
  }
  const missed = missedAt(clock, detectedAt);
  if (clock.clock === 'STREET_RESPONSE') return [missed, ...withoutStreet(whistle, at, facts)];
  if (clock.clock !== 'INFO') return [missed];
  return [missed, { type: 'InfoRequestExpired', data: { request: whistle.infoRequests }, occurredAt: at }];
}

function reminder({ clock, at }: Happening, mark: Mark, whistle: Whistle, { directory }: WhistleFacts): WhistleEvent {
  const { areaPath } = placeOfWhistle(whistle);
  const to = recipientsOf(mark, { unitId: clock.unitId, areaPath, at }, directory);
  const data = { ...ref(clock), dueAt: clock.dueAt, to };
  switch (mark) {
    case 'AMBER':
    case 'RED':
      return { type: 'DeadlineWarned', data: { ...data, mark }, occurredAt: at };
    case 'BLUE_SLIP':
      return { type: 'SupervisionOpened', data: { ...data, level: 'BLUE' }, occurredAt: at };
    case 'ORANGE_SLIP':
      return { type: 'SupervisionOpened', data: { ...data, level: 'ORANGE' }, occurredAt: at };
    case 'RED_SLIP':
      return { type: 'SupervisionOpened', data: { ...data, level: 'RED' }, occurredAt: at };
  }
}

/** 挂账 ends with its day of review, and the clock goes on from then. */
function reviewDue(
  { assignmentId, unitId, dueAt }: RunningClock,
  whistle: Whistle,
  facts: WhistleFacts,
): WhistleEvent[] {
  if (assignmentId === undefined || unitId === undefined)
    throw new Error('history is broken: a review of no assignment');
  const back: WhistleEvent = {
    type: 'CaseResumed',
    data: { assignmentId, unitId, cause: 'REVIEW_DATE' },
    occurredAt: dueAt,
  };
  return [back, ...resumedBy(back, whistle, dueAt, facts).map((set) => ({ ...set, occurredAt: dueAt }))];
}

/** The street has not answered: from then on it is for the desk. */
const withoutStreet = (whistle: Whistle, at: Instant, facts: WhistleFacts): WhistleEvent[] =>
  deskGoesOn(whistle, nextClock(whistle, facts.catalogue, at), facts).map((set) => ({ ...set, occurredAt: at }));

/** The clocks that an event sets going again, each with what it runs until now. */
export function resumedBy(
  event: WhistleEvent,
  whistle: Whistle,
  at: Instant,
  { catalogue }: WhistleFacts,
): WhistleEvent[] {
  const resumes = clocksResumedBy(event);
  return whistle.clocks
    .filter((clock) => clock.pausedAt !== undefined && resumes(clock))
    .map((clock) => resumed(catalogue, clock, placeOfWhistle(whistle), at));
}

/** Dated at its deadline. */
export const missedAt = (clock: RunningClock, detectedAt: Instant): WhistleEvent => ({
  type: 'DeadlineMissed',
  data: { ...ref(clock), dueAt: clock.dueAt, detectedAt },
  occurredAt: clock.dueAt,
});

/** What names a clock in the events about it. */
export const ref = ({ clockId, clock, assignmentId, unitId }: RunningClock) => ({
  clockId,
  clock,
  ...(assignmentId !== undefined && { assignmentId }),
  ...(unitId !== undefined && { unitId }),
});
