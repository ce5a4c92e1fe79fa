import type { ClockKind } from '@app/catalogue/domain';
import { civilDateIn } from '@app/kernel';
import { type Projection, rowsPerStream, type RowsPerStream } from '@app/projections';
import type { Status, WhistleEvent } from '../../domain/index.js';
import { WHISTLE_CATEGORY, whistleCodec } from '../../whistle.codec.js';
import { moveBetweenCells } from './cells.js';
import { GRAINS } from './count-tables.js';
import { ResolutionFactRow } from './resolution-counts.row.js';

type Rows = readonly ResolutionFactRow[];
const change = (rows: Rows, changed: Partial<ResolutionFactRow>): Rows => rows.map((row) => ({ ...row, ...changed }));
const ofLead = (rows: Rows, unitId: string | undefined, changed: Partial<ResolutionFactRow>): Rows =>
  rows.map((row) => (row.unitId === unitId ? { ...row, ...changed } : row));
/** A handling of the lead's that has run out, or does not count as that after all: it may have handled it more than once. */
const late =
  (more: 1 | -1) =>
  (
    rows: Rows,
    { data }: { readonly data: { readonly clock: ClockKind; readonly unitId?: string | undefined } },
  ): Rows =>
    rows.map((row) => {
      if (data.clock !== 'HANDLE' || row.unitId !== data.unitId) return row;
      const lateClocks = row.lateClocks + more;
      return { ...row, lateClocks, overdue: lateClocks > 0 };
    });
const to = (status: Status) => (rows: Rows) => change(rows, { status });
/** What no unit had is to be dispatched. */
const again = ({ unitId }: ResolutionFactRow): Status => (unitId === '' ? 'ACCEPTED' : 'HANDLING');
const checked = (rows: Rows): Rows =>
  rows.map((row) => {
    if (row.status !== 'CHECKING') return row;
    return { ...row, status: row.unitId === '' ? 'SELF_RESOLVED' : 'HANDLED' };
  });
/** The case follows its lead: an event that changes its status says so. */
const inStatus = (rows: Rows, { data }: { readonly data: { readonly caseStatus?: Status | undefined } }): Rows =>
  data.caseStatus === undefined ? rows : change(rows, { status: data.caseStatus });
/** What the former lead was late with does not become the new one's (EC-13). */
const ledBy = (rows: Rows, unitId: string): Rows =>
  rows.map((row) => (row.unitId === unitId ? row : { ...row, unitId, overdue: false, lateClocks: 0 }));
/** Counts go down to the community: `XY/S1/C03/G2` → `XY/S1/C03`. */
const countedArea = (areaPath: string): string => areaPath.split('/').slice(0, 3).join('/');

/** "How many were raised, closed, late: by department, street, category and day?" */
const view: RowsPerStream<WhistleEvent, ResolutionFactRow> = {
  row: ResolutionFactRow,
  idProperty: 'whistleId',
  keyOf: ({ whistleId }) => whistleId,
  parse: whistleCodec.parse,
  handlers: {
    WhistleRaised: (_, { id, data }) => [
      {
        whistleId: id,
        raisedOn: data.raisedOn,
        closedOn: null,
        timeZone: data.timeZone,
        areaPath: countedArea(data.location.areaPath),
        categoryCode: data.categoryCode ?? '',
        unitId: '',
        status: 'RAISED',
        closingKind: '',
        overdue: false,
        lateClocks: 0,
      },
    ],
    WhistleRouted: 'ignored',
    WhistleAccepted: (rows, { data }) => change(rows, { status: 'ACCEPTED', categoryCode: data.categoryCode }),
    WhistleRejected: to('REJECTED'),
    WhistleReclassified: (rows, { data }) => change(rows, { categoryCode: data.categoryCode }),
    WhistleDispatched: to('DISPATCHED'),
    AssignmentCreated: (rows, event) => {
      const { role, unitId, takesOver } = event.data;
      if (role !== 'LEAD') return inStatus(rows, event);
      return takesOver === undefined ? ledBy(inStatus(rows, event), unitId) : change(rows, { unitId });
    },
    AssignmentSigned: 'ignored',
    ContactRecorded: 'ignored',
    DepartmentReportedIn: 'ignored',
    AllDepartmentsReportedIn: (rows) =>
      rows.map((row) => (row.status === 'DISPATCHED' ? { ...row, status: 'REPORTED' } : row)),
    HandlingStarted: to('HANDLING'),
    ProgressLogged: 'ignored',
    EvidenceAttached: 'ignored',
    AssignmentResultSubmitted: 'ignored',
    ResultSubmitted: to('HANDLED'),
    FollowUpOpened: to('FOLLOW_UP'),
    FollowUpAttempted: 'ignored',
    FollowUpCompleted: 'ignored',
    FollowUpUnreachable: 'ignored',
    PostHandleCheckOrdered: to('CHECKING'),
    CheckPassed: checked,
    CheckFailed: checked,
    ReworkOrdered: (rows) => rows.map((row) => ({ ...row, status: again(row) })),
    WhistleReopened: (rows, { data }) =>
      rows.map((row) => ({ ...row, status: data.caseStatus ?? again(row), closedOn: null, closingKind: '' })),
    AppealSubmitted: 'ignored',
    AppealReviewed: 'ignored',
    OverdueExempted: late(-1),
    AppealRejected: 'ignored',
    ExclusionDecided: 'ignored',
    UrgencyChanged: 'ignored',
    VoidingRequested: 'ignored',
    VoidingDenied: 'ignored',
    WhistleVoided: () => [],
    TerminationRequested: 'ignored',
    TerminationDenied: 'ignored',
    HandlingTerminated: 'ignored',
    SupervisionAnswered: 'ignored',
    DepartmentRated: 'ignored',
    StreetRated: 'ignored',
    FactCorrected: 'ignored',
    WhistleClosed: (rows, { occurredAt, data }) =>
      rows.map((row) => {
        const closedOn = civilDateIn(row.timeZone, occurredAt);
        return { ...row, status: 'CLOSED', closedOn, closingKind: data.kind };
      }),
    WhistleWithdrawn: to('WITHDRAWN'),
    InfoRequested: to('PENDING_INFO'),
    InfoSupplied: to('RAISED'),
    InfoRequestExpired: to('REJECTED'),
    PreVerificationOrdered: to('PRE_VERIFYING'),
    PreVerificationReported: to('RAISED'),
    HazardContained: 'ignored',
    ExtensionRequested: 'ignored',
    ExtensionGranted: 'ignored',
    ExtensionDenied: 'ignored',
    SuspensionRequested: 'ignored',
    SuspensionApproved: (rows, { data }) => ofLead(rows, data.unitId, { status: 'SUSPENDED' }),
    SuspensionDenied: 'ignored',
    CaseResumed: (rows, { data }) => ofLead(rows, data.unitId, { status: 'HANDLING' }),
    EmergencyRedirected: 'ignored',
    WhistleRedirected: to('REDIRECTED'),
    ReporterInformed: to('INFORMED'),
    StreetCalled: 'ignored',
    StreetResponded: 'ignored',
    SelfResolved: to('SELF_RESOLVED'),
    ReturnRequested: inStatus,
    ReturnApproved: inStatus,
    ReturnRejected: inStatus,
    ArbitrationRequested: inStatus,
    ArbitrationDecided: inStatus,
    AssignmentReleased: 'ignored',
    AssistExcused: 'ignored',
    LeadChanged: (rows, event) => ledBy(inStatus(rows, event), event.data.to.unitId),
    WhistleRedispatched: to('DISPATCHED'),
    DispatchRecalled: (rows) => change(ledBy(rows, ''), { status: 'ACCEPTED' }),
    FallbackDispatched: to('DISPATCHED'),
    WhistleMerged: (rows) => change(ledBy(rows, ''), { status: 'MERGED' }),
    WhistleUnmerged: (rows, { data }) => change(rows, { status: data.to }),
    OutcomeShared: 'ignored',
    OutcomeRecalled: to('MERGED'),
    FollowerAbsorbed: 'ignored',
    FollowerReleased: 'ignored',
    DeadlineSet: 'ignored',
    DeadlineWarned: 'ignored',
    SupervisionOpened: 'ignored',
    DeadlineCleared: late(-1),
    DeadlineRecalculated: 'ignored',
    DeadlineMissed: late(1),
  },
  written: (changes, db) => moveBetweenCells(db, changes),
};

export const resolutionCounts: Projection = {
  name: 'resolution-counts',
  version: 3,
  categories: [WHISTLE_CATEGORY],
  rows: [ResolutionFactRow, ...GRAINS.flatMap(({ tables }) => Object.values(tables))],
  ...rowsPerStream(view),
};
