import { type Handlers, type Projected, type Projection, rowsPerStream, type RowsPerStream } from '@app/projections';
import { nextMoment, progressOf, runClocksOn, type RunningClock, type WhistleEvent } from '../../domain/index.js';
import { WHISTLE_CATEGORY, whistleCodec } from '../../whistle.codec.js';
import { OpenClockRow } from './open-clock.row.js';

type Rows = readonly OpenClockRow[];

/** The clocks as the rules see them after the event; a row that it leaves alone stays the same object. */
function run(rows: Rows, event: Projected<WhistleEvent>): Rows {
  const known = new Map(rows.map((row) => [clockOf(row), row]));
  const { clocks } = runClocksOn({ clocks: [...known.keys()], clockCount: 0 }, event);
  const next = clocks.map((clock) => known.get(clock) ?? rowOf(event.id, clock));
  return next.length === rows.length && next.every((row, index) => row === rows[index]) ? rows : next;
}

function rowOf(whistleId: string, clock: RunningClock): OpenClockRow {
  const { assignmentId = null, unitId = null, limit = null, pausedAt = null, extensionAskedBy = null } = clock;
  const nextAlarmAt = clock.timer ? (nextMoment(progressOf(clock))?.at ?? null) : null;
  const pendingExtension = extensionAskedBy !== null;
  return {
    whistleId,
    ...clock,
    assignmentId,
    unitId,
    limit,
    pausedAt,
    extensionAskedBy,
    pendingExtension,
    nextAlarmAt,
  };
}

const clockOf = (row: OpenClockRow): RunningClock => ({
  ...row,
  assignmentId: row.assignmentId ?? undefined,
  unitId: row.unitId ?? undefined,
  limit: row.limit ?? undefined,
  pausedAt: row.pausedAt ?? undefined,
  extensionAskedBy: row.extensionAskedBy ?? undefined,
});

const handlers: Handlers<WhistleEvent, Rows> = {
  WhistleRaised: 'ignored',
  WhistleRouted: 'ignored',
  WhistleAccepted: run,
  WhistleRejected: run,
  WhistleReclassified: 'ignored',
  WhistleDispatched: run,
  AssignmentCreated: run,
  AssignmentSigned: run,
  ContactRecorded: run,
  DepartmentReportedIn: run,
  AllDepartmentsReportedIn: 'ignored',
  HandlingStarted: 'ignored',
  ProgressLogged: 'ignored',
  EvidenceAttached: 'ignored',
  AssignmentResultSubmitted: run,
  ResultSubmitted: run,
  FollowUpOpened: run,
  FollowUpAttempted: 'ignored',
  FollowUpCompleted: run,
  FollowUpUnreachable: run,
  PostHandleCheckOrdered: 'ignored',
  CheckPassed: run,
  CheckFailed: run,
  ReworkOrdered: run,
  WhistleReopened: 'ignored',
  AppealSubmitted: 'ignored',
  AppealReviewed: 'ignored',
  OverdueExempted: 'ignored',
  AppealRejected: 'ignored',
  ExclusionDecided: 'ignored',
  UrgencyChanged: 'ignored',
  VoidingRequested: 'ignored',
  VoidingDenied: 'ignored',
  WhistleVoided: run,
  TerminationRequested: 'ignored',
  TerminationDenied: 'ignored',
  HandlingTerminated: 'ignored',
  SupervisionAnswered: run,
  DepartmentRated: 'ignored',
  StreetRated: 'ignored',
  FactCorrected: 'ignored',
  WhistleClosed: run,
  WhistleWithdrawn: run,
  InfoRequested: run,
  InfoSupplied: run,
  InfoRequestExpired: run,
  PreVerificationOrdered: run,
  PreVerificationReported: run,
  HazardContained: run,
  ExtensionRequested: run,
  ExtensionGranted: run,
  ExtensionDenied: run,
  SuspensionRequested: 'ignored',
  SuspensionApproved: run,
  SuspensionDenied: 'ignored',
  CaseResumed: run,
  EmergencyRedirected: 'ignored',
  WhistleRedirected: run,
  ReporterInformed: run,
  StreetCalled: 'ignored',
  StreetResponded: run,
  SelfResolved: run,
  ReturnRequested: run,
  ReturnApproved: run,
  ReturnRejected: run,
  ArbitrationRequested: run,
  ArbitrationDecided: run,
  AssignmentReleased: run,
  AssistExcused: 'ignored',
  LeadChanged: run,
  WhistleRedispatched: run,
  DispatchRecalled: 'ignored',
  FallbackDispatched: run,
  WhistleMerged: run,
  WhistleUnmerged: run,
  OutcomeShared: 'ignored',
  OutcomeRecalled: run,
  FollowerAbsorbed: 'ignored',
  FollowerReleased: 'ignored',
  DeadlineSet: run,
  DeadlineMissed: run,
  DeadlineWarned: run,
  SupervisionOpened: run,
  DeadlineCleared: 'ignored',
  DeadlineRecalculated: run,
};

/** "Which clocks are running, and when do they run out?" The alarms are set from these rows. */
const view: RowsPerStream<WhistleEvent, OpenClockRow> = {
  row: OpenClockRow,
  idProperty: 'whistleId',
  keyOf: ({ clockId }) => clockId,
  parse: whistleCodec.parse,
  handlers,
};

export const openClocks: Projection = {
  name: 'open-clocks',
  version: 2,
  categories: [WHISTLE_CATEGORY],
  rows: [OpenClockRow],
  ...rowsPerStream(view),
};
