import type { ClockChange, ClockStory, EventRef, ExplainedClock, LimitOrigin } from '@app/whistles';
import type { ExplainedDay, Limit } from '@app/working-time';
import type { Language } from '../problems/problem.js';
import { NARRATION, type Phrases } from './narration-phrases.js';
import type { Wording } from './wording.js';

const MINUTE = 60_000;

interface Told {
  readonly as: Wording;
  readonly say: Phrases;
}

/** Why a clock runs out when it does, in a few lines for people. */
export function narrate(explanation: ExplainedClock, as: Wording, language: Language): string {
  const told = { as, say: NARRATION[language] };
  return [
    headline(explanation, told),
    started(explanation, told),
    ...origins(explanation, told),
    ...limitSource(explanation, told),
    basis(explanation, told),
    ...explanation.stretches.flatMap(({ counted, days }) =>
      counted === 'CONTINUOUS' ? [told.say.continuous] : dayLines(days, told),
    ),
    ...explanation.story.pauses.map(({ from, to, startedBy }) =>
      told.say.paused(as.time(from), to && as.time(to), event(startedBy, told)),
    ),
    ...explanation.changes.slice(1).map((change) => changed(change, told)),
    ...outcome(explanation, told),
  ].join('\n');
}

function headline({ story, changes, dueAt }: ExplainedClock, { as, say }: Told): string {
  const last = changes.at(-1)?.fact;
  const amount = last?.limit && limitText(last.limit, say);
  return say.headline(as.word(story.clock), amount, as.time(dueAt), last?.provisional ?? false);
}

function started({ start, changes, stretches }: ExplainedClock, { as, say }: Told): string {
  const from = changes.findLast(({ fact }) => fact.because.revision === start.revision)?.fact.startedAt ?? start.at;
  const countsFrom = stretches[0]?.startsAt ?? from;
  return say.started(as.time(from), event(start, { as, say }), countsFrom === from ? undefined : as.time(countsFrom));
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

function basis({ policy, calendar }: ExplainedClock, { say }: Told): string {
  if (policy.version === 'source') return say.ofSource;
  if (policy.version === 'continuous-1') return say.beforeCalendars;
  return say.basis(policy.version, calendar.version, calendar.source);
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
  const why = first.name ?? say.reasons[first.why];
  const range = first === last ? as.day(first.date) : say.range(as.day(first.date), as.day(last.date));
  return why === undefined ? range : say.because(range, why);
}

function changed({ fact, oldDueAt, reckonedDueAt, dueAt }: ClockChange, { as, say }: Told): string {
  const what = fact.reason === undefined ? event(fact.because, { as, say }) : as.word(fact.reason);
  const kept = reckonedDueAt !== undefined && reckonedDueAt < dueAt && fact.cause === 'RECALCULATED';
  return say.changed(what, as.time(oldDueAt ?? dueAt), as.time(dueAt), kept ? as.time(reckonedDueAt) : undefined);
}

function outcome({ story }: ExplainedClock, { as, say }: Told): string[] {
  const missed = story.missed.at(-1);
  return [
    ...(missed && !story.cleared ? [say.missed(as.time(missed.dueAt))] : []),
    ...(story.cleared ? [say.cleared(as.word(story.cleared.because))] : []),
    ...(story.exempted ? [say.exempted] : []),
    ...(story.corrected ? [corrected(story.corrected, { as, say })] : []),
    ...(story.stopped ? [say.stopped(as.time(story.stopped.at), event(story.stopped, { as, say }))] : []),
  ];
}

/** To the second where the minute would not tell the two apart. */
function corrected({ was, is }: Pick<NonNullable<ClockStory['corrected']>, 'was' | 'is'>, { as, say }: Told): string {
  if (was === is) return say.correctedBack(as.time(is));
  const close = Math.abs(Date.parse(is) - Date.parse(was)) < MINUTE;
  const tell = (at: string): string => (close ? as.second(at) : as.time(at));
  return say.corrected(tell(was), tell(is));
}

const limitText = ({ amount, unit }: Limit, { units }: Phrases): string => units[unit](amount);

const event = ({ type }: EventRef, { say }: Told): string => say.events[type] ?? type;
