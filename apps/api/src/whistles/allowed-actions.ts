import { type Caller, type CallerGrant, type Capability, grantFor } from '@app/identity';
import type { PossibleAction, Whistle, WhistleCommandType } from '@app/whistles';
import { checkerGrant, isInitiator, raterGrant, uploaderGrant, verifierGrant } from './whistle-gate.js';

/**
 * Whoever raised it, was sent to look (核实) or to check (核查), rates, or may show with a file what it is about (附件); or a
 * capability that is held for the assigned unit, at the place (for what no unit has: the desk), or at all.
 */
type Need =
  | 'INITIATOR'
  | 'VERIFIER'
  | 'CHECKER'
  | 'RATER'
  | 'UPLOADER'
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
  AttachEvidence: { action: 'uploads', anyOf: ['UPLOADER'] },
};

/** Of what is possible, what this caller may do: the buttons of a screen. */
export function allowedActions(
  caller: Caller,
  whistleId: string,
  whistle: Whistle,
  possible: readonly PossibleAction[],
) {
  return possible.flatMap((one) => {
    const { command, assignment, onlyForced, notFor } = one;
    const route = ROUTES[command];
    const purposes = purposesFor(caller, whistle, one);
    const asked = { ...one, whistle, purposes };
    if (notFor?.includes(caller.id) || !route?.anyOf.some((need) => isGiven(need, caller, asked))) return [];
    const of = assignment && !route.nameInBody ? `/assignments/${assignment.assignmentId}` : '';
    return [
      {
        action: route.action,
        method: 'POST' as const,
        path: `/api/v1/whistles/${whistleId}${of}/${route.action}`,
        ...(assignment && { assignmentId: assignment.assignmentId, unitId: assignment.unitId }),
        ...(onlyForced && { onlyForced }),
        ...(purposes && { purposes }),
      },
    ];
  });
}

/** What this caller's files may be about now. */
const purposesFor = (caller: Caller, whistle: Whistle, { purposes }: PossibleAction) =>
  purposes?.flatMap(({ purpose, assignment }) => {
    const { assignmentId, unitId } = assignment ?? {};
    if (!uploaderGrant(caller, whistle, { purpose, unitId })) return [];
    return [{ purpose, ...(assignmentId !== undefined && { assignmentId }) }];
  });

interface Asked extends Omit<PossibleAction, 'purposes'> {
  readonly whistle: Whistle;
  readonly purposes: ReturnType<typeof purposesFor>;
}

/** Whether a grant gives it, of nobody who is kept from it. */
function isGiven(need: Need, caller: Caller, asked: Asked): boolean {
  if (need === 'UPLOADER') return asked.purposes !== undefined && asked.purposes.length > 0;
  const grant = grantBy(need, caller, asked);
  return grant !== undefined && !isConcerned(grant, asked);
}

function grantBy(need: Exclude<Need, 'UPLOADER'>, caller: Caller, asked: Asked): CallerGrant | undefined {
  const { whistle, assignment, onlyFor } = asked;
  if (need === 'INITIATOR') return isInitiator(caller, whistle) ? grantFor(caller, 'WITHDRAW') : undefined;
  if (need === 'VERIFIER') return verifierGrant(caller, whistle);
  if (need === 'CHECKER') return checkerGrant(caller, whistle);
  if (need === 'RATER') return raterGrant(caller, whistle);
  const [capability, held] = need;
  if (held === 'ANYWHERE') return grantFor(caller, capability);
  if (held === 'UNIT') return assignment && grantFor(caller, capability, { unitId: assignment.unitId });
  if (held === 'DESK' && assignment !== undefined) return undefined;
  const grant = grantFor(caller, capability, { areaPath: whistle.raised.location.areaPath });
  return onlyFor === undefined || grant?.role === onlyFor ? grant : undefined;
}

/** 利害回避: whoever holds it for a unit that is judged, or for one below it or above it. */
function isConcerned({ unitId, unitIds, concernedBy = [] }: CallerGrant, { notOf }: Asked): boolean {
  if (!notOf || unitId === undefined) return false;
  const related = notOf.also === 'BELOW' ? concernedBy : [...concernedBy, ...unitIds];
  return notOf.unitIds.some((one) => related.includes(one));
}
