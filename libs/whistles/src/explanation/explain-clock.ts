import { type CatalogueView, papersOf, type YearPapers } from '@app/catalogue/domain';
import { type Instant, plusMs } from '@app/kernel';
import { type Counting, explain, type Explanation, type Limit, type Pause } from '@app/working-time';
import { asCounted, type ClockPlace, type ClockRules, rulesOf } from '../domain/clock-rules.js';
import { movedWith, stepOf } from '../domain/deadlines.js';
import { effectOfRecalculation } from '../domain/recalculation.js';
import type { RecalculationEffect } from '../domain/whistle.words.js';
import { type ClockFact, type ClockStory, type EventRef, lastFact } from './clock-story.js';

/** One thing that the clock was set to: what the rules give, and what came of it. */
export interface ClockChange {
  readonly fact: ClockFact;
  /** Absent for the first. */
  readonly oldDueAt?: Instant;
  /** What the rules alone give: absent for a date that was agreed on. */
  readonly reckonedDueAt?: Instant;
  /** What holds: later than what was reckoned, where a recalculation may bring nothing forward. */
  readonly dueAt: Instant;
  /** Of a recalculation: what has come of it. */
  readonly effect?: RecalculationEffect;
}

export interface ClockExplanation {
  readonly story: ClockStory;
  /** What started it; the last time, if it was started again. */
  readonly start: EventRef;
  readonly policy: { readonly version: string; readonly counting?: Counting };
  readonly calendar: {
    readonly version: string;
    readonly id?: string;
    readonly timeZone?: string;
    /** Which notice, or which package, its days are from. */
    readonly source?: string;
    readonly coveredThrough?: string;
    /** Of the years that were counted, each by the notice or package that its days are from. */
    readonly papers: readonly YearPapers[];
  };
  /** The limit day by day, then each extension from where the one before ended. None for a date that was agreed on. */
  readonly stretches: readonly Explanation[];
  /** Everything that it was ever set to, the start included. */
  readonly changes: readonly ClockChange[];
  /** What all this leads to: what the log says, unless one of the two is wrong. */
  readonly dueAt: Instant;
}

interface Reached {
  readonly stretches: readonly Explanation[];
  readonly changes: readonly ClockChange[];
  readonly dueAt: Instant;
}

/**
 * Why a clock runs out when it does: every due moment that it was given, reckoned again by the calendar and the policy of that
 * day. @throws Error the catalogue does not know a version that the log names: it lags behind
 */
export function explainClock(story: ClockStory, catalogue: CatalogueView, place: ClockPlace): ClockExplanation {
  const reached = story.facts.reduce<Reached>(
    (before, fact) => next(before, fact, fact.limit && rulesOf(catalogue, fact, place)),
    { stretches: [], changes: [], dueAt: '' },
  );
  const { calendarVersion, policyVersion, limit } = lastFact(story);
  const rules = limit && rulesOf(catalogue, lastFact(story), place);
  const [calendarId = ''] = calendarVersion.split('@');
  const { source, coveredThrough } = catalogue.calendarDefinition(calendarId, calendarVersion) ?? {};
  const named = rules && { id: rules.calendar.id, timeZone: rules.calendar.timeZone };
  const dates = reached.stretches.flatMap(({ days }) => days.map(({ date }) => date));
  const papers = papersOf(calendarVersion, dates, (id) => catalogue.calendarRevisions(id));
  const from = {
    papers,
    ...(source !== undefined && { source }),
    ...(coveredThrough !== undefined && { coveredThrough }),
  };
  return {
    story,
    start: startOf(story).because,
    policy: { version: policyVersion, ...(rules && { counting: rules.policy.counting }) },
    calendar: { version: calendarVersion, ...named, ...from },
    ...reached,
  };
}

const STARTS: readonly ClockFact['cause'][] = ['STARTED', 'RESTARTED', 'RECLASSIFIED'];

/** Counted from its start again: that of a follower counts too (并单). */
const ANEW: readonly ClockFact['cause'][] = [...STARTS, 'MERGED', 'UNMERGED'];

const startOf = ({ facts }: ClockStory): ClockFact => facts.findLast(({ cause }) => STARTS.includes(cause)) ?? facts[0];

function next(before: Reached, fact: ClockFact, rules: ClockRules | undefined): Reached {
  const { limit } = fact;
  const { stretches, dueAt } = limit && rules ? counted(before, { ...fact, limit }, rules) : agreed(before, fact);
  const known = before.changes.at(-1);
  const reckonedDueAt = stretches.at(-1)?.dueAt;
  const change: ClockChange = {
    fact,
    ...(known && { oldDueAt: known.dueAt }),
    ...(reckonedDueAt !== undefined && { reckonedDueAt }),
    dueAt,
  };
  const effect = known && fact.cause === 'RECALCULATED' && { effect: effectOf(change, known) };
  return { stretches, changes: [...before.changes, { ...change, ...effect }], dueAt };
}

/** That an earlier moment is not taken is told once. */
function effectOf({ fact, reckonedDueAt = '', dueAt }: ClockChange, known: ClockChange): RecalculationEffect {
  const kept = reckonedDueAt !== '' && reckonedDueAt < dueAt && reckonedDueAt !== known.reckonedDueAt;
  const { provisional } = fact;
  const was = { oldDueAt: known.dueAt, wasProvisional: known.fact.provisional };
  return effectOfRecalculation({ ...was, dueAt, provisional, ...(kept && { reckonedDueAt }) });
}

type Counted = ClockFact & { readonly limit: Limit };
type Result = Pick<Reached, 'stretches' | 'dueAt'>;

function counted(before: Reached, fact: Counted, rules: ClockRules): Result {
  if (fact.cause === 'RESTORED') return before;
  const all = stretchesOf(fact, fact.pauses, rules);
  const dueAt = dueOf(all);
  const old = before.changes.at(-1);
  if (!old || ANEW.includes(fact.cause)) return { stretches: all, dueAt };
  if (fact.cause === 'EXTENDED') {
    const { calendar, policy } = rules;
    const step = explain(
      calendar,
      old.dueAt,
      stepOf(asCounted(fact.limit, policy), policy),
      policy.counting,
      fact.pauses,
    );
    return { stretches: [...before.stretches, step], dueAt: step.dueAt };
  }
  if (fact.cause === 'RESUMED') {
    const unpaused = { dueAt: dueOf(stretchesOf(fact, old.fact.pauses, rules)) };
    return { stretches: all, dueAt: movedWith(rules, { ...fact, dueAt: old.dueAt }, unpaused, { dueAt }) };
  }
  const kept = dueAt < old.dueAt && !rules.policy.allowEarlier;
  return { stretches: all, dueAt: kept ? old.dueAt : dueAt };
}

/** The limit from its start, then each extension from where the one before ended. */
function stretchesOf(fact: Counted, pauses: readonly Pause[], { calendar, policy }: ClockRules): Explanation[] {
  const limit = asCounted(fact.limit, policy);
  const limits = [limit, ...Array<Limit>(fact.extensions).fill(stepOf(limit, policy))];
  return limits.reduce<Explanation[]>((done, one) => {
    const from = done.at(-1)?.dueAt ?? fact.startedAt;
    return [...done, explain(calendar, from, one, policy.counting, pauses)];
  }, []);
}

const dueOf = (stretches: readonly Explanation[]): Instant => stretches.at(-1)?.dueAt ?? '';

/** A date that people agreed on moves by what the clock has stood still. */
function agreed({ changes }: Reached, { cause, dueAt, pauses }: ClockFact): Result {
  const old = changes.at(-1);
  if (!old || cause !== 'RESUMED') return { stretches: [], dueAt };
  return { stretches: [], dueAt: plusMs(old.dueAt, stoodStill(pauses) - stoodStill(old.fact.pauses)) };
}

const stoodStill = (pauses: readonly Pause[]): number =>
  pauses.reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0);
