import { type CivilDate, civilDateIn } from '@app/kernel';
import {
  type CountedAssignment,
  type CountedClock,
  type CountedWhistle,
  type Disposition,
  leadOf,
} from './counted-whistle.js';
import {
  type CountedClockKind,
  type Exclusion,
  EXCLUSIONS,
  FACT_KINDS,
  type FactKind,
  isCounted,
  LEFT_OUT,
} from './fact-kinds.js';

/**
 * One thing that is counted, on a day, for a unit, a street or both. A joint whistle has an assignment for each unit but is
 * one whistle of its street: only what the lead does counts for the street, too.
 */
export interface Fact {
  /** Among those of its whistle. */
  readonly key: string;
  readonly kind: FactKind;
  /** How it came out: what numerators choose by. */
  readonly outcome: string;
  readonly on: CivilDate;
  /** '' if it is no unit's. */
  readonly unitId: string;
  /** '' if it is no street's. */
  readonly street: string;
  /** What is summed, where it is not enough to count. */
  readonly amount: number;
  /** Why it is not counted, '' if it is: it is kept so that nobody has to ask where it went. */
  readonly leftOut: Exclusion | '';
}

type Made = Pick<Fact, 'kind' | 'outcome' | 'on'> & Partial<Fact> & { readonly assignmentId?: string | undefined };

/** Of whichever depth the area is: `XY/S1` of `XY/S1/C03/G2`. */
export const streetOf = (areaPath: string): string => areaPath.split('/').slice(0, 2).join('/');

/**
 * Everything that a whistle counts as, at the present state of what is known of it, and what of it is left out. Pure, and in
 * no particular order.
 */
export function factsOf(whistle: CountedWhistle): readonly Fact[] {
  const street = streetOf(whistle.areaPath);
  const made = [
    ...raisedFacts(whistle),
    ...whistle.clocks.flatMap((one) => clockFact(one, whistle)),
    ...orderFacts(whistle),
    ...whistle.assignments.flatMap((one) => [...assignmentFacts(one), ...handlingFact(one, whistle)]),
    ...caseFacts(whistle),
    ...answerFacts(whistle),
    ...whistle.ratings.map(ratingFact),
  ];
  return made
    .flatMap(({ key, unitId = '', amount = 0, assignmentId, ...one }): Fact[] => {
      const reasons = LEFT_OUT[FACT_KINDS[one.kind].sort];
      const fact: Fact = { street, ...one, key: key ?? one.kind, unitId, amount, leftOut: '' };
      const why = whyLeftOut(whistle).find((exclusion) => isOneOf(exclusion, reasons));
      if (why) return [{ ...fact, leftOut: why }];
      const whyUnit = whyUnitLeftOut(whistle, assignmentId).find((exclusion) => isOneOf(exclusion, reasons));
      if (!whyUnit) return [fact];
      const ofUnit: Fact = { ...fact, key: `${fact.key}-UNIT`, street: '', leftOut: whyUnit };
      return [{ ...fact, unitId: '' }, ofUnit];
    })
    .filter((fact) => fact.unitId !== '' || fact.street !== '');
}

const isOneOf = (exclusion: Exclusion, all: readonly Exclusion[]): boolean => all.includes(exclusion);
const isExclusion = (disposition: Disposition): disposition is Disposition & Exclusion => disposition in EXCLUSIONS;

/** Why the whole whistle is left out of some sorts of facts. */
const whyLeftOut = ({ disposition, excluded }: CountedWhistle): Exclusion[] => [
  ...(isExclusion(disposition) ? [disposition] : []),
  ...(excluded ? ['EXCLUDED' as const] : []),
];

/** Why the unit of an assignment is left out; what the street did stays. */
const whyUnitLeftOut = ({ assignments }: CountedWhistle, assignmentId: string | undefined): Exclusion[] =>
  assignments
    .filter(({ id }) => id === assignmentId)
    .flatMap(({ excluded, misdispatched }) => [
      ...(excluded ? ['EXCLUDED' as const] : []),
      ...(misdispatched ? ['MISDISPATCHED' as const] : []),
    ]);

function raisedFacts({ raisedOn: on, disposition: outcome, level }: CountedWhistle): Made[] {
  const kinds: FactKind[] = ['RAISED', level === 'RESIDENT' ? 'DEMANDED' : 'BLOWN'];
  if (level === 'GRID') kinds.push('GRID_REPORTED');
  return kinds.map((kind) => ({ kind, outcome, on }));
}

/** `IN_TIME`, `LATE`, or `NEVER` as long as it has not been done, each with `_EXEMPT` if an appeal was upheld; nothing while it still runs in time. */
function clockFact(one: CountedClock, whistle: CountedWhistle): Made[] {
  const { id, clock, assignmentId, unitId, dueAt } = one;
  const outcome = outcomeOf(one);
  if (outcome === undefined || !isCounted(clock)) return [];
  const assignment = whistle.assignments.find((other) => other.id === assignmentId);
  if (clock === 'REPORT_IN' && !assignment?.mandatory) return [];
  const ofStreet = assignment === undefined || assignment.id === whistle.leadId;
  const kind: CountedClockKind = clock;
  const on = civilDateIn(whistle.timeZone, dueAt);
  return [{ key: id, kind, outcome, on, assignmentId, ...(unitId && { unitId }), ...(!ofStreet && { street: '' }) }];
}

function outcomeOf({ end, missed, exempt }: CountedClock): string | undefined {
  const late = missed || end === 'PASSED_OVER';
  if (!late) return end === 'DONE' ? 'IN_TIME' : undefined;
  return `${end === 'DONE' ? 'LATE' : 'NEVER'}${exempt ? '_EXEMPT' : ''}`;
}

const orderFacts = ({ orders, returns }: CountedWhistle): Made[] => [
  ...orders.map(({ on, wrong }, index): Made => {
    return { key: `ORDERED-${index + 1}`, kind: 'ORDERED', outcome: wrong ? 'MISDISPATCHED' : 'RIGHT', on };
  }),
  ...returns.map((one, index): Made => ({ key: `RETURN-${index + 1}`, kind: 'RETURN', street: '', ...one })),
];

/** A unit that was let go before it came has not stayed away; one that carries on for another has not received it. */
function assignmentFacts(assignment: CountedAssignment): Made[] {
  const { id, unitId, on, mandatory, convened, reportedInAt, released, takenOver } = assignment;
  const own = { on, unitId, street: '', assignmentId: id };
  const received: Made = { ...own, key: `RECEIVED-${id}`, kind: 'RECEIVED', outcome: 'RECEIVED' };
  const came = reportedInAt !== undefined;
  const counts = mandatory && convened && (came || !released);
  return [
    ...(takenOver ? [] : [received]),
    ...(counts
      ? [{ ...own, key: `CONVENED-${id}`, kind: 'CONVENED' as const, outcome: came ? 'CAME' : 'ABSENT' }]
      : []),
  ];
}

/** 处置时长 of an assignment, reworks included. */
function handlingFact({ id, unitId, handled }: CountedAssignment, { timeZone }: CountedWhistle): Made[] {
  const [first] = handled ?? [];
  if (!handled || !first) return [];
  const amount = handled.reduce((sum, { seconds }) => sum + seconds, 0);
  const on = civilDateIn(timeZone, first.at);
  return [
    {
      key: `HANDLED_IN-${id}`,
      kind: 'HANDLED_IN',
      outcome: 'HANDLED',
      on,
      amount,
      unitId,
      street: '',
      assignmentId: id,
    },
  ];
}

function caseFacts(whistle: CountedWhistle): Made[] {
  const { handled, selfResolved, checks, closings, leadId: assignmentId } = whistle;
  const of = (kind: Made['kind'], outcome: string, { on, unitId }: { on: string; unitId: string }, index = 0): Made => {
    return { key: `${kind}-${index + 1}`, kind, outcome, on, unitId, assignmentId };
  };
  return [
    ...jointFact(whistle),
    ...caseFact(whistle),
    ...(handled ? [of('HANDLED', handled.reworked ? 'REWORKED' : 'STANDS', handled)] : []),
    ...(selfResolved ? [of('SELF_RESOLVED', 'DONE', selfResolved)] : []),
    ...checks.map((check, index) => of('CHECKED', check.passed ? 'PASSED' : 'FAILED', check, index)),
    ...closings.map((closing, index) => of('CLOSED', closing.reopened ? 'REOPENED' : 'STANDS', closing, index)),
  ];
}

/**
 * All by the last of their deadlines, whoever was late for their own. Those who have to come now are asked: one that was let
 * go is waited for no more, one that was added is, and what was corrected counts as it is.
 */
function jointFact({ assignments, clocks, timeZone }: CountedWhistle): Made[] {
  const convened = assignments.filter((one) => one.mandatory && one.convened && !one.released);
  const due = clocks.filter((one) => one.clock === 'REPORT_IN' && convened.some(({ id }) => id === one.assignmentId));
  const last = due
    .map(({ dueAt }) => dueAt)
    .sort()
    .at(-1);
  if (convened.length < 2 || last === undefined) return [];
  const missing = convened.some(({ reportedInAt }) => reportedInAt === undefined);
  const inTime = !missing && convened.every(({ reportedInAt = last }) => reportedInAt <= last);
  if (!inTime && !due.some(({ missed }) => missed)) return [];
  const outcome = inTime ? 'IN_TIME' : missing ? 'NEVER' : 'LATE';
  return [{ kind: 'JOINT', outcome, on: civilDateIn(timeZone, last) }];
}

/** Late if any of the lead's clocks to handle ran out: a rework does not make up for it. */
function caseFact(whistle: CountedWhistle): Made[] {
  const lead = leadOf(whistle);
  const own = whistle.clocks.filter((one) => one.clock === 'HANDLE' && one.assignmentId === lead?.id);
  const last = own.at(-1);
  if (!lead || !last || own.every((one) => outcomeOf(one) === undefined)) return [];
  const late = own.filter(({ missed }) => missed);
  const how = late.length === 0 ? 'IN_TIME' : late.every(({ exempt }) => exempt) ? 'EXEMPT' : 'LATE';
  const outcome = whistle.disposition === 'CLOSED' ? `CLOSED_${how}` : 'OPEN';
  const on = civilDateIn(whistle.timeZone, last.dueAt);
  return [{ kind: 'CASE', outcome, on, unitId: lead.unitId, assignmentId: lead.id }];
}

function answerFacts(whistle: CountedWhistle): Made[] {
  const { answers, clocks, timeZone, leadId: assignmentId } = whistle;
  const unitId = leadOf(whistle)?.unitId ?? '';
  const due = clocks.filter((one) => one.clock === 'FOLLOW_UP' && outcomeOf(one) !== undefined);
  const reached = answers.length > 0 ? 'REACHED' : 'UNREACHED';
  return [
    ...answers.flatMap(({ solved, satisfaction, ...by }, index): Made[] => [
      { key: `SOLVED-${index + 1}`, kind: 'SOLVED', outcome: solved ? 'SOLVED' : 'UNSOLVED', assignmentId, ...by },
      { key: `SATISFIED-${index + 1}`, kind: 'SATISFIED', outcome: satisfaction, assignmentId, ...by },
    ]),
    ...due.slice(0, 1).map(({ dueAt }): Made => {
      return { kind: 'CALLED_BACK', outcome: reached, on: civilDateIn(timeZone, dueAt), unitId, assignmentId };
    }),
  ];
}

/** Of a unit it counts for the unit, of a street for the street. */
function ratingFact({ of, assignmentId, unitId, score: amount, on }: CountedWhistle['ratings'][number]): Made {
  const key = `${of}_RATED-${assignmentId}`;
  const one = { key, outcome: String(amount), amount, on };
  if (of === 'STREET') return { ...one, kind: 'STREET_RATED' };
  return { ...one, kind: 'DEPARTMENT_RATED', unitId, assignmentId, street: '' };
}
