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

/** When a step of one unit's work is open (the rules in `assignment.ts` refuse it otherwise). */
const STEPS: Partial<Record<WhistleCommandType, (assignment: Assignment) => boolean>> = {
  SignAssignment: ({ signed }) => !signed,
  RecordContact: ({ signed, resultSubmitted }) => signed && !resultSubmitted,
  ReportIn: ({ signed, reportsIn, reportedIn }) => signed && reportsIn && !reportedIn,
  StartHandling: (assignment) => present(assignment) && assignment.role === 'LEAD',
  LogProgress: present,
  SubmitAssistResult: (assignment) => present(assignment) && assignment.role === 'ASSIST',
  SubmitResult: (assignment) => present(assignment) && assignment.role === 'LEAD',
};

const OF_THE_WHISTLE: readonly WhistleCommandType[] = [
  'AcceptWhistle',
  'RejectWhistle',
  'ReclassifyWhistle',
  'DispatchWhistle',
  'StartFollowUp',
  'RecordFollowUp',
  'CloseWhistle',
  'WithdrawWhistle',
];

/** The commands that the whistle's state admits, for buttons and menus; a rule may still refuse what they carry. */
export function possibleActions(whistle: Whistle): PossibleAction[] {
  const admits = (command: WhistleCommandType): boolean =>
    ALLOWED_FROM[command].some((status) => status === whistle.status);
  const ofTheWhistle = OF_THE_WHISTLE.filter((command) => admits(command) && !refusedBySituation(command, whistle));
  const ofUnits = (Object.keys(STEPS) as WhistleCommandType[]).filter(admits).flatMap((command) =>
    assignmentsOf(whistle)
      .filter((assignment) => STEPS[command]?.(assignment))
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
  if (command === 'CloseWhistle') return whistle.status === 'HANDLED' ? !anonymous : !answered;
  if (command === 'WithdrawWhistle') return assignmentsOf(whistle).some(({ reportedIn }) => reportedIn);
  return false;
}
