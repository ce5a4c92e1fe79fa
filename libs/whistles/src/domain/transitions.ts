import { DomainError } from '@app/kernel';
import type { WhistleCommandType } from './whistle.commands.js';
import type { WhistleIn, WhistleState } from './whistle.state.js';

const TRIAGE = ['RAISED', 'PENDING_INFO', 'PRE_VERIFYING', 'ACCEPTED'] as const;
/** Its lead has it, whatever becomes of it. */
const LED = ['DISPATCHED', 'REPORTED', 'HANDLING', 'SUSPENDED'] as const;
/** Assisting units go on while somebody disputes whose it is, and while it is back at dispatch. */
const ASSIGNED = [...LED, 'IN_DISPUTE', 'BACK_AT_DISPATCH'] as const;
/** From when the lead has begun. */
const WORKED_ON = ['HANDLING', 'SUSPENDED', 'IN_DISPUTE', 'BACK_AT_DISPATCH'] as const;
const OPEN = [...TRIAGE, ...ASSIGNED] as const;
const HANDLED = ['HANDLED', 'SELF_RESOLVED', 'CHECKING', 'FOLLOW_UP'] as const;
const BEFORE_CLOSING = [...OPEN, ...HANDLED] as const;
const SINCE_DISPATCH = [...ASSIGNED, ...HANDLED, 'CLOSED'] as const;
const RESULT_IS_THERE = ['HANDLED', 'CHECKING', 'FOLLOW_UP', 'CLOSED'] as const;
const ENDED = ['CLOSED', 'REJECTED', 'WITHDRAWN', 'REDIRECTED', 'INFORMED'] as const;
/** All but what is void. */
const VALID = [...BEFORE_CLOSING, 'MERGED', ...ENDED] as const;
const ANY = [...VALID, 'VOIDED'] as const;
/** Nothing more is done; some can be opened again. */
export const OVER = [...ENDED, 'VOIDED'] as const;

/** From which statuses a command may be given at all (domain §2.4). The rules of each command come on top. */
export const ALLOWED_FROM = {
  RaiseWhistle: ['NONE'],
  ImportWhistle: ['NONE'],
  AcceptWhistle: ['RAISED'],
  RejectWhistle: ['RAISED'],
  RequestInfo: ['RAISED'],
  SupplyInfo: ['PENDING_INFO'],
  OrderPreVerification: ['RAISED'],
  ReportPreVerification: ['PRE_VERIFYING'],
  ReclassifyWhistle: OPEN,
  DispatchWhistle: ['ACCEPTED'],
  SignAssignment: ASSIGNED,
  RecordContact: ASSIGNED,
  ReportIn: ASSIGNED,
  StartHandling: ['DISPATCHED', 'REPORTED'],
  LogProgress: ASSIGNED,
  ContainHazard: ASSIGNED,
  RequestExtension: ASSIGNED,
  DecideExtension: ASSIGNED,
  RequestSuspension: ['HANDLING', 'SUSPENDED'],
  DecideSuspension: WORKED_ON,
  ResumeCase: WORKED_ON,
  SubmitAssistResult: ASSIGNED,
  SubmitResult: ['HANDLING'],
  OrderCheck: ['HANDLED', 'SELF_RESOLVED'],
  RecordCheck: ['CHECKING', 'FOLLOW_UP'],
  StartFollowUp: ['HANDLED', 'SELF_RESOLVED', 'CHECKING'],
  RecordFollowUp: ['FOLLOW_UP', 'CLOSED'],
  SendBack: ['FOLLOW_UP'],
  CloseWhistle: HANDLED,
  ReopenWhistle: ['CLOSED'],
  AppealOverdue: ['CLOSED'],
  ReviewAppeal: SINCE_DISPATCH,
  ExcludeFromScoring: VALID,
  ChangeUrgency: OPEN,
  RequestVoiding: VALID,
  DecideVoiding: VALID,
  RequestTermination: ASSIGNED,
  DecideTermination: ASSIGNED,
  OpenSupervision: BEFORE_CLOSING,
  AnswerSupervision: [...BEFORE_CLOSING, 'MERGED'],
  CorrectFact: SINCE_DISPATCH,
  RateDepartment: RESULT_IS_THERE,
  RateStreet: RESULT_IS_THERE,
  WithdrawWhistle: [...TRIAGE, 'DISPATCHED'],
  AttachEvidence: BEFORE_CLOSING,
  RedirectWhistle: ['RAISED'],
  RedirectEmergency: OPEN,
  InformOfExisting: ['RAISED'],
  SelfResolve: ['ACCEPTED'],
  RespondAsStreet: ['ACCEPTED'],
  AddAssist: [...LED, 'IN_DISPUTE'],
  ReleaseAssist: ASSIGNED,
  ExcuseAssist: ASSIGNED,
  ChangeLead: LED,
  RequestReturn: ASSIGNED,
  DecideReturn: ASSIGNED,
  RequestArbitration: ASSIGNED,
  Arbitrate: ASSIGNED,
  RedispatchWhistle: ['BACK_AT_DISPATCH'],
  RecallDispatch: LED,
  FallbackDispatch: ['ACCEPTED', 'BACK_AT_DISPATCH'],
  SupersedeUnits: [...ASSIGNED, 'HANDLED', 'CHECKING', 'FOLLOW_UP'],
  MergeWhistle: ['RAISED', 'ACCEPTED', 'DISPATCHED'],
  UnmergeWhistle: ['MERGED', 'FOLLOW_UP'],
  AbsorbFollower: ANY,
  ReleaseFollower: ANY,
  FollowMaster: ANY,
  RunClocks: ANY,
  RecalculateDeadlines: ANY,
} as const satisfies Record<WhistleCommandType, readonly WhistleState['status'][]>;

type AllowedFrom = typeof ALLOWED_FROM;

/**
 * The state, narrowed to the shapes in which the command may be given.
 * @throws DomainError whistle/not-found, whistle/already-raised, whistle/not-in-this-state
 */
export function allowed<Command extends WhistleCommandType>(
  command: Command,
  state: WhistleState,
): WhistleIn<AllowedFrom[Command][number]> {
  const { status } = state;
  if (isAllowed(command, state)) return state;
  if (status === 'NONE') throw new DomainError('whistle/not-found');
  const facts = { command, current: status, allowedFrom: ALLOWED_FROM[command] };
  if (command === 'RaiseWhistle' || command === 'ImportWhistle') throw new DomainError('whistle/already-raised', facts);
  throw new DomainError('whistle/not-in-this-state', facts);
}

function isAllowed<Command extends WhistleCommandType>(
  command: Command,
  state: WhistleState,
): state is WhistleIn<AllowedFrom[Command][number]> {
  return ALLOWED_FROM[command].some((status) => status === state.status);
}
