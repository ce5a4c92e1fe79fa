import { type Projected, type Projection, rowsPerStream, type RowsPerStream } from '@app/projections';
import type { Status, WhistleEvent, WhistleEventOf } from '../../domain/index.js';
import { WHISTLE_CATEGORY, whistleCodec } from '../../whistle.codec.js';
import { grams } from './grams.js';
import { type PendingDecision, WhistleSearchRow } from './whistle-search.row.js';

type Rows = readonly WhistleSearchRow[];

/** "Which whistles are there about …?" */
const view: RowsPerStream<WhistleEvent, WhistleSearchRow> = {
  row: WhistleSearchRow,
  idProperty: 'whistleId',
  keyOf: ({ whistleId }) => whistleId,
  parse: whistleCodec.parse,
  handlers: {
    WhistleRaised: (_, event) => [raised(event)],
    WhistleRouted: 'ignored',
    WhistleAccepted: (rows, { data: { categoryCode, urgency, sealed } }) =>
      change(rows, { status: 'ACCEPTED', categoryCode, urgency, ...(sealed && { sealed }) }),
    WhistleRejected: (rows, { occurredAt }) => change(rows, { status: 'REJECTED', closedAt: occurredAt }),
    WhistleReclassified: (rows, { data: { categoryCode, urgency, sealed, summary } }) =>
      change(rows, { categoryCode, urgency, sealed, ...(summary !== undefined && { summary }) }),
    WhistleDispatched: (rows, { data }) =>
      change(rows, { status: 'DISPATCHED', whistleType: data.whistleType ?? 'ORDINARY' }),
    AssignmentCreated: (rows, event) => {
      const { unitId, role } = event.data;
      return inStatus(rows, event).map((row) => ({
        ...row,
        unitIds: [...new Set([...row.unitIds, unitId])],
        leadUnitId: role === 'LEAD' ? unitId : row.leadUnitId,
      }));
    },
    AssignmentSigned: 'ignored',
    ContactRecorded: 'ignored',
    DepartmentReportedIn: 'ignored',
    AllDepartmentsReportedIn: (rows) =>
      rows.map((row) => (row.status === 'DISPATCHED' ? { ...row, status: 'REPORTED' } : row)),
    HandlingStarted: (rows) => change(rows, { status: 'HANDLING' }),
    ProgressLogged: 'ignored',
    EvidenceAttached: 'ignored',
    AssignmentResultSubmitted: 'ignored',
    ResultSubmitted: (rows) => change(settled(rows, 'TERMINATION'), { status: 'HANDLED' }),
    FollowUpOpened: (rows) => change(rows, { status: 'FOLLOW_UP' }),
    FollowUpAttempted: 'ignored',
    FollowUpCompleted: 'ignored',
    FollowUpUnreachable: 'ignored',
    PostHandleCheckOrdered: (rows, { data }) => change(sentToLook(rows, data.unitId), { status: 'CHECKING' }),
    CheckPassed: checked,
    CheckFailed: checked,
    ReworkOrdered: (rows, { data }) =>
      rows.map((row) => ({ ...row, status: again(row), masterId: null, reworks: data.n })),
    WhistleReopened: (rows, { data }) =>
      rows.map((row) => {
        const open = { status: data.caseStatus ?? again(row), masterId: null, closedAt: null, closingKind: null };
        return { ...row, ...open, reopenings: row.reopenings + 1 };
      }),
    AppealSubmitted: asked('APPEAL'),
    AppealReviewed: (rows, { data }) => (data.upheld && data.level === 1 ? rows : settled(rows, 'APPEAL')),
    OverdueExempted: (rows) => rows.map((row) => ({ ...row, exemptedClocks: row.exemptedClocks + 1 })),
    AppealRejected: 'ignored',
    ExclusionDecided: (rows, { data }) => (data.assignmentId === undefined ? change(rows, { excluded: true }) : rows),
    UrgencyChanged: (rows, { data }) => change(rows, { urgency: data.to }),
    VoidingRequested: asked('VOIDING'),
    VoidingDenied: (rows) => settled(rows, 'VOIDING'),
    WhistleVoided: (rows, { occurredAt }) => change(rows, { status: 'VOIDED', closedAt: occurredAt, pending: [] }),
    TerminationRequested: asked('TERMINATION'),
    TerminationDenied: (rows) => settled(rows, 'TERMINATION'),
    HandlingTerminated: (rows) => settled(rows, 'TERMINATION'),
    SupervisionAnswered: 'ignored',
    DepartmentRated: 'ignored',
    StreetRated: 'ignored',
    FactCorrected: 'ignored',
    WhistleClosed: (rows, { occurredAt, data }) =>
      change(rows, { status: 'CLOSED', closedAt: occurredAt, closingKind: data.kind }),
    WhistleWithdrawn: (rows, { occurredAt }) => change(rows, { status: 'WITHDRAWN', closedAt: occurredAt }),
    InfoRequested: (rows) => change(rows, { status: 'PENDING_INFO' }),
    InfoSupplied: (rows) => change(rows, { status: 'RAISED' }),
    InfoRequestExpired: (rows, { occurredAt }) => change(rows, { status: 'REJECTED', closedAt: occurredAt }),
    PreVerificationOrdered: (rows, { data }) => change(sentToLook(rows, data.unitId), { status: 'PRE_VERIFYING' }),
    PreVerificationReported: (rows) => change(rows, { status: 'RAISED' }),
    HazardContained: 'ignored',
    ExtensionRequested: 'ignored',
    ExtensionGranted: 'ignored',
    ExtensionDenied: 'ignored',
    SuspensionRequested: 'ignored',
    SuspensionApproved: (rows, { data }) => withLead(rows, data.unitId, 'SUSPENDED'),
    SuspensionDenied: 'ignored',
    CaseResumed: (rows, { data }) => withLead(rows, data.unitId, 'HANDLING'),
    EmergencyRedirected: 'ignored',
    WhistleRedirected: (rows, { occurredAt }) => change(rows, { status: 'REDIRECTED', closedAt: occurredAt }),
    ReporterInformed: (rows, { occurredAt }) => change(rows, { status: 'INFORMED', closedAt: occurredAt }),
    StreetCalled: 'ignored',
    StreetResponded: 'ignored',
    SelfResolved: (rows) => change(rows, { status: 'SELF_RESOLVED' }),
    ReturnRequested: inStatus,
    ReturnApproved: inStatus,
    ReturnRejected: inStatus,
    ArbitrationRequested: inStatus,
    ArbitrationDecided: inStatus,
    AssignmentReleased: 'ignored',
    AssistExcused: 'ignored',
    LeadChanged: (rows, event) =>
      change(settled(inStatus(rows, event), 'TERMINATION'), { leadUnitId: event.data.to.unitId }),
    WhistleRedispatched: (rows) => change(rows, { status: 'DISPATCHED' }),
    DispatchRecalled: (rows) => change(settled(rows, 'TERMINATION'), { status: 'ACCEPTED', ...UNDISPATCHED }),
    FallbackDispatched: (rows) => change(rows, { status: 'DISPATCHED' }),
    WhistleMerged: (rows, { data }) => change(rows, { status: 'MERGED', masterId: data.masterId, ...UNDISPATCHED }),
    WhistleUnmerged: (rows, { data }) => change(rows, { status: data.to, masterId: null }),
    OutcomeShared: 'ignored',
    OutcomeRecalled: (rows) => change(rows, { status: 'MERGED' }),
    FollowerAbsorbed: (rows) => rows.map((row) => ({ ...row, followers: row.followers + 1 })),
    FollowerReleased: (rows) => rows.map((row) => ({ ...row, followers: row.followers - 1 })),
    DeadlineSet: 'ignored',
    DeadlineWarned: 'ignored',
    SupervisionOpened: 'ignored',
    DeadlineCleared: (rows) => rows.map((row) => ({ ...row, missedClocks: row.missedClocks - 1 })),
    DeadlineRecalculated: 'ignored',
    DeadlineMissed: (rows) => rows.map((row) => ({ ...row, missedClocks: row.missedClocks + 1 })),
  },
};

/** Merged or recalled, nobody leads it, and it may be dispatched as another type. */
const UNDISPATCHED = { whistleType: 'ORDINARY', leadUnitId: null } as const;

/** Somebody has to decide; of an appeal, for each unit that made one. */
function asked(decision: PendingDecision) {
  return (rows: Rows): Rows => rows.map((row) => ({ ...row, pending: [...row.pending, decision] }));
}
function settled(rows: Rows, decision: PendingDecision): Rows {
  return rows.map((row) => {
    const index = row.pending.indexOf(decision);
    return index < 0 ? row : { ...row, pending: row.pending.toSpliced(index, 1) };
  });
}

/** What no unit had is to be dispatched. */
const again = ({ leadUnitId }: WhistleSearchRow): Status => (leadUnitId === null ? 'ACCEPTED' : 'HANDLING');
function checked(rows: Rows): Rows {
  return rows.map((row) => {
    if (row.status !== 'CHECKING') return row;
    return { ...row, status: row.leadUnitId === null ? 'SELF_RESOLVED' : 'HANDLED' };
  });
}

/** Whoever is sent to look at it, before or after, may see it from then on. */
const sentToLook = (rows: Rows, unitId: string | undefined): Rows =>
  unitId === undefined ? rows : rows.map((row) => ({ ...row, unitIds: [...new Set([...row.unitIds, unitId])] }));

/** The case follows its lead: an event that changes its status says so. */
function inStatus(rows: Rows, { data }: { readonly data: { readonly caseStatus?: Status | undefined } }): Rows {
  return data.caseStatus === undefined ? rows : change(rows, { status: data.caseStatus });
}

/** The case rests with its lead. */
const withLead = (rows: Rows, unitId: string, status: Status): Rows =>
  rows.map((row) => (row.leadUnitId === unitId ? { ...row, status } : row));

/** A changed summary is found by its new words too. */
function change(rows: Rows, changed: Partial<WhistleSearchRow>): Rows {
  return rows.map((row) => {
    const next = { ...row, ...changed };
    return changed.summary === undefined ? next : { ...next, grams: textGrams(next) };
  });
}

function raised({ id, occurredAt, data }: Projected<WhistleEventOf<'WhistleRaised'>>): WhistleSearchRow {
  const { number, initiator, anonymity, sealed, summary, categoryCode, location, raisedOn, source } = data;
  const { aboutUnitIds = [] } = data;
  const row = {
    whistleId: id,
    number,
    status: 'RAISED' as const,
    level: initiator.level,
    anonymity,
    initiatorId: initiator.actorId,
    sealed,
    aboutUnitIds,
    summary,
    categoryCode: categoryCode ?? null,
    urgency: null,
    whistleType: 'ORDINARY' as const,
    areaPath: location.areaPath,
    address: location.address ?? null,
    longitude: location.longitude ?? null,
    latitude: location.latitude ?? null,
    unitIds: [],
    leadUnitId: null,
    raisedAt: occurredAt,
    raisedOn,
    closedAt: null,
    closingKind: null,
    missedClocks: 0,
    exemptedClocks: 0,
    reworks: 0,
    reopenings: 0,
    excluded: false,
    masterId: null,
    followers: 0,
    pending: [],
    sourceSystem: source?.system ?? null,
    sourceId: source?.id ?? null,
    flags: source?.flags ?? [],
  };
  return { ...row, grams: textGrams(row) };
}

const textGrams = ({ number, summary, address }: Pick<WhistleSearchRow, 'number' | 'summary' | 'address'>): string[] =>
  grams([number, summary, address ?? ''].join(' '));

export const whistleSearch: Projection = {
  name: 'whistle-search',
  version: 3,
  categories: [WHISTLE_CATEGORY],
  rows: [WhistleSearchRow],
  ...rowsPerStream(view),
};
