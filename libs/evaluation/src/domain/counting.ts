import type { ClockKind } from '@app/catalogue/domain';
import { civilDateIn, type Instant } from '@app/kernel';
import { clocksStoppedBy, type WhistleEvent, type WhistleEventOf, type WhistleEventType } from '@app/whistles/domain';
import {
  type CountedAssignment,
  type CountedClock,
  type CountedWhistle,
  leadOf,
  type ReturnOutcome,
} from './counted-whistle.js';

/** An event with its moment, as every event of the log has one. */
export type Dated<Event extends WhistleEvent = WhistleEvent> = Event & { readonly occurredAt: Instant };

type Step<Type extends WhistleEventType> = (
  whistle: CountedWhistle,
  event: Dated<WhistleEventOf<Type>>,
) => CountedWhistle;
/** `'clocks'`: it only stops clocks. */
type Steps = {
  readonly [Type in Exclude<WhistleEventType, 'WhistleRaised'>]: 'ignored' | 'clocks' | Step<Type>;
};

const change = (changed: Partial<CountedWhistle>) => (whistle: CountedWhistle) => ({ ...whistle, ...changed });
const dayOf = ({ timeZone }: CountedWhistle, at: Instant) => civilDateIn(timeZone, at);

function assignment(whistle: CountedWhistle, id: string, changed: Partial<CountedAssignment>): CountedWhistle {
  const assignments = whistle.assignments.map((one) => (one.id === id ? { ...one, ...changed } : one));
  return { ...whistle, assignments };
}

function clock(whistle: CountedWhistle, id: string, changed: Partial<CountedClock>): CountedWhistle {
  return { ...whistle, clocks: whistle.clocks.map((one) => (one.id === id ? { ...one, ...changed } : one)) };
}

/** What each event changes in what is counted; a new event compiles only when it has been decided here. */
const STEPS: Steps = {
  WhistleRouted: 'ignored',
  WhistleAccepted: 'clocks',
  WhistleRejected: change({ disposition: 'REJECTED' }),
  WhistleReclassified: 'ignored',
  WhistleDispatched: ordered,
  AssignmentCreated: (whistle, { data, occurredAt }) => {
    const { assignmentId: id, unitId, role, mandatory, reportsIn: convened } = data;
    const former = whistle.assignments.find((one) => one.id === data.takesOver);
    const came = former?.reportedInAt !== undefined && { reportedInAt: former.reportedInAt };
    const goesOn = former && { takenOver: true as const, ...came };
    const made = { id, unitId, role, mandatory, convened, on: dayOf(whistle, occurredAt), ...goesOn };
    return {
      ...whistle,
      clocks: takenOver(whistle.clocks, data),
      assignments: [...whistle.assignments, made],
      ...(role === 'LEAD' && { leadId: id }),
    };
  },
  AssignmentSigned: 'clocks',
  ContactRecorded: 'clocks',
  DepartmentReportedIn: (whistle, { data, occurredAt }) =>
    assignment(whistle, data.assignmentId, { reportedInAt: occurredAt }),
  AllDepartmentsReportedIn: (whistle, { occurredAt }) => ({ ...whistle, allInAt: occurredAt }),
  HandlingStarted: 'ignored',
  ProgressLogged: 'ignored',
  AssignmentResultSubmitted: 'clocks',
  ResultSubmitted: (whistle, { data, occurredAt }) => ({
    ...whistle,
    handled: whistle.handled ?? { on: dayOf(whistle, occurredAt), unitId: data.unitId, reworked: false },
  }),
  FollowUpOpened: 'ignored',
  FollowUpAttempted: 'ignored',
  FollowUpCompleted: (whistle, { data: { solved, satisfaction }, occurredAt }) => {
    const answer = { ...doneByLead(whistle, occurredAt), solved, satisfaction };
    return { ...whistle, answers: [...whistle.answers, answer] };
  },
  FollowUpUnreachable: 'clocks',
  WhistleClosed: (whistle, { occurredAt }) => ({
    ...whistle,
    disposition: 'CLOSED',
    closings: [...whistle.closings, { ...doneByLead(whistle, occurredAt), reopened: false }],
  }),
  WhistleWithdrawn: change({ disposition: 'WITHDRAWN' }),
  InfoRequested: 'ignored',
  InfoSupplied: 'clocks',
  InfoRequestExpired: change({ disposition: 'REJECTED' }),
  PreVerificationOrdered: 'ignored',
  PreVerificationReported: 'clocks',
  HazardContained: 'clocks',
  ExtensionRequested: 'ignored',
  ExtensionGranted: 'ignored',
  ExtensionDenied: 'ignored',
  SuspensionRequested: 'ignored',
  SuspensionApproved: 'ignored',
  SuspensionDenied: 'ignored',
  CaseResumed: 'clocks',
  EmergencyRedirected: 'ignored',
  WhistleRedirected: change({ disposition: 'REDIRECTED' }),
  ReporterInformed: change({ disposition: 'INFORMED' }),
  SelfResolved: (whistle, { data, occurredAt }) => ({
    ...whistle,
    disposition: 'SELF_RESOLVED',
    selfResolved: { on: dayOf(whistle, occurredAt), unitId: data.unitId ?? '' },
  }),
  WhistleMerged: change({ disposition: 'MERGED' }),
  WhistleUnmerged: change({ disposition: 'OPEN' }),
  OutcomeShared: 'ignored',
  OutcomeRecalled: 'clocks',
  FollowerAbsorbed: 'ignored',
  FollowerReleased: 'ignored',
  EvidenceAttached: 'ignored',
  ReturnRequested: (whistle, { data: { assignmentId, unitId } }) => {
    const on = whistle.assignments.find(({ id }) => id === assignmentId)?.on ?? whistle.raisedOn;
    return { ...whistle, returns: [...whistle.returns, { on, unitId, assignmentId, outcome: 'PENDING' }] };
  },
  ReturnApproved: (whistle, { data: { assignmentId, fault } }) => returnDecided(whistle, assignmentId, fault),
  ReturnRejected: (whistle, { data: { assignmentId } }) => returnDecided(whistle, assignmentId, 'REJECTED'),
  ArbitrationRequested: 'clocks',
  ArbitrationDecided: (whistle, { data: { assignmentId, unitId, leadUnitId, assists } }) => {
    const stays = leadUnitId === unitId || assists.some((one) => one.unitId === unitId);
    return returnDecided(whistle, assignmentId, stays ? 'REJECTED' : 'ARBITRATED');
  },
  AssignmentReleased: (whistle, { data: { assignmentId, fault } }) =>
    assignment(fault === 'MISDISPATCH' ? orderedWrong(whistle) : whistle, assignmentId, {
      released: true,
      ...(fault === 'MISDISPATCH' && { misdispatched: true }),
    }),
  AssistExcused: 'ignored',
  LeadChanged: (whistle, { data: { from, to } }) => {
    const before = assignment(whistle, from.assignmentId, { role: 'ASSIST' });
    return { ...assignment(before, to.assignmentId, { role: 'LEAD', mandatory: true }), leadId: to.assignmentId };
  },
  WhistleRedispatched: ordered,
  DispatchRecalled: 'ignored',
  FallbackDispatched: ordered,
  PostHandleCheckOrdered: 'ignored',
  CheckPassed: (whistle, { occurredAt }) => checked(whistle, occurredAt, true),
  CheckFailed: (whistle, { occurredAt }) => checked(whistle, occurredAt, false),
  ReworkOrdered: ({ handled, ...whistle }) => ({
    ...whistle,
    disposition: 'OPEN',
    ...(handled && { handled: { ...handled, reworked: true } }),
  }),
  WhistleReopened: (whistle) => ({
    ...whistle,
    disposition: 'OPEN',
    closings: whistle.closings.map((one, index, { length }) =>
      index === length - 1 ? { ...one, reopened: true } : one,
    ),
  }),
  AppealSubmitted: 'ignored',
  AppealReviewed: 'ignored',
  OverdueExempted: (whistle, { data }) => clock(whistle, data.clockId, { exempt: true }),
  AppealRejected: 'ignored',
  ExclusionDecided: (whistle, { data: { assignmentId } }) =>
    assignmentId === undefined ? { ...whistle, excluded: true } : assignment(whistle, assignmentId, { excluded: true }),
  DepartmentRated: (whistle, { data, occurredAt }) => rated(whistle, 'DEPARTMENT', data, occurredAt),
  StreetRated: (whistle, { data, occurredAt }) => rated(whistle, 'STREET', data, occurredAt),
  UrgencyChanged: 'ignored',
  VoidingRequested: 'ignored',
  VoidingDenied: 'ignored',
  WhistleVoided: change({ disposition: 'VOIDED' }),
  TerminationRequested: 'ignored',
  TerminationDenied: 'ignored',
  HandlingTerminated: 'ignored',
  SupervisionAnswered: 'clocks',
  FactCorrected: (whistle, { data }) => corrected(whistle, data),
  DeadlineSet: (whistle, { data }) => {
    const { clockId: id, clock: kind, assignmentId, unitId, dueAt } = data;
    const owner = { ...(assignmentId !== undefined && { assignmentId }), ...(unitId !== undefined && { unitId }) };
    const { missed = false } = data.carried ?? {};
    const set: CountedClock = { id, clock: kind, ...owner, dueAt, end: 'RUNNING', missed };
    const goesOn = (one: CountedClock) =>
      data.carried !== undefined && one.end === 'DROPPED' && one.clock === kind && one.unitId === unitId;
    return { ...whistle, clocks: [...whistle.clocks.filter((one) => one.id !== id && !goesOn(one)), set] };
  },
  DeadlineMissed: (whistle, { data }) => clock(whistle, data.clockId, { missed: true }),
  DeadlineWarned: 'ignored',
  SupervisionOpened: 'ignored',
  DeadlineCleared: (whistle, { data }) => clock(whistle, data.clockId, { missed: false }),
  DeadlineRecalculated: (whistle, { data }) => clock(whistle, data.clockId, { dueAt: data.dueAt }),
};

function ordered(whistle: CountedWhistle, { occurredAt }: { readonly occurredAt: Instant }): CountedWhistle {
  return { ...whistle, orders: [...whistle.orders, { on: dayOf(whistle, occurredAt), wrong: false }] };
}

const orderedWrong = ({ orders, ...whistle }: CountedWhistle): CountedWhistle => ({
  ...whistle,
  orders: orders.map((one, index) => (index === orders.length - 1 ? { ...one, wrong: true } : one)),
});

function returnDecided(whistle: CountedWhistle, assignmentId: string, outcome: ReturnOutcome): CountedWhistle {
  const returns = whistle.returns.map((one) =>
    one.assignmentId === assignmentId && one.outcome === 'PENDING' ? { ...one, outcome } : one,
  );
  return { ...whistle, returns };
}

/** 机构合并: what runs is the successor's from now on; what ran out before stays with the former unit. */
function takenOver(
  clocks: readonly CountedClock[],
  { takesOver, assignmentId, unitId }: WhistleEventOf<'AssignmentCreated'>['data'],
): readonly CountedClock[] {
  if (takesOver === undefined) return clocks;
  return clocks.map((one) => {
    const goesOn = one.assignmentId === takesOver && one.end === 'RUNNING' && !one.missed;
    return goesOn ? { ...one, assignmentId, ...(one.unitId !== undefined && { unitId }) } : one;
  });
}

const doneByLead = (whistle: CountedWhistle, at: Instant) => ({
  on: dayOf(whistle, at),
  unitId: leadOf(whistle)?.unitId ?? '',
});

const checked = (whistle: CountedWhistle, at: Instant, passed: boolean): CountedWhistle => ({
  ...whistle,
  checks: [...whistle.checks, { ...doneByLead(whistle, at), passed }],
});

const rated = (
  whistle: CountedWhistle,
  of: 'DEPARTMENT' | 'STREET',
  { assignmentId, unitId, score }: WhistleEventOf<'DepartmentRated'>['data'],
  at: Instant,
): CountedWhistle => ({
  ...whistle,
  ratings: [...whistle.ratings, { of, assignmentId, unitId, score, on: dayOf(whistle, at) }],
});

/** 更正: the clocks that are judged again have events of their own. */
function corrected(
  whistle: CountedWhistle,
  { assignmentId, unitId, fact, was, is }: WhistleEventOf<'FactCorrected'>['data'],
): CountedWhistle {
  const { handled, allInAt } = whistle;
  if (fact === 'RESULT_SUBMITTED' && handled?.unitId === unitId && handled.on === dayOf(whistle, was))
    return { ...whistle, handled: { ...handled, on: dayOf(whistle, is) } };
  if (fact !== 'REPORTED_IN') return whistle;
  const after = assignment(whistle, assignmentId, { reportedInAt: is });
  if (allInAt !== was) return after;
  const came = after.assignments.flatMap(({ mandatory, reportedInAt = '' }) => (mandatory ? [reportedInAt] : []));
  return { ...after, allInAt: came.reduce((last, one) => (one > last ? one : last), is) };
}

/** Types of events that nothing is counted by. */
export const UNCOUNTED = Object.entries(STEPS).flatMap(([type, step]) => (step === 'ignored' ? [type] : []));

/** What is kept of a whistle after an event; none before it was raised. */
export function counted(whistle: CountedWhistle | undefined, event: Dated): CountedWhistle {
  if (event.type === 'WhistleRaised') return raised(event);
  if (!whistle) throw new Error(`history is broken: ${event.type} before WhistleRaised`);
  const step = STEPS[event.type] as 'ignored' | 'clocks' | Step<WhistleEventType>;
  if (step === 'ignored') return whistle;
  const after = withoutStopped(whistle, event);
  return step === 'clocks' ? after : step(after, event);
}

function raised({ data }: Dated<WhistleEventOf<'WhistleRaised'>>): CountedWhistle {
  const { timeZone, location, initiator, raisedOn } = data;
  const nothing = {
    orders: [],
    returns: [],
    assignments: [],
    clocks: [],
    answers: [],
    checks: [],
    closings: [],
    ratings: [],
  };
  return { timeZone, areaPath: location.areaPath, level: initiator.level, raisedOn, disposition: 'OPEN', ...nothing };
}

/** What each clock waits for. An assignment's is done by that assignment's own event only. */
const DONE_BY: Readonly<Partial<Record<ClockKind, readonly WhistleEventType[]>>> = {
  ACCEPT: ['WhistleAccepted', 'WhistleRejected', 'WhistleRedirected', 'ReporterInformed'],
  VERIFY: ['PreVerificationReported'],
  DISPATCH: ['WhistleDispatched', 'WhistleRedispatched', 'FallbackDispatched', 'SelfResolved'],
  SIGN: ['AssignmentSigned'],
  CONTACT: ['ContactRecorded'],
  REPORT_IN: ['DepartmentReportedIn'],
  CONTAIN: ['HazardContained'],
  HANDLE: ['AssignmentResultSubmitted', 'ResultSubmitted', 'WhistleClosed'],
  RETURN_DECISION: ['ReturnApproved', 'ReturnRejected', 'ArbitrationRequested'],
  ARBITRATION: ['ArbitrationDecided'],
  CHECK: ['CheckPassed', 'CheckFailed'],
  SUPERVISION: ['SupervisionAnswered'],
  FOLLOW_UP: ['FollowUpCompleted', 'FollowUpUnreachable', 'WhistleClosed'],
  RESIDENT_TOTAL: ['ResultSubmitted', 'SelfResolved', 'WhistleClosed'],
};
/** What a result does not make up for: a unit that never contacted anybody has not done so in time. */
const OWED: readonly ClockKind[] = ['SIGN', 'CONTACT', 'REPORT_IN', 'CONTAIN'];
const GOES_ON: readonly WhistleEventType[] = ['AssignmentResultSubmitted', 'ResultSubmitted', 'WhistleClosed'];

function withoutStopped(whistle: CountedWhistle, event: Dated): CountedWhistle {
  const stops = clocksStoppedBy(event);
  if (!whistle.clocks.some((one) => one.end === 'RUNNING' && stops(one))) return whistle;
  const clocks = whistle.clocks.map((one) =>
    one.end === 'RUNNING' && stops(one) ? { ...one, end: endOf(one, event) } : one,
  );
  return { ...whistle, clocks };
}

function endOf(one: CountedClock, { type, data }: Dated): CountedClock['end'] {
  const of = 'assignmentId' in data ? data.assignmentId : undefined;
  const own = one.assignmentId === undefined || of === undefined || one.assignmentId === of;
  if (own && DONE_BY[one.clock]?.includes(type)) return 'DONE';
  return GOES_ON.includes(type) && OWED.includes(one.clock) ? 'PASSED_OVER' : 'DROPPED';
}
