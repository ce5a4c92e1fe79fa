import type { WhistleEventOf, WhistleEventType } from '@app/whistles/domain';
import { withoutStopped } from './clock-ends.js';
import {
  assignment,
  change,
  checked,
  clock,
  corrected,
  dayOf,
  doneByLead,
  handledBy,
  ordered,
  orderedWrong,
  rated,
  returnDecided,
  takenOver,
} from './counted-changes.js';
import type { CountedClock, CountedWhistle, Dated } from './counted-whistle.js';

type Step<Type extends WhistleEventType> = (
  whistle: CountedWhistle,
  event: Dated<WhistleEventOf<Type>>,
) => CountedWhistle;
/** `'clocks'`: it only stops clocks. */
type Steps = {
  readonly [Type in Exclude<WhistleEventType, 'WhistleRaised'>]: 'ignored' | 'clocks' | Step<Type>;
};

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
  AllDepartmentsReportedIn: 'ignored',
  HandlingStarted: 'ignored',
  ProgressLogged: 'ignored',
  AssignmentResultSubmitted: (whistle, { data, occurredAt }) => handledBy(whistle, data, occurredAt),
  ResultSubmitted: (whistle, { data, occurredAt }) => ({
    ...handledBy(whistle, data, occurredAt),
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
  StreetCalled: 'ignored',
  StreetResponded: 'clocks',
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
