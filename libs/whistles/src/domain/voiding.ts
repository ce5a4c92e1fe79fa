import { DomainError } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import type { WhistleFacts } from './facts.js';
import { assignmentOf, ownAssignment, present, ref, unfinished } from './own-assignment.js';
import { dispatcherDoesNotClose, requesterDoesNotDecide } from './separation-of-duties.js';
import { allowed } from './transitions.js';
import { nobodyDisputes } from './unit-set.js';
import type { DecideTermination, DecideVoiding, RequestTermination, RequestVoiding } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { inDispute, openTermination, type WhistleState } from './whistle.state.js';

/** 作废申请: a test, or entered twice by mistake. */
export function requestVoiding(
  { input, context }: RequestVoiding,
  state: WhistleState,
  { known }: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('RequestVoiding', state);
  if (whistle.voiding) throw new DomainError('void/already-asked');
  return [{ type: 'VoidingRequested', data: { reason: deIdentify(input.reason, known), by: context.actor.id } }];
}

/** By four eyes; a whistle that is void is in no list and no figure. */
export function decideVoiding(
  { input, context }: DecideVoiding,
  state: WhistleState,
  { known }: WhistleFacts,
): WhistleEvent[] {
  const { voiding } = allowed('DecideVoiding', state);
  if (!voiding) throw new DomainError('void/none-pending');
  requesterDoesNotDecide(voiding.by, context, 'void/own-request');
  const reason = deIdentify(input.reason, known);
  if (!input.confirmed) return [{ type: 'VoidingDenied', data: { reason } }];
  return [{ type: 'WhistleVoided', data: { reason, requestedBy: voiding.by } }];
}

/** 终止办理申请: the lead finds while handling that it may not, or cannot, go on; in writing (潍坊市12345条例 §21). */
export function requestTermination(
  command: RequestTermination,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('RequestTermination', state);
  const assignment = present(unfinished(ownAssignment(command, whistle, facts)));
  if (assignment.role !== 'LEAD') throw new DomainError('assignment/not-lead', ref(assignment));
  if (inDispute(assignment)) throw new DomainError('assignment/in-dispute', ref(assignment));
  if (openTermination(whistle)) throw new DomainError('termination/already-asked', ref(assignment));
  const { reason } = command.input;
  const explanation = deIdentify(command.input.explanation, facts.known);
  const by = command.context.actor.id;
  return [{ type: 'TerminationRequested', data: { ...ref(assignment), reason, explanation, by } }];
}

/** It is about closing the whistle, so that it is decided by nobody who dispatched it, either way (派结分离). */
export function decideTermination(
  { input, context }: DecideTermination,
  state: WhistleState,
  { known }: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('DecideTermination', state);
  const assignment = assignmentOf({ input }, whistle);
  const asked = openTermination(whistle);
  if (asked?.assignmentId !== assignment.assignmentId) {
    throw new DomainError('termination/none-pending', ref(assignment));
  }
  requesterDoesNotDecide(asked.by, context, 'termination/own-request');
  dispatcherDoesNotClose(whistle.dispatchedBy, context);
  const text = deIdentify(input.reason, known);
  if (!input.approved) return [{ type: 'TerminationDenied', data: { ...ref(assignment), reason: text } }];
  nobodyDisputes(whistle);
  return [
    { type: 'HandlingTerminated', data: { ...ref(assignment), reason: asked.reason, tellReporter: text } },
    { type: 'WhistleClosed', data: { kind: 'TERMINATED', note: text } },
  ];
}
