import { type Projection, rowsPerStream, type RowsPerStream } from '@app/projections';
import type { WhistleEvent } from '../../domain/index.js';
import { WHISTLE_CATEGORY, whistleCodec } from '../../whistle.codec.js';
import { TriageBoardRow } from './triage-board.row.js';

type Rows = readonly TriageBoardRow[];
const gone = (): Rows => [];

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
    AssignmentResultSubmitted: 'ignored',
    ResultSubmitted: 'ignored',
    FollowUpOpened: 'ignored',
    FollowUpAttempted: 'ignored',
    FollowUpCompleted: 'ignored',
    FollowUpUnreachable: 'ignored',
    WhistleClosed: gone,
    WhistleWithdrawn: gone,
    InfoRequested: 'ignored',
    InfoSupplied: 'ignored',
    InfoRequestExpired: 'ignored',
    PreVerificationOrdered: 'ignored',
    PreVerificationReported: 'ignored',
    HazardContained: 'ignored',
    ExtensionRequested: 'ignored',
    ExtensionGranted: 'ignored',
    ExtensionDenied: 'ignored',
    SuspensionRequested: 'ignored',
    SuspensionApproved: 'ignored',
    SuspensionDenied: 'ignored',
    CaseResumed: 'ignored',
    DeadlineSet: (rows, { data }) => rows.map((row) => ({ ...row, dueAt: data.dueAt, missed: false })),
    DeadlineWarned: 'ignored',
    SupervisionOpened: 'ignored',
    DeadlineCleared: 'ignored',
    DeadlineRecalculated: 'ignored',
    DeadlineMissed: (rows) => rows.map((row) => ({ ...row, missed: true })),
  },
};

export const triageBoard: Projection = {
  name: 'triage-board',
  version: 1,
  categories: [WHISTLE_CATEGORY],
  rows: [TriageBoardRow],
  ...rowsPerStream(view),
};
