import {
  type ClockChange,
  type ClockExtension,
  type ClockStory,
  type EventRef,
  type ExplainedClock,
  type LimitOrigin,
  openPause,
} from '@app/whistles';
import type { ExplainedDay } from '@app/working-time';
import { limitWords } from '../problems/limit-words.js';
import type { Language } from '../problems/problem.js';
import { NARRATION, type Phrases } from './narration-phrases.js';
import type { Wording } from './wording.js';

const [SECOND, MINUTE] = [1_000, 60_000];

interface Told {
  readonly as: Wording;
  readonly say: Phrases;
  readonly language: Language;
}

/** Why a clock runs out when it does, in a few lines for people. */
export function narrate(explanation: ExplainedClock, as: Wording, language: Language): string {
  const moments = new Set<string>();
  const time = (at: string): string => {
    moments.add(at);
    return as.time(at);
  };
  linesOf(explanation, { ...as, time }, language);
  const exact = { ...as, time: exactly(as, [...moments], explanation) };
  return linesOf(explanation, exact, language);
}

/** To the minute; to the second what is counted in minutes or hours that run on, and where two of the moments are closer. */
function exactly(as: Wording, moments: readonly string[], { changes }: ExplainedClock): (at: string) => string {
  const sorted = moments.map((at) => Date.parse(at)).toSorted((a, b) => a - b);
  const gaps = sorted.slice(1).flatMap((at, index) => (at === sorted[index] ? [] : [at - (sorted[index] ?? at)]));
  const closest = Math.min(...gaps);
  const unit = changes.at(-1)?.fact.limit?.unit;
  if (closest < SECOND) return (at) => as.millisecond(at);
  return closest < MINUTE || unit === 'MIN' || unit === 'UH' ? (at) => as.second(at) : (at) => as.time(at);
}

function linesOf(explanation: ExplainedClock, as: Wording, language: Language): string {
  const told = { as, say: NARRATION[language], language };
  return [
    headline(explanation, told),
    started(explanation, told),
    ...lateEntry(explanation, told),
    ...origins(explanation, told),
    ...limitSource(explanation, told),
    basis(explanation, told),
    ...explanation.stretches.flatMap(({ counted, days }) =>
      counted === 'CONTINUOUS' ? [told.say.continuous] : dayLines(days, told),
    ),
    ...explanation.story.pauses.map(({ from, to, startedBy }) =>
      told.say.paused(as.time(from), to && as.time(to), event(startedBy, told)),
    ),
    ...explanation.changes
      .slice(1)
      .filter(isTold)
      .map((change) => changed(change, told) + beyondTotal(explanation.story, change, told)),
    ...requests(explanation, told),
    ...outcome(explanation, told),
  ].join('\n');
}

function headline({ story, changes, dueAt }: ExplainedClock, { as, say, language }: Told): string {
  const last = changes.at(-1)?.fact;
  const amount = last?.limit && limitWords(last.limit, language);
  return say.headline(as.word(story.clock), amount, as.time(dueAt), last?.provisional ?? false);
}

function started({ start, changes, stretches }: ExplainedClock, told: Told): string {
  const { as, say } = told;
  const from = changes.findLast(({ fact }) => fact.because.revision === start.revision)?.fact.startedAt ?? start.at;
  const countsFrom = stretches[0]?.startsAt ?? from;
  return say.started(as.time(from), event(start, told), countsFrom === from ? undefined : as.time(countsFrom));
}

/** 补录: who, when and why. */
function lateEntry({ lateEntry: late }: ExplainedClock, { as, say }: Told): string[] {
  if (!late) return [];
  const { by, reason, recordedAt } = late;
  const who = by.unitId === undefined ? by.id : `${as.unit(by.unitId)} ${by.id}`;
  return [say.lateEntry(as.time(recordedAt), who, reason)];
}

/** Which clock it goes on from, and whose it was. */
function origins({ story: { continues, formerly } }: ExplainedClock, { as, say }: Told): string[] {
  const unit = (unitId: string | undefined) => (unitId === undefined ? undefined : as.unit(unitId));
  return [
    ...(continues ? [say.continues(continues.clockId, unit(continues.unitId))] : []),
    ...formerly.map(({ unitId, until }) => say.formerly(unit(unitId) ?? '', as.time(until.at))),
  ];
}

/** Whose limit holds. Of what was counted otherwise than by rules of ours there is nothing to say. */
function limitSource({ limitFrom, policy }: ExplainedClock, told: Told): string[] {
  if (!limitFrom || policy.version === 'source' || policy.version === 'continuous-1') return [];
  return [told.say.limitFrom(whose(limitFrom, told), limitFrom.areaPath)];
}

function whose({ rule, categoryCode = '', conditionSeq = 1, ...by }: LimitOrigin, { as, say }: Told): string {
  if (rule === 'PLAIN' || rule === 'UNKNOWN') return say.limitRules[rule];
  const urgency = by.urgency && as.word(by.urgency);
  if (rule === 'CONDITION') return say.ofCondition(categoryCode, as.category(categoryCode), conditionSeq, urgency);
  return say.ofPolicy(by.policyVersion ?? '', by.whistleType && as.word(by.whistleType), urgency ?? '');
}

function basis({ policy, calendar }: ExplainedClock, { as, say }: Told): string {
  if (policy.version === 'source') return say.ofSource;
  if (policy.version === 'continuous-1') return say.beforeCalendars;
  const papers = calendar.papers.map(({ year, version, source, dates = [] }) =>
    say.papers(
      year,
      version,
      source,
      dates.map((date) => as.day(date)),
    ),
  );
  const source = calendar.source === undefined ? [] : [calendar.source];
  return say.basis(policy.version, calendar.version, papers.length > 0 ? papers : source);
}

/** Runs of days that were the same, those that count apart from those that do not. */
function dayLines(days: readonly ExplainedDay[], told: Told): string[] {
  const runs = days.reduce<ExplainedDay[][]>((done, day) => {
    const run = done.at(-1);
    if (run?.[0] && sameKind(run[0], day)) return [...done.slice(0, -1), [...run, day]];
    return [...done, [day]];
  }, []);
  const lines = (counted: boolean): string[] =>
    runs.filter(([day]) => day?.counted === counted).map((run) => runText(run, told));
  const [counts, skips] = [lines(true), lines(false)];
  return [
    ...(counts.length > 0 ? [told.say.counted(counts)] : []),
    ...(skips.length > 0 ? [told.say.skipped(skips)] : []),
  ];
}

const sameKind = (a: ExplainedDay, b: ExplainedDay): boolean =>
  a.counted === b.counted && a.why === b.why && a.name === b.name;

function runText(run: readonly ExplainedDay[], { as, say }: Told): string {
  const [first, last] = [run[0], run.at(-1)];
  if (!first || !last) return '';
  const why = first.why === 'HOLIDAY' ? (first.name ?? say.reasons.HOLIDAY) : (say.reasons[first.why] ?? first.name);
  const range = first === last ? as.day(first.date) : say.range(as.day(first.date), as.day(last.date));
  return why === undefined ? range : say.because(range, why);
}

/** A recalculation of which nothing came is not worth a word. */
export const isTold = ({ effect }: Pick<ClockChange, 'effect'>): boolean => effect !== 'SAME';

function changed({ fact, oldDueAt, reckonedDueAt, dueAt, effect }: ClockChange, told: Told): string {
  const { as, say } = told;
  const what = fact.reason === undefined ? event(fact.because, told) : as.word(fact.reason);
  if (effect === 'FIRM' || effect === 'PROVISIONAL') return say.surer(what, as.time(dueAt), effect === 'FIRM');
  const kept = reckonedDueAt !== undefined && reckonedDueAt < dueAt && fact.cause === 'RECALCULATED';
  return say.changed(what, as.time(oldDueAt ?? dueAt), as.time(dueAt), kept ? as.time(reckonedDueAt) : undefined);
}

/** 延期 beyond what the resident was promised (诉求总时限) says so. */
function beyondTotal({ extensions }: ClockStory, { fact }: ClockChange, { as, say }: Told): string {
  if (fact.cause !== 'EXTENDED') return '';
  const of = extensions.find(({ decided }) => decided?.revision === fact.because.revision);
  return of?.beyondTotal === undefined ? '' : say.beyondTotal(as.time(of.beyondTotal));
}

/** 延期 and 挂账 that wait to be decided, or were denied; what was granted is told by what it changed. */
function requests({ story }: ExplainedClock, { as, say }: Told): string[] {
  const told = (what: 'extension' | 'suspension') => (one: ClockExtension) => {
    if (one.granted === true || (one.decided === undefined && story.stopped)) return [];
    return [say.request(say[what], as.time(one.requested.at), one.decided && as.time(one.decided.at))];
  };
  return [...story.extensions.flatMap(told('extension')), ...story.suspensions.flatMap(told('suspension'))];
}

function outcome({ story }: ExplainedClock, told: Told): string[] {
  const { as, say } = told;
  const held = openPause(story);
  const missed = story.missed.at(-1);
  return [
    ...(missed && !story.cleared ? [say.missed(as.time(missed.dueAt))] : []),
    ...(story.cleared ? [say.cleared(as.word(story.cleared.because))] : []),
    ...(story.exempted ? [say.exempted] : []),
    ...(story.corrected ? [corrected(story.corrected, told)] : []),
    ...(held ? [say.heldNow(as.time(held.from))] : []),
    ...(story.stopped ? [say.stopped(as.time(story.stopped.at), event(story.stopped, told))] : []),
  ];
}

function corrected({ was, is }: Pick<NonNullable<ClockStory['corrected']>, 'was' | 'is'>, { as, say }: Told): string {
  if (was === is) return say.correctedBack(as.time(is));
  return say.corrected(as.time(was), as.time(is));
}

const event = ({ type }: EventRef, { say }: Told): string => say.events[type] ?? type;
