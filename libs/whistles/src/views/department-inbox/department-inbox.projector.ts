import { type Projected, type Projection, rowsPerStream, type RowsPerStream } from '@app/projections';
import { type WhistleEvent, type WhistleEventOf } from '../../domain/index.js';
import { WHISTLE_CATEGORY, whistleCodec } from '../../whistle.codec.js';
import { type AssignmentStep, DepartmentInboxRow, type Dispute } from './department-inbox.row.js';
import { paused, stopped, withClock, withClocks, withMissed } from './inbox-clocks.js';

type Row = DepartmentInboxRow;
type Rows = readonly Row[];
const gone = (): Rows => [];

/** "What must my unit do, and by when?" */
const view: RowsPerStream<WhistleEvent, Row> = {
  row: DepartmentInboxRow,
  idProperty: 'whistleId',
  keyOf: ({ assignmentId }) => assignmentId,
  parse: whistleCodec.parse,
  handlers: {
    WhistleRaised: 'ignored',
    WhistleRouted: 'ignored',
    WhistleAccepted: 'ignored',
    WhistleRejected: 'ignored',
    WhistleReclassified: 'ignored',
    WhistleDispatched: 'ignored',
    AssignmentCreated: (rows, event) => [...rows, assigned(rows, event)],
    AssignmentSigned: step('SIGNED'),
    ContactRecorded: stopped,
    DepartmentReportedIn: step('REPORTED_IN'),
    AllDepartmentsReportedIn: 'ignored',
    HandlingStarted: 'ignored',
    ProgressLogged: 'ignored',
    EvidenceAttached: 'ignored',
    AssignmentResultSubmitted: step('RESULT_SUBMITTED'),
    ResultSubmitted: (rows, event) =>
      changes({ pendingTermination: false })(step('RESULT_SUBMITTED')(rows, event), event),
    FollowUpOpened: 'ignored',
    FollowUpAttempted: 'ignored',
    FollowUpCompleted: 'ignored',
    FollowUpUnreachable: 'ignored',
    PostHandleCheckOrdered: 'ignored',
    CheckPassed: 'ignored',
    CheckFailed: 'ignored',
    ReworkOrdered: (rows, { data }) =>
      rows.map((row) =>
        data.assignments.some(({ assignmentId }) => assignmentId === row.assignmentId)
          ? { ...row, step: row.reportsIn ? 'REPORTED_IN' : 'SIGNED', rework: true, suspendedUntil: null }
          : row,
      ),
    WhistleReopened: (rows, event) => [...rows, ...reopened(event)],
    AppealSubmitted: 'ignored',
    AppealReviewed: 'ignored',
    OverdueExempted: 'ignored',
    AppealRejected: 'ignored',
    ExclusionDecided: 'ignored',
    UrgencyChanged: 'ignored',
    VoidingRequested: 'ignored',
    VoidingDenied: 'ignored',
    WhistleVoided: gone,
    TerminationRequested: changes({ pendingTermination: true }),
    TerminationDenied: changes({ pendingTermination: false }),
    HandlingTerminated: 'ignored',
    SupervisionAnswered: (rows, event) =>
      ofAssignment(stopped(rows, event), event.data.assignmentId, (row) => ({ ...row, supervision: null })),
    DepartmentRated: 'ignored',
    StreetRated: 'ignored',
    FactCorrected: 'ignored',
    WhistleClosed: gone,
    WhistleWithdrawn: gone,
    InfoRequested: 'ignored',
    InfoSupplied: 'ignored',
    InfoRequestExpired: 'ignored',
    PreVerificationOrdered: 'ignored',
    PreVerificationReported: 'ignored',
    HazardContained: stopped,
    ExtensionRequested: changes({ pendingExtension: true }),
    ExtensionGranted: changes({ pendingExtension: false }),
    ExtensionDenied: changes({ pendingExtension: false }),
    SuspensionRequested: changes({ pendingSuspension: true }),
    SuspensionApproved: (rows, event) =>
      ofAssignment(paused(rows, event), event.data.assignmentId, (row) => {
        return { ...row, pendingSuspension: false, suspendedUntil: event.data.reviewAt };
      }),
    SuspensionDenied: changes({ pendingSuspension: false }),
    CaseResumed: (rows, event) =>
      ofAssignment(stopped(rows, event), event.data.assignmentId, (row) => ({ ...row, suspendedUntil: null })),
    EmergencyRedirected: 'ignored',
    WhistleRedirected: gone,
    ReporterInformed: 'ignored',
    StreetCalled: 'ignored',
    StreetResponded: 'ignored',
    SelfResolved: 'ignored',
    ReturnRequested: (rows, event) => disputed(rows, event, 'RETURN'),
    ReturnApproved: changes({ dispute: null }),
    ReturnRejected: changes({ dispute: null }),
    ArbitrationRequested: (rows, event) => disputed(rows, event, 'ARBITRATION'),
    ArbitrationDecided: changes({ dispute: null }),
    AssignmentReleased: (rows, { data }) => rows.filter(({ assignmentId }) => assignmentId !== data.assignmentId),
    AssistExcused: 'ignored',
    LeadChanged: (rows, event) => leadChanged(stopped(rows, event), event.data),
    WhistleRedispatched: 'ignored',
    DispatchRecalled: 'ignored',
    FallbackDispatched: 'ignored',
    WhistleMerged: 'ignored',
    WhistleUnmerged: 'ignored',
    OutcomeShared: 'ignored',
    OutcomeRecalled: 'ignored',
    FollowerAbsorbed: 'ignored',
    FollowerReleased: 'ignored',
    DeadlineSet: (rows, { data }) => {
      const { clockId, clock, dueAt } = data;
      return ofUnit(rows, data, (row) => {
        const others = row.clocks.filter((one) => one.clockId !== clockId);
        return withClocks(row, [...others, { clockId, clock, dueAt, missed: false }]);
      });
    },
    DeadlineWarned: 'ignored',
    SupervisionOpened: (rows, { data }) =>
      data.by === undefined
        ? rows
        : ofAssignment(rows, data.assignmentId, (row) => ({ ...row, supervision: data.level })),
    DeadlineCleared: (rows, { data }) =>
      ofUnit(rows, data, (row) =>
        withMissed(
          row,
          row.missedClocks.filter((clockId) => clockId !== data.clockId),
        ),
      ),
    DeadlineRecalculated: (rows, { data }) =>
      ofUnit(rows, data, (row) => ({
        ...withClock(row, data.clockId, { dueAt: data.dueAt }),
        ...(data.clock === 'REVIEW' && { suspendedUntil: data.dueAt }),
      })),
    DeadlineMissed: (rows, { data }) =>
      ofUnit(rows, data, (row) =>
        withMissed(withClock(row, data.clockId, { missed: true }), [...row.missedClocks, data.clockId]),
      ),
  },
};

/** After a merger of units the task goes on as it is, with the successor. */
function assigned(rows: Rows, event: Projected<WhistleEventOf<'AssignmentCreated'>>): Row {
  const { takesOver, assignmentId, unitId, role, mandatory, reason } = event.data;
  const former = rows.find((row) => row.assignmentId === takesOver);
  return former ? { ...former, assignmentId, unitId, role, mandatory, reason } : created(event);
}

function created({ id, occurredAt, data }: Projected<WhistleEventOf<'AssignmentCreated'>>): Row {
  const { assignmentId, unitId, role, mandatory, reportsIn, reason } = data;
  const task = { whistleId: id, assignmentId, unitId, role, mandatory, reportsIn, reason };
  const timing = { assignedAt: occurredAt, dueAt: occurredAt, nextClock: null, clocks: [] };
  return { ...task, step: 'ASSIGNED', ...timing, missed: false, missedClocks: [], ...NOTHING_PENDING, rework: false };
}

const NOTHING_PENDING = {
  suspendedUntil: null,
  pendingExtension: false,
  pendingSuspension: false,
  pendingTermination: false,
  supervision: null,
  dispute: null,
};

/** 重办: the closing had taken it out of the inbox. */
function reopened({ id, occurredAt, data }: Projected<WhistleEventOf<'WhistleReopened'>>): Rows {
  const { assignmentId, unitId, reportsIn = false, reason } = data;
  if (assignmentId === undefined || unitId === undefined) return [];
  const task = { whistleId: id, assignmentId, unitId, role: 'LEAD' as const, mandatory: true, reportsIn, reason };
  const timing = { assignedAt: occurredAt, dueAt: occurredAt, nextClock: null, clocks: [] };
  const step = reportsIn ? ('REPORTED_IN' as const) : ('SIGNED' as const);
  return [{ ...task, step, ...timing, missed: false, missedClocks: [], ...NOTHING_PENDING, rework: true }];
}

function step(to: AssignmentStep) {
  return (rows: Rows, event: Projected<WhistleEvent & { data: { assignmentId: string } }>): Rows =>
    ofAssignment(stopped(rows, event), event.data.assignmentId, (row) => ({ ...row, step: to }));
}

/** What an event about one task changes there. */
function changes(change: Partial<Row>) {
  return (rows: Rows, { data }: { readonly data: { readonly assignmentId: string } }): Rows =>
    ofAssignment(rows, data.assignmentId, (row) => ({ ...row, ...change }));
}

function disputed(
  rows: Rows,
  event: WhistleEventOf<'ReturnRequested' | 'ArbitrationRequested'>,
  dispute: Dispute,
): Rows {
  return ofAssignment(paused(rows, event), event.data.assignmentId, (row) => ({ ...row, dispute }));
}

/** The new one, if it assisted, has to answer for all now. */
function leadChanged(rows: Rows, { from, to }: WhistleEventOf<'LeadChanged'>['data']): Rows {
  return rows.map((row) => {
    if (row.assignmentId === from.assignmentId) return { ...row, role: 'ASSIST' };
    if (row.assignmentId !== to.assignmentId) return row;
    const done = row.reportsIn ? 'REPORTED_IN' : 'SIGNED';
    return { ...row, role: 'LEAD', mandatory: true, step: row.step === 'RESULT_SUBMITTED' ? done : row.step };
  });
}

const ofAssignment = (rows: Rows, assignmentId: string | undefined, change: (row: Row) => Row): Rows =>
  assignmentId === undefined ? rows : rows.map((row) => (row.assignmentId === assignmentId ? change(row) : row));

/** Of the unit's own clocks: how long the desk takes to decide is not its concern. */
const ofUnit = (
  rows: Rows,
  { assignmentId, unitId }: { readonly assignmentId?: string | undefined; readonly unitId?: string | undefined },
  change: (row: Row) => Row,
): Rows => ofAssignment(rows, unitId === undefined ? undefined : assignmentId, change);

export const departmentInbox: Projection = {
  name: 'department-inbox',
  version: 2,
  categories: [WHISTLE_CATEGORY],
  rows: [DepartmentInboxRow],
  ...rowsPerStream(view),
};
