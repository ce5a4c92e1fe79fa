import type { ClockKind } from '@app/catalogue/domain';
import { type Projected, type Projection, rowsPerStream, type RowsPerStream } from '@app/projections';
import { isUrgent, type WhistleEvent, type WhistleEventOf } from '../../domain/index.js';
import { WHISTLE_CATEGORY, whistleCodec } from '../../whistle.codec.js';
import { type OpenDispute, TriageBoardRow } from './triage-board.row.js';

type Rows = readonly TriageBoardRow[];
/** 返工, 重办 of what no unit had. */
const toDispatch = (
  { id, occurredAt }: { readonly id: string; readonly occurredAt: string },
  status: TriageBoardRow['status'] = 'ACCEPTED',
): TriageBoardRow => {
  return { whistleId: id, status, dueAt: occurredAt, missed: false, suggestion: null, disputes: [] };
};
const gone = (): Rows => [];
const to = (status: TriageBoardRow['status']) => (rows: Rows) => rows.map((row) => ({ ...row, status }));

/** Its own clocks, and the arbiter's: not what it waits for from others, nor what the resident was promised in all. */
const OF_THE_DESK: readonly ClockKind[] = ['ACCEPT', 'DISPATCH', 'RETURN_DECISION', 'ARBITRATION'];
const ofTheDesk =
  <Data extends { readonly clock: ClockKind }>(change: (row: TriageBoardRow, data: Data) => TriageBoardRow) =>
  (rows: Rows, { data }: { readonly data: Data }): Rows =>
    rows.map((row) => (isItsClock(row, data.clock) ? change(row, data) : row));

/** While the street is waited for (街居响应), its clock; else the desk's. */
const isItsClock = ({ status }: TriageBoardRow, clock: ClockKind): boolean =>
  status === 'STREET_RESPONSE' ? clock === 'STREET_RESPONSE' : OF_THE_DESK.includes(clock);

/** The street has answered, or is not waited for any longer. */
const atDesk = (rows: Rows): Rows =>
  rows.map((row) => (row.status === 'STREET_RESPONSE' ? { ...row, status: 'ACCEPTED', missed: false } : row));

/** "What waits for the triage desk, and how late is it?" */
const view: RowsPerStream<WhistleEvent, TriageBoardRow> = {
  row: TriageBoardRow,
  idProperty: 'whistleId',
  keyOf: ({ whistleId }) => whistleId,
  parse: whistleCodec.parse,
  handlers: {
    WhistleRaised: (_, { id, occurredAt }) => [
      { whistleId: id, status: 'RAISED', dueAt: occurredAt, missed: false, suggestion: null, disputes: [] },
    ],
    WhistleRouted: (rows, { data }) => rows.map((row) => ({ ...row, suggestion: data })),
    WhistleAccepted: (rows) => rows.map((row) => ({ ...row, status: 'ACCEPTED', missed: false })),
    WhistleRejected: gone,
    WhistleReclassified: (rows, { data }) => (isUrgent(data.urgency) ? atDesk(rows) : rows),
    WhistleDispatched: gone,
    AssignmentCreated: 'ignored',
    AssignmentSigned: 'ignored',
    ContactRecorded: 'ignored',
    DepartmentReportedIn: 'ignored',
    AllDepartmentsReportedIn: 'ignored',
    HandlingStarted: 'ignored',
    ProgressLogged: 'ignored',
    EvidenceAttached: 'ignored',
    AssignmentResultSubmitted: 'ignored',
    ResultSubmitted: 'ignored',
    FollowUpOpened: 'ignored',
    FollowUpAttempted: 'ignored',
    FollowUpCompleted: 'ignored',
    FollowUpUnreachable: 'ignored',
    PostHandleCheckOrdered: 'ignored',
    CheckPassed: 'ignored',
    CheckFailed: 'ignored',
    ReworkOrdered: (_, event) => (event.data.assignments.length === 0 ? [toDispatch(event)] : []),
    WhistleReopened: (_, event) =>
      event.data.assignmentId === undefined ? [toDispatch(event, event.data.caseStatus)] : [],
    AppealSubmitted: 'ignored',
    AppealReviewed: 'ignored',
    OverdueExempted: 'ignored',
    AppealRejected: 'ignored',
    ExclusionDecided: 'ignored',
    UrgencyChanged: (rows, { data }) => (isUrgent(data.to) ? atDesk(rows) : rows),
    VoidingRequested: 'ignored',
    VoidingDenied: 'ignored',
    WhistleVoided: gone,
    TerminationRequested: 'ignored',
    TerminationDenied: 'ignored',
    HandlingTerminated: 'ignored',
    SupervisionAnswered: 'ignored',
    DepartmentRated: 'ignored',
    StreetRated: 'ignored',
    FactCorrected: 'ignored',
    WhistleClosed: gone,
    WhistleWithdrawn: gone,
    InfoRequested: to('PENDING_INFO'),
    InfoSupplied: to('RAISED'),
    InfoRequestExpired: gone,
    PreVerificationOrdered: to('PRE_VERIFYING'),
    PreVerificationReported: to('RAISED'),
    HazardContained: 'ignored',
    ExtensionRequested: 'ignored',
    ExtensionGranted: 'ignored',
    ExtensionDenied: 'ignored',
    SuspensionRequested: 'ignored',
    SuspensionApproved: 'ignored',
    SuspensionDenied: 'ignored',
    CaseResumed: 'ignored',
    EmergencyRedirected: 'ignored',
    WhistleRedirected: gone,
    ReporterInformed: gone,
    StreetCalled: (rows, { data }) => (data.turn === 'FIRST' ? to('STREET_RESPONSE')(rows) : rows),
    StreetResponded: atDesk,
    SelfResolved: gone,
    ReturnRequested: (rows, event) => {
      const { suggestedUnitId, reason, basis } = event.data;
      const suggested = suggestedUnitId !== undefined && { suggestedUnitId };
      return disputing(rows, event, { dispute: 'RETURN', reason, basis, ...suggested });
    },
    ReturnApproved: (rows, event) => decided(rows, event).map((row) => backAtDispatch(row, event)),
    ReturnRejected: (rows, event) => settled(decided(rows, event)),
    ArbitrationRequested: (rows, event) => {
      const asked = rows[0]?.disputes.find(({ assignmentId }) => assignmentId === event.data.assignmentId);
      return disputing(rows, event, { ...asked, dispute: 'ARBITRATION', basis: event.data.reason });
    },
    ArbitrationDecided: (rows, event) => settled(decided(rows, event).map((row) => ({ ...row, status: 'IN_DISPUTE' }))),
    AssignmentReleased: (rows, event) => settled(decided(rows, event)),
    AssistExcused: 'ignored',
    LeadChanged: 'ignored',
    WhistleRedispatched: dispatched,
    DispatchRecalled: (_, { id, occurredAt }) => [
      { whistleId: id, status: 'ACCEPTED', dueAt: occurredAt, missed: false, suggestion: null, disputes: [] },
    ],
    FallbackDispatched: dispatched,
    DeadlineSet: ofTheDesk((row, { dueAt, carried, assignmentId }) => {
      const disputes = row.disputes.map((one) => (one.assignmentId === assignmentId ? { ...one, dueAt } : one));
      return { ...row, disputes, dueAt: earliest(disputes) ?? dueAt, missed: carried?.missed ?? false };
    }),
    WhistleMerged: gone,
    WhistleUnmerged: (_, { id, data, occurredAt }) => [
      { whistleId: id, status: data.to, dueAt: occurredAt, missed: false, suggestion: null, disputes: [] },
    ],
    OutcomeShared: 'ignored',
    OutcomeRecalled: 'ignored',
    FollowerAbsorbed: 'ignored',
    FollowerReleased: 'ignored',
    DeadlineWarned: 'ignored',
    SupervisionOpened: 'ignored',
    DeadlineCleared: 'ignored',
    DeadlineRecalculated: ofTheDesk((row, { dueAt }) => ({ ...row, dueAt })),
    DeadlineMissed: (rows, event) =>
      event.data.clock === 'STREET_RESPONSE'
        ? atDesk(rows)
        : ofTheDesk((row) => ({ ...row, missed: true }))(rows, event),
  },
};

type OnAssignment = Projected<
  WhistleEvent & { readonly data: { readonly assignmentId: string; readonly unitId: string } }
>;
type Asked = Omit<OpenDispute, 'assignmentId' | 'unitId'>;

/** What disputes, beside what waits already. */
function disputing(rows: Rows, { id, occurredAt, data }: OnAssignment, asked: Asked): Rows {
  const { assignmentId, unitId } = data;
  const nothing = { whistleId: id, dueAt: occurredAt, missed: false, suggestion: null, disputes: [] };
  const row: TriageBoardRow = rows[0] ?? { ...nothing, status: 'IN_DISPUTE' };
  const others = row.disputes.filter((one) => one.assignmentId !== assignmentId);
  return [{ ...row, disputes: [...others, { assignmentId, unitId, ...asked }] }];
}

const decided = (rows: Rows, { data }: OnAssignment): Rows =>
  rows.map((row) => {
    const disputes = row.disputes.filter(({ assignmentId }) => assignmentId !== data.assignmentId);
    if (disputes.length === row.disputes.length) return row;
    return { ...row, disputes, dueAt: earliest(disputes) ?? row.dueAt, missed: false };
  });

/** What no longer waits for the desk is gone. */
const settled = (rows: Rows): Rows =>
  rows.filter(({ status, disputes }) => status !== 'IN_DISPUTE' || disputes.length > 0);

/** Dispatched again; an assisting unit may still dispute. */
function dispatched(rows: Rows): Rows {
  return settled(rows.map((row) => ({ ...row, status: 'IN_DISPUTE', dueAt: earliest(row.disputes) ?? row.dueAt })));
}

const backAtDispatch = (
  row: TriageBoardRow,
  { data, occurredAt }: Projected<WhistleEventOf<'ReturnApproved'>>,
): TriageBoardRow =>
  data.caseStatus === undefined
    ? row
    : { ...row, status: 'BACK_AT_DISPATCH', dueAt: earliest(row.disputes) ?? occurredAt };

const earliest = (disputes: readonly OpenDispute[]): string | undefined =>
  disputes.flatMap(({ dueAt }) => (dueAt === undefined ? [] : [dueAt])).sort()[0];

export const triageBoard: Projection = {
  name: 'triage-board',
  version: 1,
  categories: [WHISTLE_CATEGORY],
  rows: [TriageBoardRow],
  ...rowsPerStream(view),
};
