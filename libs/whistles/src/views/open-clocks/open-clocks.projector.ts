import { type Handlers, type Projection, rowsPerStream, type RowsPerStream } from '@app/projections';
import { clocksStoppedBy, type WhistleEvent } from '../../domain/index.js';
import { WHISTLE_CATEGORY, whistleCodec } from '../../whistle.codec.js';
import { OpenClockRow } from './open-clock.row.js';

type Rows = readonly OpenClockRow[];

function stops(rows: Rows, event: WhistleEvent): Rows {
  const stopped = clocksStoppedBy(event);
  return rows.filter(({ clock, assignmentId }) => !stopped({ clock, assignmentId: assignmentId ?? undefined }));
}

const handlers: Handlers<WhistleEvent, Rows> = {
  WhistleRaised: 'ignored',
  WhistleRouted: 'ignored',
  WhistleAccepted: stops,
  WhistleRejected: stops,
  WhistleReclassified: 'ignored',
  WhistleDispatched: stops,
  AssignmentCreated: 'ignored',
  AssignmentSigned: stops,
  ContactRecorded: stops,
  DepartmentReportedIn: stops,
  AllDepartmentsReportedIn: 'ignored',
  HandlingStarted: 'ignored',
  ProgressLogged: 'ignored',
  AssignmentResultSubmitted: stops,
  ResultSubmitted: stops,
  FollowUpOpened: 'ignored',
  FollowUpAttempted: 'ignored',
  FollowUpCompleted: 'ignored',
  FollowUpUnreachable: 'ignored',
  WhistleClosed: stops,
  WhistleWithdrawn: stops,
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
  DeadlineSet: (rows, { id, data }) => {
    const others = rows.filter(({ clockId }) => clockId !== data.clockId);
    const { clockId, clock, assignmentId = null, unitId = null, startedAt, dueAt, timer, kind } = data;
    const { policyVersion, calendarVersion, provisional } = data;
    const row = {
      whistleId: id,
      clockId,
      clock,
      assignmentId,
      unitId,
      startedAt,
      dueAt,
      missed: false,
      timer,
      kind,
      policyVersion,
      calendarVersion,
      provisional,
    };
    return [...others, row];
  },
  DeadlineWarned: 'ignored',
  SupervisionOpened: 'ignored',
  DeadlineCleared: 'ignored',
  DeadlineRecalculated: 'ignored',
  DeadlineMissed: (rows, { data }) =>
    rows.map((row) => (row.clockId === data.clockId ? { ...row, missed: true } : row)),
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
  version: 1,
  categories: [WHISTLE_CATEGORY],
  rows: [OpenClockRow],
  ...rowsPerStream(view),
};
