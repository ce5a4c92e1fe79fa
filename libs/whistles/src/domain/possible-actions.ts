import type { CatalogueView } from '@app/catalogue/domain';
import type { Instant } from '@app/kernel';
import { isInTimeToAppeal, openAppeal, overdueOf } from './appealing.js';
import { isDangerous, isResultTooEarly } from './assignment.js';
import { arbitrated, mayBeArbitrated } from './arbitration.js';
import { placeOfWhistle } from './clock-rules.js';
import { type OpenPurpose, openPurposes } from './evidence.js';
import { extensionRefusal } from './extension.js';
import { closesOnlyByForce } from './follow-up.js';
import { type KeptFrom, keptFrom } from './kept-from.js';
import { isExhausted, returnsAtMost, windowRefusal } from './returns.js';
import type { RunningClock } from './running-clock.js';
import { isContent, mayBeSentBack } from './reworking.js';
import { allowed, ALLOWED_FROM } from './transitions.js';
import type { WhistleCommandType } from './whistle.commands.js';
import {
  type Assignment,
  assignmentsOf,
  inDispute,
  leadOf,
  liveAssignmentsOf,
  openTermination,
  type Whistle,
} from './whistle.state.js';

/** What could be done now with a whistle, before asking who may: with the assignment where it is one unit's to do. */
export interface PossibleAction extends Partial<KeptFrom> {
  readonly command: WhistleCommandType;
  readonly assignment?: Assignment;
  /** 强制结案: a plain closing would be refused. */
  readonly onlyForced?: true;
  /** What a file may be about now (附件). */
  readonly purposes?: readonly OpenPurpose[];
}

const present = ({ signed, reportsIn, reportedIn, resultSubmitted }: Assignment): boolean =>
  (reportsIn ? reportedIn : signed) && !resultSubmitted;
const undisputed = (assignment: Assignment): boolean => !assignment.suspended && !inDispute(assignment);
const atWork = (assignment: Assignment): boolean => present(assignment) && undisputed(assignment);
/** An assisting unit that has something left to do. */
const assists = (assignment: Assignment): boolean =>
  assignment.role === 'ASSIST' && !assignment.resultSubmitted && !inDispute(assignment);

/** Whether one of its clocks is so. */
const hasClock = ({ assignmentId }: Assignment, { clocks }: Whistle, is: (clock: RunningClock) => boolean): boolean =>
  clocks.some((clock) => clock.assignmentId === assignmentId && is(clock));

const isSupervised = ({ supervisions }: Whistle, assignmentId?: string): boolean =>
  supervisions.some((one) => one.assignmentId === assignmentId && !one.answered);
/** Nothing severer follows a red one (红色督办) before it is answered. */
const isAtItsSeverest = ({ supervisions }: Whistle, assignmentId?: string): boolean =>
  supervisions.some((one) => one.assignmentId === assignmentId && !one.answered && one.level === 'RED');
/** Neither more time nor a rest, and it has not answered. */
const asksNothing = (assignment: Assignment, whistle: Whistle): boolean =>
  !assignment.resultSubmitted &&
  !assignment.suspensionAsked &&
  whistle.termination?.assignmentId !== assignment.assignmentId &&
  !hasClock(assignment, whistle, ({ extensionAskedBy }) => extensionAskedBy !== undefined);

/** By what rules, and when. */
export interface ActionFacts {
  readonly catalogue: CatalogueView;
  readonly at: Instant;
}
const policyOf = (whistle: Whistle, { catalogue, at }: ActionFacts) =>
  catalogue.timePolicy(placeOfWhistle(whistle).areaPath, at);
type Open = (assignment: Assignment, whistle: Whistle, facts: ActionFacts) => boolean;

/** When a step of one unit's work, or about it, is open (the rules refuse it otherwise). */
const STEPS: Partial<Record<WhistleCommandType, Open>> = {
  SignAssignment: ({ signed }) => !signed,
  RecordContact: ({ signed, resultSubmitted }) => signed && !resultSubmitted,
  ReportIn: ({ signed, reportsIn, reportedIn }) => signed && reportsIn && !reportedIn,
  StartHandling: (assignment) => present(assignment) && assignment.role === 'LEAD',
  LogProgress: atWork,
  ContainHazard: (assignment, whistle) => present(assignment) && !assignment.contained && isDangerous(whistle),
  SubmitAssistResult: (assignment) => atWork(assignment) && assignment.role === 'ASSIST',
  SubmitResult: (assignment, whistle) => atWork(assignment) && assignment.role === 'LEAD' && !isResultTooEarly(whistle),
  RequestExtension: (assignment, whistle, facts) =>
    atWork(assignment) &&
    hasClock(assignment, whistle, (clock) => extensionRefusal(clock, whistle, facts) === undefined),
  DecideExtension: (assignment, whistle) =>
    hasClock(assignment, whistle, ({ extensionAskedBy }) => extensionAskedBy !== undefined),
  RequestSuspension: (assignment, whistle, facts) =>
    atWork(assignment) &&
    !assignment.suspensionAsked &&
    assignment.suspensions < policyOf(whistle, facts).suspension.times,
  DecideSuspension: ({ suspensionAsked, resultSubmitted }) => suspensionAsked !== undefined && !resultSubmitted,
  ResumeCase: ({ suspended }) => suspended,
  RequestTermination: (assignment, whistle) =>
    present(assignment) && assignment.role === 'LEAD' && !inDispute(assignment) && !openTermination(whistle),
  DecideTermination: ({ assignmentId }, whistle) => openTermination(whistle)?.assignmentId === assignmentId,
  OpenSupervision: ({ assignmentId }, whistle) => !isAtItsSeverest(whistle, assignmentId),
  AnswerSupervision: ({ assignmentId }, whistle) => isSupervised(whistle, assignmentId),
  AppealOverdue: ({ assignmentId }, whistle, { catalogue, at }) =>
    isInTimeToAppeal(allowed('AppealOverdue', whistle), at, { catalogue }) &&
    overdueOf(whistle, assignmentId).length > 0 &&
    !whistle.appeals.some((appeal) => appeal.assignmentId === assignmentId),
  ReviewAppeal: ({ assignmentId }, whistle) => openAppeal(whistle, assignmentId) !== undefined,
  ExcludeFromScoring: ({ assignmentId }, { excluded }) => !excluded.includes(assignmentId) && !excluded.includes(''),
  RateDepartment: ({ departmentRated }) => !departmentRated,
  RateStreet: ({ streetRated }) => !streetRated,
  CorrectFact: ({ moments }) => Object.keys(moments).length > 0,
  ReleaseAssist: assists,
  ExcuseAssist: (assignment) => assists(assignment) && assignment.mandatory && !assignment.excused,
  RequestReturn: (assignment, whistle, facts) =>
    undisputed(assignment) &&
    asksNothing(assignment, whistle) &&
    !assignment.noReturn &&
    !isExhausted(assignment, whistle, returnsAtMost(whistle, facts.at, facts)) &&
    !windowRefusal(assignment, whistle, facts.at, facts),
  DecideReturn: ({ returnAsked }) => returnAsked !== undefined,
  RequestArbitration: (assignment, whistle, facts) =>
    !assignment.suspended &&
    asksNothing(assignment, whistle) &&
    !assignment.final &&
    !arbitrated(whistle) &&
    mayBeArbitrated(assignment, whistle, { byDesk: true, returnsAtMost: returnsAtMost(whistle, facts.at, facts) }),
};

/** About what a unit did, though it has it no longer. */
const OF_FORMER: readonly WhistleCommandType[] = ['AppealOverdue', 'ReviewAppeal', 'ExcludeFromScoring', 'CorrectFact'];

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
  'RespondAsStreet',
  'ChangeUrgency',
  'OrderCheck',
  'RecordCheck',
  'MergeWhistle',
  'UnmergeWhistle',
  'StartFollowUp',
  'RecordFollowUp',
  'SendBack',
  'CloseWhistle',
  'ReopenWhistle',
  'OpenSupervision',
  'AnswerSupervision',
  'ExcludeFromScoring',
  'RequestVoiding',
  'DecideVoiding',
  'WithdrawWhistle',
  'AddAssist',
  'ChangeLead',
  'Arbitrate',
  'RedispatchWhistle',
  'RecallDispatch',
  'FallbackDispatch',
  'AttachEvidence',
];

/** The commands that the whistle's state admits, for buttons and menus; a rule may still refuse what they carry. */
export function possibleActions(whistle: Whistle, facts: ActionFacts): PossibleAction[] {
  const admits = (command: WhistleCommandType): boolean =>
    ALLOWED_FROM[command].some((status) => status === whistle.status);
  const ofTheWhistle = OF_THE_WHISTLE.filter((command) => admits(command) && !HINDERED[command]?.(whistle, facts));
  const ofUnits = (Object.keys(STEPS) as WhistleCommandType[]).filter(admits).flatMap((command) =>
    (OF_FORMER.includes(command) ? assignmentsOf : liveAssignmentsOf)(whistle)
      .filter((assignment) => STEPS[command]?.(assignment, whistle, facts))
      .map((assignment): PossibleAction => ({ command, assignment })),
  );
  return [...ofTheWhistle.map((command): PossibleAction => ({ command })), ...ofUnits].map((action) => ({
    ...action,
    ...(action.command === 'CloseWhistle' && closesOnlyByForce(whistle, facts.at, facts) && { onlyForced: true }),
    ...(action.command === 'AttachEvidence' && { purposes: openPurposes(whistle) }),
    ...keptFrom(action.command, whistle, action.assignment),
  }));
}

/** What stands in the way of a command beside the status. */
const HINDERED: Partial<Record<WhistleCommandType, (whistle: Whistle, facts: ActionFacts) => boolean>> = {
  RequestInfo: (whistle, facts) => whistle.infoRequests >= policyOf(whistle, facts).infoRequests,
  OrderCheck: (whistle) => checkOf(whistle)?.passed === true,
  RecordCheck: (whistle) => checkOf(whistle) === undefined || checkOf(whistle)?.passed !== undefined,
  StartFollowUp: ({ raised }) => raised.anonymity === 'ANONYMOUS',
  RecordFollowUp: (whistle) => followUpOf(whistle)?.answer !== undefined || followUpOf(whistle) === undefined,
  SendBack: (whistle, facts) => {
    const followUp = followUpOf(whistle);
    return followUp?.answer === undefined || isContent(followUp) || !mayBeSentBack(whistle, facts.at, facts);
  },
  RespondAsStreet: ({ awaitedStreet }) => awaitedStreet === undefined,
  UnmergeWhistle: ({ merged }) => merged === undefined,
  OpenSupervision: (whistle) => isAtItsSeverest(whistle, leadOf(whistle)?.assignmentId),
  AnswerSupervision: (whistle) => !isSupervised(whistle),
  ExcludeFromScoring: ({ excluded }) => excluded.includes(''),
  RequestVoiding: ({ voiding }) => voiding !== undefined,
  DecideVoiding: ({ voiding }) => voiding === undefined,
  WithdrawWhistle: (whistle) => assignmentsOf(whistle).some(({ reportedIn }) => reportedIn),
  Arbitrate: (whistle) => arbitrated(whistle) === undefined,
  RecallDispatch: (whistle) => liveAssignmentsOf(whistle).some(inDispute),
};

const checkOf = (whistle: Whistle) => ('check' in whistle ? whistle.check : undefined);
const followUpOf = (whistle: Whistle) => ('followUp' in whistle ? whistle.followUp : undefined);
