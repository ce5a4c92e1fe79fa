import type { RunningClock } from './running-clock.js';
import { ALLOWED_FROM } from './transitions.js';
import type { WhistleCommandType } from './whistle.commands.js';
import { type Assignment, assignmentsOf, type Whistle } from './whistle.state.js';

/** What could be done now with a whistle, before asking who may: with the assignment where it is one unit's to do. */
export interface PossibleAction {
  readonly command: WhistleCommandType;
  readonly assignment?: Assignment;
}

const present = ({ signed, reportsIn, reportedIn, resultSubmitted }: Assignment): boolean =>
  (reportsIn ? reportedIn : signed) && !resultSubmitted;
const atWork = (assignment: Assignment): boolean => present(assignment) && !assignment.suspended;

/** Whether one of its clocks is so. */
const hasClock = ({ assignmentId }: Assignment, { clocks }: Whistle, is: (clock: RunningClock) => boolean): boolean =>
  clocks.some((clock) => clock.assignmentId === assignmentId && is(clock));
const mayBeExtended = ({ limit, missed, extensionAskedBy }: RunningClock): boolean =>
  limit !== undefined && !missed && extensionAskedBy === undefined;

type Open = (assignment: Assignment, whistle: Whistle) => boolean;

/** When a step of one unit's work, or about it, is open (the rules refuse it otherwise). */
const STEPS: Partial<Record<WhistleCommandType, Open>> = {
  SignAssignment: ({ signed }) => !signed,
  RecordContact: ({ signed, resultSubmitted }) => signed && !resultSubmitted,
  ReportIn: ({ signed, reportsIn, reportedIn }) => signed && reportsIn && !reportedIn,
  StartHandling: (assignment) => present(assignment) && assignment.role === 'LEAD',
  LogProgress: atWork,
  ContainHazard: (assignment, whistle) =>
    present(assignment) && hasClock(assignment, whistle, ({ clock }) => clock === 'CONTAIN'),
  SubmitAssistResult: (assignment) => atWork(assignment) && assignment.role === 'ASSIST',
  SubmitResult: (assignment) => atWork(assignment) && assignment.role === 'LEAD',
  RequestExtension: (assignment, whistle) => atWork(assignment) && hasClock(assignment, whistle, mayBeExtended),
  DecideExtension: (assignment, whistle) =>
    hasClock(assignment, whistle, ({ extensionAskedBy }) => extensionAskedBy !== undefined),
  RequestSuspension: (assignment) => atWork(assignment) && !assignment.suspensionAsked,
  DecideSuspension: ({ suspensionAsked, resultSubmitted }) => suspensionAsked !== undefined && !resultSubmitted,
  ResumeCase: ({ suspended }) => suspended,
};

const OF_THE_WHISTLE: readonly WhistleCommandType[] = [
  'AcceptWhistle',
  'RejectWhistle',
  'RequestInfo',
  'SupplyInfo',
  'OrderPreVerification',
  'ReportPreVerification',
  'ReclassifyWhistle',
  'DispatchWhistle',
  'RedirectWhistle',
  'RedirectEmergency',
  'InformOfExisting',
  'SelfResolve',
  'StartFollowUp',
  'RecordFollowUp',
  'CloseWhistle',
  'WithdrawWhistle',
  'AttachEvidence',
];

/** The commands that the whistle's state admits, for buttons and menus; a rule may still refuse what they carry. */
export function possibleActions(whistle: Whistle): PossibleAction[] {
  const admits = (command: WhistleCommandType): boolean =>
    ALLOWED_FROM[command].some((status) => status === whistle.status);
  const ofTheWhistle = OF_THE_WHISTLE.filter((command) => admits(command) && !refusedBySituation(command, whistle));
  const ofUnits = (Object.keys(STEPS) as WhistleCommandType[]).filter(admits).flatMap((command) =>
    assignmentsOf(whistle)
      .filter((assignment) => STEPS[command]?.(assignment, whistle))
      .map((assignment): PossibleAction => ({ command, assignment })),
  );
  return [...ofTheWhistle.map((command): PossibleAction => ({ command })), ...ofUnits];
}

function refusedBySituation(command: WhistleCommandType, whistle: Whistle): boolean {
  const anonymous = whistle.raised.anonymity === 'ANONYMOUS';
  const followUp = whistle.status === 'FOLLOW_UP' ? whistle.followUp : undefined;
  const answered = followUp !== undefined && (followUp.answer !== undefined || followUp.unreachable);
  if (command === 'StartFollowUp') return anonymous;
  if (command === 'RecordFollowUp') return followUp?.answer !== undefined;
  if (command === 'CloseWhistle') return whistle.status === 'FOLLOW_UP' ? !answered : !anonymous;
  if (command === 'WithdrawWhistle') return assignmentsOf(whistle).some(({ reportedIn }) => reportedIn);
  return false;
}
