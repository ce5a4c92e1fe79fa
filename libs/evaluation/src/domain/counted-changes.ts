import { civilDateIn, type Instant } from '@app/kernel';
import type { WhistleEventOf } from '@app/whistles/domain';
import {
  type CountedAssignment,
  type CountedClock,
  type CountedWhistle,
  leadOf,
  type ReturnOutcome,
} from './counted-whistle.js';

export const change = (changed: Partial<CountedWhistle>) => (whistle: CountedWhistle) => ({ ...whistle, ...changed });
export const dayOf = ({ timeZone }: CountedWhistle, at: Instant) => civilDateIn(timeZone, at);

export const assignment = (whistle: CountedWhistle, id: string, changed: Partial<CountedAssignment>): CountedWhistle =>
  assignmentWith(whistle, id, () => changed);

export function clock(whistle: CountedWhistle, id: string, changed: Partial<CountedClock>): CountedWhistle {
  return { ...whistle, clocks: whistle.clocks.map((one) => (one.id === id ? { ...one, ...changed } : one)) };
}

export function ordered(whistle: CountedWhistle, { occurredAt }: { readonly occurredAt: Instant }): CountedWhistle {
  return { ...whistle, orders: [...whistle.orders, { on: dayOf(whistle, occurredAt), wrong: false }] };
}

export const orderedWrong = ({ orders, ...whistle }: CountedWhistle): CountedWhistle => ({
  ...whistle,
  orders: orders.map((one, index) => (index === orders.length - 1 ? { ...one, wrong: true } : one)),
});

export function returnDecided(whistle: CountedWhistle, assignmentId: string, outcome: ReturnOutcome): CountedWhistle {
  const returns = whistle.returns.map((one) =>
    one.assignmentId === assignmentId && one.outcome === 'PENDING' ? { ...one, outcome } : one,
  );
  return { ...whistle, returns };
}

/** 机构合并: what runs is the successor's from now on; what ran out before stays with the former unit. */
export function takenOver(
  clocks: readonly CountedClock[],
  { takesOver, assignmentId, unitId }: WhistleEventOf<'AssignmentCreated'>['data'],
): readonly CountedClock[] {
  if (takesOver === undefined) return clocks;
  return clocks.map((one) => {
    const goesOn = one.assignmentId === takesOver && one.end === 'RUNNING' && !one.missed;
    return goesOn ? { ...one, assignmentId, ...(one.unitId !== undefined && { unitId }) } : one;
  });
}

/** 处置时长: what a rework takes is added to it. */
export const handledBy = (
  whistle: CountedWhistle,
  { assignmentId, handlingSeconds: seconds }: WhistleEventOf<'ResultSubmitted' | 'AssignmentResultSubmitted'>['data'],
  at: Instant,
): CountedWhistle =>
  seconds === undefined
    ? whistle
    : assignmentWith(whistle, assignmentId, ({ handled = [] }) => ({ handled: [...handled, { at, seconds }] }));

function assignmentWith(
  whistle: CountedWhistle,
  id: string,
  changed: (one: CountedAssignment) => Partial<CountedAssignment>,
): CountedWhistle {
  const assignments = whistle.assignments.map((one) => (one.id === id ? { ...one, ...changed(one) } : one));
  return { ...whistle, assignments };
}

/** 更正 of a result: of the slice that ended with it. */
const handledOtherwise = (
  whistle: CountedWhistle,
  { assignmentId, was, is, handlingSeconds: seconds }: WhistleEventOf<'FactCorrected'>['data'],
): CountedWhistle =>
  seconds === undefined
    ? whistle
    : assignmentWith(whistle, assignmentId, ({ handled = [] }) => ({
        handled: handled.map((one) => (one.at === was ? { at: is, seconds } : one)),
      }));

export const doneByLead = (whistle: CountedWhistle, at: Instant) => ({
  on: dayOf(whistle, at),
  unitId: leadOf(whistle)?.unitId ?? '',
});

export const checked = (whistle: CountedWhistle, at: Instant, passed: boolean): CountedWhistle => ({
  ...whistle,
  checks: [...whistle.checks, { ...doneByLead(whistle, at), passed }],
});

export const rated = (
  whistle: CountedWhistle,
  of: 'DEPARTMENT' | 'STREET',
  { assignmentId, unitId, score }: WhistleEventOf<'DepartmentRated'>['data'],
  at: Instant,
): CountedWhistle => ({
  ...whistle,
  ratings: [...whistle.ratings, { of, assignmentId, unitId, score, on: dayOf(whistle, at) }],
});

/** 更正: the clocks that are judged again have events of their own. */
export function corrected(whistle: CountedWhistle, data: WhistleEventOf<'FactCorrected'>['data']): CountedWhistle {
  const { assignmentId, unitId, fact, was, is } = data;
  if (fact === 'REPORTED_IN') return assignment(whistle, assignmentId, { reportedInAt: is });
  if (fact !== 'RESULT_SUBMITTED') return whistle;
  const { handled } = whistle;
  const isFirst = handled?.unitId === unitId && handled.on === dayOf(whistle, was);
  const otherwise = handledOtherwise(whistle, data);
  return isFirst ? { ...otherwise, handled: { ...handled, on: dayOf(whistle, is) } } : otherwise;
}
