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
const to = (status: Status) => (rows: Rows) => change(rows, { status });
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
      },
    ],
    WhistleRouted: 'ignored',
    WhistleAccepted: (rows, { data }) => change(rows, { status: 'ACCEPTED', categoryCode: data.categoryCode }),
    WhistleRejected: to('REJECTED'),
    WhistleReclassified: (rows, { data }) => change(rows, { categoryCode: data.categoryCode }),
    WhistleDispatched: to('DISPATCHED'),
    AssignmentCreated: (rows, { data }) => (data.role === 'LEAD' ? change(rows, { unitId: data.unitId }) : rows),
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
    SelfResolved: to('SELF_RESOLVED'),
    DeadlineSet: 'ignored',
    DeadlineWarned: 'ignored',
    SupervisionOpened: 'ignored',
    DeadlineCleared: (rows, { data }) =>
      data.clock === 'HANDLE' ? ofLead(rows, data.unitId, { overdue: false }) : rows,
    DeadlineRecalculated: 'ignored',
    DeadlineMissed: (rows, { data }) =>
      data.clock === 'HANDLE'
        ? rows.map((row) => (row.unitId === data.unitId ? { ...row, overdue: true } : row))
        : rows,
  },
  written: (changes, db) => moveBetweenCells(db, changes),
};

export const resolutionCounts: Projection = {
  name: 'resolution-counts',
  version: 2,
  categories: [WHISTLE_CATEGORY],
  rows: [ResolutionFactRow, ...GRAINS.flatMap(({ tables }) => Object.values(tables))],
  ...rowsPerStream(view),
};
