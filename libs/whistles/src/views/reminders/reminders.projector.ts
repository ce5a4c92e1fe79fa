import { type Handlers, type Projected, type Projection, rowsPerStream, type RowsPerStream } from '@app/projections';
import { clocksPausedBy, clocksStoppedBy, type WhistleEvent, type WhistleEventOf } from '../../domain/index.js';
import { WHISTLE_CATEGORY, whistleCodec } from '../../whistle.codec.js';
import { type ReminderLevel, ReminderRow } from './reminder.row.js';

type Rows = readonly ReminderRow[];
type Addressed = Pick<ReminderRow, 'toUnits' | 'toRoles'>;
type Reminding = WhistleEventOf<'DeadlineWarned' | 'DeadlineMissed' | 'SupervisionOpened'>;

function done(rows: Rows, at: string, which: (row: ReminderRow) => boolean): Rows {
  const open = rows.filter((row) => row.doneAt === null && which(row));
  return open.length === 0 ? rows : rows.map((row) => (open.includes(row) ? { ...row, doneAt: at } : row));
}

/** A clock that stands still is of no concern either: once it goes on, it is set anew, and so are its marks. */
function stops(rows: Rows, event: Projected<WhistleEvent>): Rows {
  const [stopped, paused] = [clocksStoppedBy(event), clocksPausedBy(event)];
  const late = new Set(rows.filter(({ level }) => level === 'MISSED').map(({ clockId }) => clockId));
  return done(rows, event.occurredAt, ({ clockId, clock, assignmentId }) => {
    const ref = { clock, assignmentId: assignmentId ?? undefined, missed: late.has(clockId) };
    return stopped(ref) || paused(ref);
  });
}

/** 机构合并: what the former unit was reminded of is its successor's concern now. */
function takenOver(rows: Rows, { data }: Projected<WhistleEventOf<'AssignmentCreated'>>): Rows {
  const { takesOver, assignmentId, unitId } = data;
  if (takesOver === undefined) return rows;
  return rows.map((row) => {
    if (row.assignmentId !== takesOver || row.doneAt !== null) return row;
    const toUnits = row.toUnits.map((one) => (one === row.unitId ? unitId : one));
    return { ...row, assignmentId, unitId: row.unitId === null ? null : unitId, toUnits };
  });
}

/** 督办 of a unit that is released is the desk's to answer; everything else about its task is of no concern any more. */
function released(rows: Rows, event: Projected<WhistleEventOf<'AssignmentReleased'>>): Rows {
  const atTheDesk = rows.map((row): ReminderRow => {
    if (row.assignmentId !== event.data.assignmentId || row.doneAt !== null || !isOrder(row)) return row;
    const toRoles = [...new Set([...row.toRoles, 'DISPATCHER' as const])];
    return { ...row, assignmentId: null, unitId: null, toUnits: [], toRoles };
  });
  return stops(atTheDesk, event);
}

/** The desk's own time to answer what a unit, or 并单 at that very moment, has left to it: the order stands until then. */
function atTheDesk(
  rows: Rows,
  { data, occurredAt }: Projected<WhistleEventOf<'DeadlineSet' | 'DeadlineRecalculated'>>,
): Rows {
  const { clockId, clock, assignmentId, dueAt } = data;
  const stands = (row: ReminderRow): boolean =>
    row.assignmentId === null && (row.doneAt === null || row.doneAt === occurredAt) && isOrder(row);
  const isKnown = rows.some((row) => row.clockId === clockId);
  if (clock !== 'SUPERVISION' || assignmentId !== undefined || isKnown) return rows;
  return rows.map((row) => (stands(row) ? { ...row, clockId, dueAt, doneAt: null } : row));
}

/** What was said of another due moment of this clock holds no longer; what was ordered (督办) does, until the new one. */
function moved(rows: Rows, event: Projected<WhistleEventOf<'DeadlineSet' | 'DeadlineRecalculated'>>): Rows {
  const { clockId, dueAt } = event.data;
  const stands = (row: ReminderRow): boolean => isOrder(row) && row.clockId === clockId && row.doneAt === null;
  const ordered = atTheDesk(rows, event);
  const kept = ordered.some(stands) ? ordered.map((row) => (stands(row) ? { ...row, dueAt } : row)) : ordered;
  return done(kept, event.occurredAt, (row) => row.clockId === clockId && row.dueAt !== dueAt);
}

/** A slip by a person comes before its own clock runs out, one by the clock after. */
const isOrder = ({ clock, level, markedAt, dueAt }: ReminderRow): boolean =>
  clock === 'SUPERVISION' && level.endsWith('_SLIP') && markedAt < dueAt;

/** `DeadlineMissed` names nobody: it is for those who were warned last, else for the unit, and for the desk in any case. */
function missedBy(rows: Rows, { data: { clockId, unitId } }: WhistleEventOf<'DeadlineMissed'>): Addressed {
  const warned = rows.findLast((row) => row.clockId === clockId && row.level === 'RED');
  const toUnits = unitId === undefined ? [] : [unitId];
  return warned ?? { toUnits, toRoles: ['DISPATCHER'] };
}

const addressed = (to: WhistleEventOf<'DeadlineWarned'>['data']['to']): Addressed => ({
  toUnits: to.flatMap((one) => ('unitId' in one ? [one.unitId] : [])),
  toRoles: to.flatMap((one) => ('role' in one ? [one.role] : [])),
});

function reminder(level: ReminderLevel, { toUnits, toRoles }: Addressed, event: Projected<Reminding>): ReminderRow {
  const { clockId, clock, assignmentId = null, unitId = null, dueAt } = event.data;
  const about = { clockId, clock, assignmentId, unitId, markedAt: event.occurredAt, dueAt };
  return { whistleId: event.id, revision: event.revision, level, toUnits, toRoles, ...about, doneAt: null };
}

/** Nobody is reminded of what another system had let run out before it was imported, nor of what a correction found to be late. */
const isPast = ({ recorded, data }: Projected<WhistleEventOf<'DeadlineMissed'>>): boolean =>
  recorded.metadata.actor.channel === 'import' || data.because === 'CORRECTED';

const handlers: Handlers<WhistleEvent, Rows> = {
  WhistleRaised: 'ignored',
  WhistleRouted: 'ignored',
  WhistleAccepted: stops,
  WhistleRejected: stops,
  WhistleReclassified: 'ignored',
  WhistleDispatched: stops,
  AssignmentCreated: takenOver,
  AssignmentSigned: stops,
  ContactRecorded: stops,
  DepartmentReportedIn: stops,
  AllDepartmentsReportedIn: 'ignored',
  HandlingStarted: 'ignored',
  ProgressLogged: 'ignored',
  EvidenceAttached: 'ignored',
  AssignmentResultSubmitted: stops,
  ResultSubmitted: stops,
  FollowUpOpened: stops,
  FollowUpAttempted: stops,
  FollowUpCompleted: stops,
  FollowUpUnreachable: stops,
  PostHandleCheckOrdered: 'ignored',
  CheckPassed: stops,
  CheckFailed: stops,
  ReworkOrdered: stops,
  WhistleReopened: 'ignored',
  AppealSubmitted: 'ignored',
  AppealReviewed: 'ignored',
  OverdueExempted: 'ignored',
  AppealRejected: 'ignored',
  ExclusionDecided: 'ignored',
  UrgencyChanged: 'ignored',
  VoidingRequested: 'ignored',
  VoidingDenied: 'ignored',
  WhistleVoided: stops,
  TerminationRequested: 'ignored',
  TerminationDenied: 'ignored',
  HandlingTerminated: 'ignored',
  SupervisionAnswered: stops,
  DepartmentRated: 'ignored',
  StreetRated: 'ignored',
  FactCorrected: 'ignored',
  WhistleClosed: stops,
  WhistleWithdrawn: stops,
  InfoRequested: stops,
  InfoSupplied: stops,
  InfoRequestExpired: stops,
  PreVerificationOrdered: stops,
  PreVerificationReported: stops,
  HazardContained: stops,
  ExtensionRequested: 'ignored',
  ExtensionGranted: 'ignored',
  ExtensionDenied: 'ignored',
  SuspensionRequested: 'ignored',
  SuspensionApproved: stops,
  SuspensionDenied: 'ignored',
  CaseResumed: stops,
  EmergencyRedirected: 'ignored',
  WhistleRedirected: stops,
  ReporterInformed: stops,
  StreetCalled: 'ignored',
  StreetResponded: stops,
  SelfResolved: stops,
  ReturnRequested: stops,
  ReturnApproved: stops,
  ReturnRejected: stops,
  ArbitrationRequested: stops,
  ArbitrationDecided: stops,
  AssignmentReleased: released,
  AssistExcused: 'ignored',
  LeadChanged: stops,
  WhistleRedispatched: stops,
  DispatchRecalled: 'ignored',
  FallbackDispatched: stops,
  WhistleMerged: stops,
  WhistleUnmerged: stops,
  OutcomeShared: 'ignored',
  OutcomeRecalled: stops,
  FollowerAbsorbed: 'ignored',
  FollowerReleased: 'ignored',
  DeadlineSet: moved,
  DeadlineRecalculated: moved,
  DeadlineMissed: (rows, event) => (isPast(event) ? rows : [...rows, reminder('MISSED', missedBy(rows, event), event)]),
  DeadlineWarned: (rows, event) => [...rows, reminder(event.data.mark, addressed(event.data.to), event)],
  SupervisionOpened: (rows, event) => [...rows, reminder(`${event.data.level}_SLIP`, addressed(event.data.to), event)],
  DeadlineCleared: (rows, event) => done(rows, event.occurredAt, ({ clockId }) => clockId === event.data.clockId),
};

/** "What has run out or is about to, and who was told?" */
const view: RowsPerStream<WhistleEvent, ReminderRow> = {
  row: ReminderRow,
  idProperty: 'whistleId',
  keyOf: ({ revision }) => String(revision),
  parse: whistleCodec.parse,
  handlers,
};

export const reminders: Projection = {
  name: 'reminders',
  version: 2,
  categories: [WHISTLE_CATEGORY],
  rows: [ReminderRow],
  ...rowsPerStream(view),
};
