import { DomainError } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { checkOrdered, followUpClock } from './calling-back.js';
import type { WhistleFacts } from './facts.js';
import { speaksFor } from './own-assignment.js';
import { reworked } from './reworking.js';
import { handlerDoesNotCheck, resolverDoesNotCheck } from './separation-of-duties.js';
import { refuseSending } from './recusal.js';
import { allowed } from './transitions.js';
import type { OrderCheck, RecordCheck } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { assignmentsOf, type WhistleIn, type WhistleState } from './whistle.state.js';

/** 核查: somebody else looks whether it is really done. */
export function orderCheck({ input, context }: OrderCheck, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('OrderCheck', state);
  const { unitId } = input;
  const { at } = context;
  if (whistle.check?.passed) throw new DomainError('check/already-passed');
  if (unitId !== undefined && !facts.directory.unit(unitId, at)) {
    throw new DomainError('check/unit-not-active', { unitId });
  }
  if (unitId !== undefined) refuseSending(unitId, whistle, facts.directory, at);
  handlerDoesNotCheck(unitId, assignmentsOf(whistle), facts.directory, at);
  return checkOrdered(whistle, { unitId }, at, facts);
}

/** Passed, the reporter is called, if that may begin; failed, it goes back to those who handled it. */
export function recordCheck(command: RecordCheck, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('RecordCheck', state);
  const { input, context } = command;
  const { at } = context;
  const { check } = whistle;
  if (!check || check.passed !== undefined) throw new DomainError('check/none-ordered');
  requireChecker(command, whistle, facts);
  const { longitude, latitude } = input;
  const point = longitude !== undefined && latitude !== undefined && { longitude, latitude };
  const of = { ...(check.unitId !== undefined && { unitId: check.unitId }), ...point };
  if (input.passed) {
    const note = input.note && { note: deIdentify(input.note, facts.known) };
    return [{ type: 'CheckPassed', data: { ...of, ...note } }, ...calledNow(whistle, context.at, facts)];
  }
  const { reason, assignmentIds } = input;
  return [
    { type: 'CheckFailed', data: { ...of, reason: deIdentify(reason, facts.known) } },
    ...reworked(whistle, { cause: 'CHECK', reason, assignmentIds }, at, facts),
  ];
}

/** Somebody of the unit that was sent; without one a grid worker of the place; whoever supervises it in any case. */
function requireChecker(
  { context }: RecordCheck,
  whistle: WhistleIn<'CHECKING' | 'FOLLOW_UP'>,
  { directory }: WhistleFacts,
): void {
  const { actor, at } = context;
  const { check } = whistle;
  const sent =
    check?.unitId === undefined ? actor.role === 'GRID_WORKER' : speaksFor(actor.unitId, check.unitId, directory, at);
  if (!sent && actor.role !== 'SUPERVISOR') throw new DomainError('check/not-yours');
  if ('selfResolved' in whistle) resolverDoesNotCheck(whistle.selfResolved.by, context);
  handlerDoesNotCheck(actor.unitId, assignmentsOf(whistle), directory, at);
}

function calledNow(whistle: WhistleIn<'CHECKING' | 'FOLLOW_UP'>, at: string, facts: WhistleFacts): WhistleEvent[] {
  const waits = whistle.clocks.some(({ clock }) => clock === 'CALL_BACK');
  const opens = whistle.status === 'CHECKING' && whistle.raised.anonymity !== 'ANONYMOUS' && !waits;
  return opens ? [{ type: 'FollowUpOpened', data: {} }, ...followUpClock(whistle, at, facts)] : [];
}
