import { type Caller, type Capability, grantFor } from '@app/identity';
import type { PossibleAction, Whistle, WhistleCommandType } from '@app/whistles';

/** Where each command is sent to, and what one must hold to send it. */
const ROUTES: Partial<Record<WhistleCommandType, { action: string; capability: Capability }>> = {
  AcceptWhistle: { action: 'accept', capability: 'TRIAGE' },
  RejectWhistle: { action: 'reject', capability: 'TRIAGE' },
  ReclassifyWhistle: { action: 'reclassify', capability: 'TRIAGE' },
  DispatchWhistle: { action: 'dispatch', capability: 'DISPATCH' },
  SignAssignment: { action: 'sign', capability: 'HANDLE' },
  RecordContact: { action: 'contacts', capability: 'HANDLE' },
  ReportIn: { action: 'report-in', capability: 'HANDLE' },
  StartHandling: { action: 'start-handling', capability: 'HANDLE' },
  LogProgress: { action: 'progress', capability: 'HANDLE' },
  SubmitAssistResult: { action: 'assist-result', capability: 'HANDLE' },
  SubmitResult: { action: 'result', capability: 'HANDLE' },
  StartFollowUp: { action: 'follow-up', capability: 'FOLLOW_UP' },
  RecordFollowUp: { action: 'follow-up/answers', capability: 'FOLLOW_UP' },
  CloseWhistle: { action: 'close', capability: 'CLOSE' },
  WithdrawWhistle: { action: 'withdraw', capability: 'WITHDRAW' },
};

/** Of what is possible, what this caller may do: the buttons of a screen. */
export function allowedActions(
  caller: Caller,
  whistleId: string,
  whistle: Whistle,
  possible: readonly PossibleAction[],
) {
  const { areaPath } = whistle.raised.location;
  return possible.flatMap(({ command, assignment }) => {
    const route = ROUTES[command];
    if (!route) return [];
    if (command === 'WithdrawWhistle' && whistle.raised.initiator.actorId !== caller.id) return [];
    const where = assignment ? { unitId: assignment.unitId } : { areaPath };
    if (!grantFor(caller, route.capability, where)) return [];
    const of = assignment ? `/assignments/${assignment.assignmentId}` : '';
    return [
      {
        action: route.action,
        method: 'POST' as const,
        path: `/api/v1/whistles/${whistleId}${of}/${route.action}`,
        ...(assignment && { assignmentId: assignment.assignmentId, unitId: assignment.unitId }),
      },
    ];
  });
}
