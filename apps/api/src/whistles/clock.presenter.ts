import type { YearPapers } from '@app/catalogue/domain';
import {
  type ClockStory,
  type ExplainedClock,
  type Former,
  lastFact,
  openPause,
  pendingExtension,
} from '@app/whistles';
import { isTold } from './clock-narration.js';
import type { ClockExplanationItem } from './explanation.responses.js';
import type { ClockStoryItem } from './time.responses.js';

export function presentStory(story: ClockStory): ClockStoryItem {
  const { clockId, clock, assignmentId = null, unitId = null, timer, notices, cleared = null, stopped = null } = story;
  const { startedAt, dueAt, limit = null, kind, policyVersion, calendarVersion, provisional, marks } = lastFact(story);
  const missed = story.missed.at(-1);
  return {
    clockId,
    clock,
    assignmentId,
    unitId,
    state: stopped ? 'STOPPED' : openPause(story) ? 'PAUSED' : 'RUNNING',
    startedAt,
    dueAt,
    limit,
    kind,
    policyVersion,
    calendarVersion,
    provisional,
    timer,
    continues: story.continues ? formerly(story.continues, story.continues.clockId) : null,
    formerly: story.formerly.map((one) => formerly(one, story.clockId)),
    pauses: story.pauses.map(({ from, to = null, startedBy, endedBy = null }) => ({ from, to, startedBy, endedBy })),
    marks: [...marks],
    notices: [...notices],
    extensions: story.extensions.map(({ requested, decided = null, granted = null, beyondTotal = null }) => {
      return { requested, decided, granted, beyondTotal };
    }),
    pendingExtension: pendingExtension(story) !== undefined,
    suspensions: story.suspensions.map(({ requested, decided = null, granted = null }) => {
      return { requested, decided, granted };
    }),
    missed: missed !== undefined && cleared === null,
    missedAt: missed?.dueAt ?? null,
    cleared,
    exempted: story.exempted !== undefined,
    stopped,
    corrected: story.corrected ?? null,
  };
}

const formerly = ({ assignmentId, unitId, until }: Former, clockId: string) => ({
  clockId,
  assignmentId: assignmentId ?? null,
  unitId: unitId ?? null,
  until,
});

const presentPapers = ({ year, version, source, dates }: YearPapers) => {
  return { year, version: version ?? null, source: source ?? null, ...(dates && { dates: [...dates] }) };
};

export function presentExplanation(explanation: ExplainedClock, text: string): ClockExplanationItem {
  const { story, start, policy, calendar, limitFrom = null, lateEntry, stretches, changes, dueAt } = explanation;
  const { version, id = null, timeZone = null, source = null, coveredThrough = null } = calendar;
  return {
    clock: presentStory(story),
    start,
    lateEntry: lateEntry ? { ...lateEntry, by: { ...lateEntry.by, unitId: lateEntry.by.unitId ?? null } } : null,
    policy: { version: policy.version, counting: policy.counting ?? null },
    limitFrom,
    calendar: { version, id, timeZone, source, coveredThrough, papers: calendar.papers.map(presentPapers) },
    stretches: stretches.map(({ calendar: _calendar, pauses: _pauses, days, ...stretch }) => {
      return { ...stretch, days: [...days] };
    }),
    changes: changes.filter(isTold).map(({ fact, oldDueAt = null, reckonedDueAt = null, dueAt: due, effect }) => ({
      event: fact.fact,
      because: fact.because,
      cause: fact.cause,
      reason: fact.reason ?? null,
      effect: effect ?? null,
      provisional: fact.provisional,
      policyVersion: fact.policyVersion,
      calendarVersion: fact.calendarVersion,
      oldDueAt,
      reckonedDueAt,
      dueAt: due,
    })),
    dueAt,
    text,
  };
}
