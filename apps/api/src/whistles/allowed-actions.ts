import { type Caller, type Capability, grantFor, mayAct } from '@app/identity';
import type { Role } from '@app/kernel';
import { liveAssignmentsOf, type PossibleAction, type Whistle, type WhistleCommandType } from '@app/whistles';
import { checkerGrant, isInitiator, raterGrant, verifierGrant } from './whistle-gate.js';

/**
 * Whoever raised it, was sent to look (核实) or to check (核查), or acts for a unit that has signed; or a capability that is held
 * for the assigned unit, at the place (for what no unit has: the desk), or at all.
 */
type Need =
  | 'INITIATOR'
  | 'VERIFIER'
  | 'CHECKER'
  | 'RATER'
  | 'ASSIGNEE'
  | readonly [Capability, 'UNIT' | 'PLACE' | 'DESK' | 'ANYWHERE'];
interface Route {
  readonly action: string;
  readonly anyOf: readonly Need[];
  /** Of the whole whistle, or of one unit: then the body names its task. */
  readonly nameInBody?: true;
}
const at = (capability: Capability, action: string): Route => ({ action, anyOf: [[capability, 'PLACE']] });
const by = (capability: Capability, action: string): Route => ({ action, anyOf: [[capability, 'UNIT']] });

/** Where each command is sent to, and what one must hold to send it. */
const ROUTES: Partial<Record<WhistleCommandType, Route>> = {
  AcceptWhistle: at('TRIAGE', 'accept'),
  RejectWhistle: at('TRIAGE', 'reject'),
  RequestInfo: at('TRIAGE', 'info-requests'),
  SupplyInfo: { action: 'info', anyOf: ['INITIATOR', ['TRIAGE', 'PLACE']] },
  OrderPreVerification: at('TRIAGE', 'pre-verifications'),
  ReportPreVerification: { action: 'pre-verification-reports', anyOf: ['VERIFIER'] },
  ReclassifyWhistle: at('TRIAGE', 'reclassify'),
  DispatchWhistle: at('DISPATCH', 'dispatch'),
  RedirectWhistle: at('TRIAGE', 'redirect'),
  RedirectEmergency: { action: 'emergency', anyOf: [['REDIRECT_EMERGENCY', 'ANYWHERE']] },
  InformOfExisting: at('TRIAGE', 'inform'),
  SelfResolve: at('SELF_RESOLVE', 'self-resolution'),
  RespondAsStreet: at('RESPOND_AS_STREET', 'street-response'),
  MergeWhistle: at('TRIAGE', 'merge'),
  UnmergeWhistle: at('TRIAGE', 'unmerge'),
  SignAssignment: by('HANDLE', 'sign'),
  RecordContact: by('HANDLE', 'contacts'),
  ReportIn: by('HANDLE', 'report-in'),
  StartHandling: by('HANDLE', 'start-handling'),
  ContainHazard: by('HANDLE', 'containment'),
  LogProgress: by('HANDLE', 'progress'),
  RequestExtension: by('REQUEST_RETURN', 'extensions'),
  DecideExtension: at('DECIDE_RETURN', 'extensions/decision'),
  RequestSuspension: by('REQUEST_RETURN', 'suspensions'),
  DecideSuspension: at('DECIDE_RETURN', 'suspensions/decision'),
  ResumeCase: {
    action: 'resume',
    anyOf: [
      ['REQUEST_RETURN', 'UNIT'],
      ['DECIDE_RETURN', 'PLACE'],
    ],
  },
  SubmitAssistResult: by('HANDLE', 'assist-result'),
  SubmitResult: by('HANDLE', 'result'),
  RequestTermination: by('REQUEST_RETURN', 'termination'),
  DecideTermination: at('DECIDE_RETURN', 'termination/decision'),
  ChangeUrgency: at('CHANGE_URGENCY', 'urgency'),
  OpenSupervision: { ...at('SUPERVISE', 'supervision'), nameInBody: true },
  AnswerSupervision: {
    action: 'supervision/reply',
    anyOf: [
      ['HANDLE', 'UNIT'],
      ['TRIAGE', 'DESK'],
    ],
  },
  OrderCheck: at('ORDER_CHECK', 'checks'),
  RecordCheck: { action: 'checks/result', anyOf: ['CHECKER'] },
  SendBack: at('FOLLOW_UP', 'send-back'),
  ReopenWhistle: at('CLOSE', 'reopen'),
  AppealOverdue: by('APPEAL', 'appeal'),
  ReviewAppeal: at('REVIEW_APPEAL', 'appeal/review'),
  ExcludeFromScoring: { ...at('EXCLUDE', 'exclusion'), nameInBody: true },
  CorrectFact: at('CORRECT', 'corrections'),
  RateDepartment: { action: 'rating', anyOf: ['RATER'] },
  RateStreet: by('RATE', 'street-rating'),
  RequestVoiding: at('VOID', 'voiding'),
  DecideVoiding: at('VOID', 'voiding/decision'),
  StartFollowUp: at('FOLLOW_UP', 'follow-up'),
  RecordFollowUp: at('FOLLOW_UP', 'follow-up/answers'),
  CloseWhistle: at('CLOSE', 'close'),
  WithdrawWhistle: { action: 'withdraw', anyOf: ['INITIATOR'] },
  AddAssist: at('DISPATCH', 'assists'),
  ReleaseAssist: at('DISPATCH', 'release'),
  ExcuseAssist: at('DISPATCH', 'excuse'),
  ChangeLead: at('DISPATCH', 'lead'),
  RequestReturn: by('REQUEST_RETURN', 'returns'),
  DecideReturn: at('DECIDE_RETURN', 'returns/decision'),
  RequestArbitration: {
    action: 'arbitration',
    anyOf: [
      ['REQUEST_RETURN', 'UNIT'],
      ['DECIDE_RETURN', 'PLACE'],
    ],
  },
  Arbitrate: at('ARBITRATE', 'arbitration'),
  RedispatchWhistle: at('DISPATCH', 'redispatch'),
  RecallDispatch: at('DISPATCH', 'recall'),
  FallbackDispatch: at('DISPATCH', 'fallback'),
  AttachEvidence: {
    action: 'uploads',
    anyOf: ['INITIATOR', 'ASSIGNEE', 'VERIFIER', ['TRIAGE', 'PLACE'], ['SELF_RESOLVE', 'PLACE'], ['CHECK', 'PLACE']],
  },
};

/** Of what is possible, what this caller may do: the buttons of a screen. */
export function allowedActions(
  caller: Caller,
  whistleId: string,
  whistle: Whistle,
  possible: readonly PossibleAction[],
) {
  return possible.flatMap(({ command, assignment, onlyForced, onlyFor, notFor }) => {
    const route = ROUTES[command];
    const where = { whistle, assignedTo: assignment?.unitId, onlyFor };
    if (notFor?.includes(caller.id) || !route?.anyOf.some((need) => isMet(need, caller, where))) return [];
    const of = assignment && !route.nameInBody ? `/assignments/${assignment.assignmentId}` : '';
    return [
      {
        action: route.action,
        method: 'POST' as const,
        path: `/api/v1/whistles/${whistleId}${of}/${route.action}`,
        ...(assignment && { assignmentId: assignment.assignmentId, unitId: assignment.unitId }),
        ...(onlyForced && { onlyForced }),
      },
    ];
  });
}

interface Asked {
  readonly whistle: Whistle;
  readonly assignedTo: string | undefined;
  readonly onlyFor: Role | undefined;
}

function isMet(need: Need, caller: Caller, { whistle, assignedTo, onlyFor }: Asked): boolean {
  if (need === 'INITIATOR') return isInitiator(caller, whistle) && mayAct(caller, 'WITHDRAW');
  if (need === 'VERIFIER') return verifierGrant(caller, whistle) !== undefined;
  if (need === 'CHECKER') return checkerGrant(caller, whistle) !== undefined;
  if (need === 'RATER') {
    const grant = raterGrant(caller, whistle);
    return grant !== undefined && grant.unitId !== assignedTo;
  }
  if (need === 'ASSIGNEE') {
    return liveAssignmentsOf(whistle).some(({ signed, unitId }) => signed && mayAct(caller, 'HANDLE', { unitId }));
  }
  const [capability, held] = need;
  if (held === 'ANYWHERE') return mayAct(caller, capability);
  if (held === 'DESK' && assignedTo !== undefined) return false;
  if (held !== 'UNIT') {
    const grant = grantFor(caller, capability, { areaPath: whistle.raised.location.areaPath });
    return grant !== undefined && (onlyFor === undefined || grant.role === onlyFor);
  }
  return assignedTo !== undefined && mayAct(caller, capability, { unitId: assignedTo });
}
