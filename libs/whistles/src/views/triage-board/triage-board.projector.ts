import type { ClockKind } from '@app/catalogue/domain';
import { type Projection, rowsPerStream, type RowsPerStream } from '@app/projections';
import type { WhistleEvent } from '../../domain/index.js';
import { WHISTLE_CATEGORY, whistleCodec } from '../../whistle.codec.js';
import { TriageBoardRow } from './triage-board.row.js';

type Rows = readonly TriageBoardRow[];
/** 返工, 重办 of what no unit had. */
const toDispatch = ({ id, occurredAt }: { readonly id: string; readonly occurredAt: string }): TriageBoardRow => {
  return { whistleId: id, status: 'ACCEPTED', dueAt: occurredAt, missed: false, suggestion: null };
};
const gone = (): Rows => [];
const to = (status: TriageBoardRow['status']) => (rows: Rows) => rows.map((row) => ({ ...row, status }));

/** Its own clocks: not what it waits for from others, nor what the resident was promised in all. */
const ofTheDesk =
  (change: (row: TriageBoardRow, data: { readonly dueAt: string }) => TriageBoardRow) =>
  (rows: Rows, { data }: { readonly data: { readonly clock: ClockKind; readonly dueAt: string } }): Rows =>
    data.clock === 'ACCEPT' || data.clock === 'DISPATCH' ? rows.map((row) => change(row, data)) : rows;

/** "What waits for the triage desk, and how late is it?" */
const view: RowsPerStream<WhistleEvent, TriageBoardRow> = {
  row: TriageBoardRow,
  idProperty: 'whistleId',
  keyOf: ({ whistleId }) => whistleId,
  parse: whistleCodec.parse,
  handlers: {
    WhistleRaised: (_, { id, occurredAt }) => [
      { whistleId: id, status: 'RAISED', dueAt: occurredAt, missed: false, suggestion: null },
    ],
    WhistleRouted: (rows, { data }) => rows.map((row) => ({ ...row, suggestion: data })),
    WhistleAccepted: (rows) => rows.map((row) => ({ ...row, status: 'ACCEPTED', missed: false })),
    WhistleRejected: gone,
    WhistleReclassified: 'ignored',
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
    WhistleReopened: (_, event) => (event.data.assignmentId === undefined ? [toDispatch(event)] : []),
    AppealSubmitted: 'ignored',
    AppealReviewed: 'ignored',
    OverdueExempted: 'ignored',
    AppealRejected: 'ignored',
    ExclusionDecided: 'ignored',
    UrgencyChanged: 'ignored',
    VoidingRequested: 'ignored',
    VoidingDenied: 'ignored',
    WhistleVoided: gone,
    TerminationRequested: 'ignored',
    TerminationDenied: 'ignored',
    HandlingTerminated: 'ignored',
    SupervisionAnswered: 'ignored',
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
    SelfResolved: gone,
    DeadlineSet: ofTheDesk((row, { dueAt }) => ({ ...row, dueAt, missed: false })),
    DeadlineWarned: 'ignored',
    SupervisionOpened: 'ignored',
    DeadlineCleared: 'ignored',
    DeadlineRecalculated: ofTheDesk((row, { dueAt }) => ({ ...row, dueAt })),
    DeadlineMissed: ofTheDesk((row) => ({ ...row, missed: true })),
  },
};

export const triageBoard: Projection = {
  name: 'triage-board',
  version: 1,
  categories: [WHISTLE_CATEGORY],
  rows: [TriageBoardRow],
  ...rowsPerStream(view),
};
