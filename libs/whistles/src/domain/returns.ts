import { PLAIN_RETURNS } from '@app/catalogue/domain';
import { DomainError, type Instant } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { dueOf } from '@app/working-time';
import { nextClock } from './clock-start.js';
import { placeOfWhistle, rulesInForce } from './clock-rules.js';
import { clocksStartedBy } from './clocks.js';
import { startClocks } from './deadlines.js';
import { routedAnew } from './dispatching.js';
import type { WhistleFacts } from './facts.js';
import { inTurn } from './in-turn.js';
import { assignmentOf, ownAssignment, ref, refused, speaksFor, unfinished } from './own-assignment.js';
import { resumedBy } from './run-clocks.js';
import { allowed } from './transitions.js';
import { completedSince, nextSet, released, undisputed } from './unit-set.js';
import type { DecideReturn, RequestReturn } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { type Assignment, assignmentsOf, inDispute, type Whistle, type WhistleState } from './whistle.state.js';

/** After so many refusals it is not returned any more: it is for arbitration (EC-10). */
const REFUSALS_AT_MOST = 2;

/** 退单申请: a request, not a return. The case is disputed if it is the lead's; an assisting unit disputes alone. */
export function requestReturn(command: RequestReturn, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('RequestReturn', state);
  const { input, context } = command;
  const { at, actor } = context;
  const assignment = unfinished(ownAssignment(command, whistle, facts));
  checkReturnable(assignment, whistle, returnsAtMost(whistle, at, facts));
  const closed = windowRefusal(assignment, whistle, at, facts);
  if (closed) throw closed;
  const { reason, suggestedUnitId } = input;
  if (suggestedUnitId !== undefined) checkSuggested(suggestedUnitId, assignment, at, facts);
  const suggestion = suggestedUnitId !== undefined && { suggestedUnitId };
  const data = { ...ref(assignment), reason, ...suggestion, basis: deIdentify(input.basis, facts.known), by: actor.id };
  const start = { ...nextClock(whistle, facts.catalogue, at), of: { assignmentId: assignment.assignmentId } };
  return [
    { type: 'ReturnRequested', data: { ...data, ...disputed(assignment) } },
    ...startClocks(facts.catalogue, clocksStartedBy('ReturnRequested'), start),
  ];
}

/** The case follows its lead. */
export const disputed = ({ role }: Assignment) => role === 'LEAD' && { caseStatus: 'IN_DISPUTE' as const };

function checkReturnable(assignment: Assignment, whistle: Whistle, most: number): void {
  if (inDispute(assignment)) throw refused('return/already-asked', assignment);
  if (assignment.noReturn) throw refused('return/no-return', assignment);
  if (isExhausted(assignment, whistle, most)) throw refused('return/too-often', assignment, { most });
  checkUnasked(assignment, whistle);
}

/** Nothing else is asked for of this assignment: one decision at a time. */
export function checkUnasked(assignment: Assignment, { clocks, termination }: Whistle): void {
  if (assignment.suspended) throw refused('assignment/suspended', assignment);
  const asked = clocks.some((one) => {
    return one.assignmentId === assignment.assignmentId && one.extensionAskedBy !== undefined;
  });
  const ended = termination?.assignmentId === assignment.assignmentId;
  if (asked || assignment.suspensionAsked || ended) throw refused('return/other-request-pending', assignment);
}

/** 退单次数 by the policy in force there. */
export const returnsAtMost = (whistle: Whistle, at: Instant, { catalogue }: Pick<WhistleFacts, 'catalogue'>): number =>
  catalogue.timePolicy(placeOfWhistle(whistle).areaPath, at).returnsAtMost ?? PLAIN_RETURNS;

/** EC-10: A returns it, B returns it: then it is for arbitration. Of assisting units each counts for itself. */
export function isExhausted({ role, unitId }: Assignment, whistle: Whistle, most: number): boolean {
  const returned = assignmentsOf(whistle).filter((one) => one.released === 'RETURNED');
  const counted = returned.filter((one) => (role === 'LEAD' ? one.role === 'LEAD' : one.unitId === unitId));
  return counted.length >= most;
}

/** 退单时限, from the assignment on. Where there is none (特急), only after somebody has made it safe. */
export function windowRefusal(
  assignment: Assignment,
  whistle: Whistle,
  at: Instant,
  { catalogue }: Pick<WhistleFacts, 'catalogue'>,
): DomainError | undefined {
  const { assignedAt = at } = assignment;
  const { calendar, policy } = rulesInForce(catalogue, placeOfWhistle(whistle), assignedAt);
  const { urgency } = whistle;
  const { returnWindow } = catalogue.timePolicy(placeOfWhistle(whistle).areaPath, assignedAt);
  const window = urgency && returnWindow[urgency];
  if (!window) {
    const isSafe = assignmentsOf(whistle).some(({ contained }) => contained);
    return isSafe ? undefined : refused('return/no-window', assignment);
  }
  const until = dueOf(calendar, assignedAt, window, policy.counting).dueAt;
  return until < at ? refused('return/too-late', assignment, { until, window }) : undefined;
}

function checkSuggested(
  suggestedUnitId: string,
  assignment: Assignment,
  at: Instant,
  { directory }: WhistleFacts,
): void {
  if (suggestedUnitId === assignment.unitId) throw refused('return/suggests-itself', assignment);
  if (!directory.unit(suggestedUnitId, at)) throw new DomainError('return/unknown-unit', { unitId: suggestedUnitId });
}

/**
 * 退单审批, by nobody of the unit that asks. Approved, the unit is released, and the whistle is back at dispatch if it led;
 * refused, everything goes on as before, after the second refusal for good.
 */
export function decideReturn(
  { input, context }: DecideReturn,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('DecideReturn', state);
  const assignment = assignmentOf({ input }, whistle);
  const asked = assignment.returnAsked;
  if (!asked) throw refused('return/none-pending', assignment);
  const { at, actor } = context;
  if (asked.by === actor.id || isOf(actor.unitId, assignment, facts, at))
    throw refused('return/own-request', assignment);
  const reason = deIdentify(input.reason, facts.known);
  if (!input.approved) return rejected(assignment, reason, { whistle, at, facts });
  if (asked.reason === 'UNCLEAR_OWNERSHIP') throw refused('return/needs-arbitration', assignment);
  const { fault } = input;
  const leads = assignment.role === 'LEAD';
  const back = leads && { caseStatus: 'BACK_AT_DISPATCH' as const };
  return inTurn(
    whistle,
    at,
    () => [
      { type: 'ReturnApproved', data: { ...ref(assignment), fault, reason, ...back } },
      released(assignment, nextSet(whistle), { cause: 'RETURNED', fault }),
    ],
    (now) => (leads ? [routedAnew(now, asked.suggestedUnitId, facts, at)] : []),
    (now) => (leads ? dispatchClock(now, at, facts) : completedSince(whistle)(now)),
  );
}

/** The desk's own, while it is back. */
const dispatchClock = (now: Whistle, at: Instant, { catalogue }: WhistleFacts): WhistleEvent[] =>
  startClocks(catalogue, clocksStartedBy('ReturnApproved'), nextClock(now, catalogue, at));

interface Situation {
  readonly whistle: Whistle;
  readonly at: Instant;
  readonly facts: WhistleFacts;
}

function rejected(assignment: Assignment, reason: string, { whistle, at, facts }: Situation): WhistleEvent[] {
  const noReturn = assignment.returnsRejected + 1 >= REFUSALS_AT_MOST;
  const goesOn = assignment.role === 'LEAD' && { caseStatus: undisputed(whistle) };
  const refusal: WhistleEvent = {
    type: 'ReturnRejected',
    data: { ...ref(assignment), reason, noReturn, ...goesOn },
  };
  return [refusal, ...resumedBy(refusal, whistle, at, facts)];
}

/** Whether somebody acts for the unit, or for one below it. */
export const isOf = (
  actorUnitId: string | undefined,
  { unitId }: Assignment,
  { directory }: Pick<WhistleFacts, 'directory'>,
  at: Instant,
): boolean => actorUnitId !== undefined && speaksFor(unitId, actorUnitId, directory, at);
