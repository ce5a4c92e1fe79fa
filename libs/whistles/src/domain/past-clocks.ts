import type { PastClock } from './aftercare.state.js';
import type { DatedFact } from './aftercare.words.js';
import { clocksStoppedBy } from './clocks.js';
import type { RunningClock } from './running-clock.js';
import type { WhistleEvent, WhistleEventOf, WhistleEventType } from './whistle.events.js';

/** What a unit has done, by the events that say so. */
export const FACT_EVENTS = {
  SIGNED: ['AssignmentSigned'],
  CONTACTED: ['ContactRecorded'],
  REPORTED_IN: ['DepartmentReportedIn'],
  CONTAINED: ['HazardContained'],
  RESULT_SUBMITTED: ['AssignmentResultSubmitted', 'ResultSubmitted'],
} as const satisfies Record<DatedFact, readonly WhistleEventType[]>;

interface Clocks {
  readonly clocks: readonly RunningClock[];
  readonly pastClocks: readonly PastClock[];
}

/** The clocks that have been stopped by the time of an event, and what is known of them then. */
export function pastClocksOn({ clocks, pastClocks }: Clocks, event: WhistleEvent): readonly PastClock[] {
  if ('clockId' in event.data) return judged(pastClocks, event.type, event.data.clockId);
  if (event.type === 'FactCorrected') return redated(pastClocks, event.data);
  const stops = clocksStoppedBy(event);
  const stopped = clocks.filter((clock) => stops(clock)).map((clock) => past(clock, event));
  return stopped.length === 0 ? pastClocks : [...pastClocks, ...stopped];
}

function past(running: RunningClock, event: WhistleEvent): PastClock {
  const { clockId, clock, assignmentId, unitId, startedAt, dueAt, missed, pausedAt } = running;
  const stoppedFor = 'assignmentId' in event.data ? event.data.assignmentId : undefined;
  const of = { clockId, clock, assignmentId, unitId, startedAt, dueAt };
  const stopped = { stoppedAt: event.occurredAt ?? '', stoppedBy: event.type, stoppedFor };
  const { limit, extensions, pauses, policyVersion, calendarVersion } = running;
  const counted = { limit, extensions, pauses, policyVersion, calendarVersion };
  return { ...of, ...stopped, missed, stoodStill: pausedAt !== undefined, exempted: false, counted };
}

const JUDGEMENTS: Partial<Record<WhistleEventType, Partial<PastClock>>> = {
  DeadlineMissed: { missed: true },
  DeadlineCleared: { missed: false },
  OverdueExempted: { exempted: true },
};

function judged(pastClocks: readonly PastClock[], type: WhistleEventType, clockId: string): readonly PastClock[] {
  const judgement = JUDGEMENTS[type];
  if (!judgement) return pastClocks;
  return pastClocks.map((one) => (one.clockId === clockId ? { ...one, ...judgement } : one));
}

function redated(
  pastClocks: readonly PastClock[],
  data: WhistleEventOf<'FactCorrected'>['data'],
): readonly PastClock[] {
  const concerned = stoppedByFact(pastClocks, data);
  return pastClocks.map((one) => (concerned.includes(one) ? { ...one, stoppedAt: data.is } : one));
}

/** The clocks that a fact stopped, its own slice alone: an earlier one was stopped at another moment. */
export const stoppedByFact = (
  pastClocks: readonly PastClock[],
  { assignmentId, fact, was }: Pick<WhistleEventOf<'FactCorrected'>['data'], 'assignmentId' | 'fact' | 'was'>,
): readonly PastClock[] =>
  pastClocks.filter(
    ({ stoppedBy, stoppedFor, stoppedAt }) =>
      FACT_EVENTS[fact].some((type) => type === stoppedBy) && stoppedFor === assignmentId && stoppedAt === was,
  );
