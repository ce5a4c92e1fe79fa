import {
  type Assignment,
  assignmentsOf,
  type Dispute,
  type MaskedReporter,
  openTermination,
  type Whistle,
  type WhistleAtRevision,
  type WhistleSearchRow,
} from '@app/whistles';
import type { Suggestion, WhistleDetail, WhistleItem } from './whistle.responses.js';

export function presentItem(row: WhistleSearchRow): WhistleItem {
  const {
    whistleId,
    sourceSystem,
    sourceId,
    flags,
    raisedOn: _on,
    initiatorId: _who,
    aboutUnitIds: _about,
    ...shown
  } = row;
  const source = sourceSystem !== null && sourceId !== null ? { system: sourceSystem, id: sourceId, flags } : null;
  return { ...shown, id: whistleId, source } as WhistleItem;
}

/**
 * @param closeCondition what the category demands before closing
 * @param routing what routing suggests, told to the reader
 */
export function presentDetail(
  found: WhistleAtRevision,
  reporter: MaskedReporter | undefined,
  closeCondition: string | undefined,
  routing: Suggestion | undefined,
): WhistleDetail {
  const { whistleId, whistle, raisedAt, revision } = found;
  const { raised, status, sealed, summary, categoryCode, conditionSeq, urgency, clocks } = whistle;
  const { number, initiator, anonymity, location, timeZone } = raised;
  return {
    id: whistleId,
    number,
    status,
    level: initiator.level,
    anonymity,
    sealed,
    summary,
    categoryCode: categoryCode ?? null,
    conditionSeq,
    awaitedStreet: whistle.awaitedStreet ?? null,
    emergencyLine: whistle.emergencyLine ?? null,
    urgency: urgency ?? null,
    whistleType: whistle.whistleType,
    areaPath: location.areaPath,
    address: location.address ?? null,
    longitude: location.longitude ?? null,
    latitude: location.latitude ?? null,
    timeZone,
    raisedAt,
    masterId: whistle.merged?.masterId ?? null,
    followers: whistle.followers.length,
    result: resultOf(whistle),
    closingKind: whistle.status === 'CLOSED' ? whistle.kind : null,
    closeCondition: closeCondition ?? null,
    ...presentAftercare(whistle),
    revision,
    routing: routing ?? null,
    assignments: assignmentsOf(whistle).map((one) => ({
      ...presentAssignment(one),
      excluded: whistle.excluded.includes(one.assignmentId),
    })),
    clocks: clocks.map(presentClock),
    reporter: reporter ?? null,
  };
}

function presentAftercare(whistle: Whistle) {
  const { reworks, excluded, pastClocks, appeals, supervisions, voiding } = whistle;
  const check = 'check' in whistle ? whistle.check : undefined;
  return {
    check: check ? { unitId: check.unitId ?? null, passed: check.passed ?? null } : null,
    reworks,
    excluded: excluded.includes(''),
    overdue: pastClocks
      .filter(({ missed }) => missed)
      .map(({ clockId, clock, assignmentId = null, unitId = null, dueAt, exempted }) => {
        return { clockId, clock, assignmentId, unitId, dueAt, exempted };
      }),
    pending: {
      voiding: voiding !== undefined,
      termination: openTermination(whistle) !== undefined,
      appeals: appeals.filter(({ decided }) => !decided).map(({ assignmentId }) => assignmentId),
    },
    supervisions: supervisions.map(({ assignmentId = null, level, answered }) => ({ assignmentId, level, answered })),
  };
}

/** The lead's own, or for a follower (并单) what came of its master. */
function resultOf(whistle: Whistle): WhistleDetail['result'] {
  const told = 'result' in whistle ? whistle.result : whistle.merged?.shared;
  return told ? { outcome: told.outcome, reply: told.reply } : null;
}

function presentClock({ clockId, clock, assignmentId, unitId, dueAt, missed, pausedAt }: Whistle['clocks'][number]) {
  const of = { ...(assignmentId !== undefined && { assignmentId }), ...(unitId !== undefined && { unitId }) };
  return { clockId, clock, ...of, dueAt, missed, paused: pausedAt !== undefined };
}

function presentAssignment(assignment: Assignment): Omit<WhistleDetail['assignments'][number], 'excluded'> {
  const { assignmentId, unitId, role, mandatory, reportsIn, signed, contacted, reportedIn, resultSubmitted } =
    assignment;
  const { excused, noReturn, released = null } = assignment;
  const steps = { signed, contacted, reportedIn, resultSubmitted, excused };
  return {
    assignmentId,
    unitId,
    role,
    mandatory,
    reportsIn,
    ...steps,
    dispute: disputeOf(assignment),
    noReturn,
    released,
  };
}

function disputeOf({ returnAsked, arbitrationAskedBy }: Assignment): Dispute | null {
  if (arbitrationAskedBy !== undefined) return 'ARBITRATION';
  return returnAsked === undefined ? null : 'RETURN';
}
