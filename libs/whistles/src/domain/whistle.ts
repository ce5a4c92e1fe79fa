import type { Decider } from '@app/kernel';
import * as assignment from './assignment.js';
import type { WhistleFacts } from './facts.js';
import * as followUp from './follow-up.js';
import { importWhistle } from './import.js';
import { dispatch } from './dispatching.js';
import { allowed } from './transitions.js';
import * as triage from './triage.js';
import type { AnyWhistleCommand } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { evolve } from './whistle.evolve.js';
import type { WhistleState } from './whistle.state.js';

/** The index into the rules: one line per command. */
function rules(command: AnyWhistleCommand, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  switch (command.type) {
    case 'RaiseWhistle':
      return triage.raise(command, state, facts);
    case 'ImportWhistle':
      return importWhistle(command, state, facts);
    case 'AcceptWhistle':
      return triage.accept(command, state, facts);
    case 'RejectWhistle':
      return triage.reject(command, state, facts);
    case 'ReclassifyWhistle':
      return triage.reclassify(command, state, facts);
    case 'DispatchWhistle':
      return dispatch(command, state, facts);
    case 'SignAssignment':
      return assignment.sign(command, state, facts);
    case 'RecordContact':
      return assignment.recordContact(command, state, facts);
    case 'ReportIn':
      return assignment.reportIn(command, state, facts);
    case 'StartHandling':
      return assignment.startHandling(command, state, facts);
    case 'LogProgress':
      return assignment.logProgress(command, state, facts);
    case 'SubmitAssistResult':
      return assignment.submitAssistResult(command, state, facts);
    case 'SubmitResult':
      return assignment.submitResult(command, state, facts);
    case 'StartFollowUp':
      return followUp.startFollowUp(command, state);
    case 'RecordFollowUp':
      return followUp.recordFollowUp(command, state);
    case 'CloseWhistle':
      return followUp.close(command, state, facts);
    case 'WithdrawWhistle':
      return triage.withdraw(command, state, facts);
    case 'RequestInfo':
    case 'SupplyInfo':
    case 'OrderPreVerification':
    case 'ReportPreVerification':
    case 'ContainHazard':
    case 'RequestExtension':
    case 'DecideExtension':
    case 'RequestSuspension':
    case 'DecideSuspension':
    case 'ResumeCase':
    case 'RecalculateDeadlines':
    case 'RunClocks':
      allowed(command.type, state);
      return [];
  }
}

/** Whatever has run out by the command's moment is recorded first, so that no breach depends on an alarm having rung. */
export const whistle: Decider<WhistleState, AnyWhistleCommand, WhistleEvent, WhistleFacts> = {
  initial: { status: 'NONE' },
  evolve,
  decide: (command, state, facts) => [...missedBy(command.context.at, state), ...rules(command, state, facts)],
};

/** What has run out by now and was not recorded yet; dated at its deadline (EC-05: `t <= dueAt` is on time). */
function missedBy(at: string, state: WhistleState): WhistleEvent[] {
  if (state.status === 'NONE') return [];
  return state.clocks
    .filter(({ missed, dueAt: due }) => !missed && due < at)
    .map(({ clockId, clock, assignmentId, unitId, dueAt: due }) => ({
      type: 'DeadlineMissed',
      data: {
        clockId,
        clock,
        ...(assignmentId !== undefined && unitId !== undefined && { assignmentId, unitId }),
        dueAt: due,
        detectedAt: at,
      },
      occurredAt: due,
    }));
}
