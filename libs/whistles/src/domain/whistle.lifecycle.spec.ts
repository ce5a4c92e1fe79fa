import {
  addMissingExamples,
  command,
  desk,
  factsFor,
  gridWorker,
  happened,
  hoursLater,
  housing,
  minutesLater,
  photo,
  police,
  raise,
  readGolden,
  resident,
  secondSupervisor,
  stateAfter,
  street,
  supervisor,
  whistleId,
} from '@app/testing';
import { DomainError } from '@app/kernel';
import { describe, expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';
import { ALLOWED_FROM } from './transitions.js';
import * as commands from './whistle.commands.js';
import type { AnyWhistleCommand, WhistleCommandType } from './whistle.commands.js';
import { whistleEvents, type WhistleEventType } from './whistle.events.js';
import { whistle } from './whistle.js';
import type { WhistleState } from './whistle.state.js';

type Column = WhistleState['status'];
/** The events that follow, by name, or the code of the refusal. */
type Cell = readonly WhistleEventType[] | `${string}/${string}`;

const signed = (assignmentId: string, actor = housing) => command(commands.SignAssignment, { assignmentId }, actor);
const cameIn = (assignmentId: string, actor = housing) =>
  command(commands.ReportIn, { assignmentId, person: '王科长', mode: 'ON_SITE' }, actor);
const call = (when?: string) => command(commands.RecordFollowUp, { answered: false }, supervisor, when);

/**
 * A joint whistle of a resident who gave a name: housing leads (a1), the street must come (a2), the police may (a3).
 * One way to get into each status.
 */
const raised = [raise()];
const accepted = [...raised, command(commands.AcceptWhistle, {})];
const dispatched = [
  ...accepted,
  command(commands.DispatchWhistle, {
    leadUnitId: 'XY-ZJ',
    assists: [{ unitId: 'XY-S1-JD' }, { unitId: 'XY-S1-GA', mandatory: false }],
  }),
];
/** a1 has reported in, a2 has signed, a3 has done nothing. */
const leadIsIn = [...dispatched, signed('a1'), cameIn('a1'), signed('a2', street)];
const reported = [...leadIsIn, cameIn('a2', street)];
/** a2 has given its result. */
const handling = [
  ...reported,
  command(commands.StartHandling, { assignmentId: 'a1' }, housing),
  command(commands.SubmitAssistResult, { assignmentId: 'a2', outcome: 'RESOLVED', reply: '已到场' }, street),
];
const handled = [
  ...handling,
  command(commands.SubmitResult, { assignmentId: 'a1', outcome: 'RESOLVED', reply: '已清理' }, housing),
];
/** Nobody answered three times: Monday afternoon, Tuesday morning and afternoon. */
const followUp = [
  ...handled,
  command(commands.StartFollowUp, {}, supervisor),
  call(),
  call(hoursLater(20)),
  call(hoursLater(24)),
];

const asked = command(commands.RequestInfo, { text: '几号楼？' });
const sent = command(commands.OrderPreVerification, { unitId: 'XY-S1-C01-SQ' });
/** The lead rests, until Friday 20 March. */
const suspended = [
  ...reported,
  command(commands.StartHandling, { assignmentId: 'a1' }, housing),
  command(commands.RequestSuspension, { assignmentId: 'a1', until: '2026-03-20', constraint: '等施工图' }, housing),
  command(commands.DecideSuspension, { assignmentId: 'a1', approved: true, reason: '属实' }, supervisor),
];

const redirected = command(commands.RedirectWhistle, {
  channel: 'COURT',
  basis: '条例第十一条',
  toldChannel: '区人民法院',
});
const informed = command(commands.InformOfExisting, { ref: whistleId(2), note: '同一事项' });
const selfResolved = command(commands.SelfResolve, { evidence: '已当场清理' }, gridWorker);

/** The lead says that it is not its duty; a2 has signed, a3 has done nothing. */
const inDispute = [
  ...leadIsIn,
  command(commands.RequestReturn, { assignmentId: 'a1', reason: 'NOT_OUR_DUTY', basis: '属环卫职责' }, housing),
];
const backAtDispatch = [
  ...inDispute,
  command(commands.DecideReturn, { assignmentId: 'a1', approved: true, fault: 'MISDISPATCH', reason: '属实' }),
];
const masterId = whistleId(3);
const merged = command(commands.MergeWhistle, { masterId, reason: '同一处' });

const WAYS: Record<Column, readonly AnyWhistleCommand[]> = {
  NONE: [],
  RAISED: raised,
  PENDING_INFO: [...raised, asked],
  PRE_VERIFYING: [...raised, sent],
  REJECTED: [
    ...raised,
    command(commands.RejectWhistle, { reason: 'BEYOND_DUTY', basis: '条例第十一条', toldChannel: '物业' }),
  ],
  ACCEPTED: accepted,
  DISPATCHED: leadIsIn,
  REPORTED: reported,
  HANDLING: handling,
  IN_DISPUTE: inDispute,
  BACK_AT_DISPATCH: backAtDispatch,
  SUSPENDED: suspended,
  HANDLED: handled,
  CHECKING: [...handled, command(commands.OrderCheck, {}, supervisor)],
  FOLLOW_UP: followUp,
  CLOSED: [...followUp, command(commands.CloseWhistle, {}, supervisor)],
  REDIRECTED: [...raised, redirected],
  INFORMED: [...raised, informed],
  SELF_RESOLVED: [...accepted, selfResolved],
  MERGED: [...accepted, merged],
  WITHDRAWN: [...dispatched, command(commands.WithdrawWhistle, { reason: '已自行解决' }, resident)],
  VOIDED: [
    ...raised,
    command(commands.RequestVoiding, { reason: '测试' }, supervisor),
    command(commands.DecideVoiding, { confirmed: true, reason: '属实' }, secondSupervisor),
  ],
};

const at = minutesLater(5);
/** One of each command, five minutes after noon, when no clock has run out; the check comes a year later. */
const COMMANDS: { readonly [Type in WhistleCommandType]: commands.WhistleCommandOf<Type> } = {
  RaiseWhistle: raise({}, resident, at),
  ImportWhistle: command(
    commands.ImportWhistle,
    {
      source: { system: 'old', id: '1' },
      summary: '路灯不亮',
      categoryCode: 'WY02',
      unitId: 'XY-ZJ',
      location: { areaPath: 'XY' },
      openedAt: at,
      closingKind: 'RECORDED',
    },
    desk,
    at,
  ),
  AcceptWhistle: command(commands.AcceptWhistle, {}, desk, at),
  RejectWhistle: command(
    commands.RejectWhistle,
    { reason: 'UNLAWFUL', basis: '条例第十一条', toldChannel: '无' },
    desk,
    at,
  ),
  ReclassifyWhistle: command(
    commands.ReclassifyWhistle,
    { categoryCode: 'WY02', urgency: 'P4', reason: '核实' },
    desk,
    at,
  ),
  DispatchWhistle: command(commands.DispatchWhistle, { leadUnitId: 'XY-ZJ' }, desk, at),
  SignAssignment: command(commands.SignAssignment, { assignmentId: 'a3' }, police, at),
  RecordContact: command(commands.RecordContact, { assignmentId: 'a1', contacted: 'REPORTER' }, housing, at),
  ReportIn: command(commands.ReportIn, { assignmentId: 'a2', person: '王科长', mode: 'ON_SITE' }, street, at),
  StartHandling: command(commands.StartHandling, { assignmentId: 'a1' }, housing, at),
  LogProgress: command(commands.LogProgress, { assignmentId: 'a1', note: '已约谈' }, housing, at),
  SubmitAssistResult: command(
    commands.SubmitAssistResult,
    { assignmentId: 'a2', outcome: 'RESOLVED', reply: '已到场' },
    street,
    at,
  ),
  SubmitResult: command(
    commands.SubmitResult,
    { assignmentId: 'a1', outcome: 'RESOLVED', reply: '已清理' },
    housing,
    at,
  ),
  StartFollowUp: command(commands.StartFollowUp, {}, supervisor, at),
  RecordFollowUp: command(
    commands.RecordFollowUp,
    { answered: true, solved: true, satisfaction: 'SATISFIED', by: 'REPORTER' },
    supervisor,
    at,
  ),
  CloseWhistle: command(commands.CloseWhistle, {}, supervisor, at),
  WithdrawWhistle: command(commands.WithdrawWhistle, { reason: '不用了' }, resident, at),
  RequestInfo: command(commands.RequestInfo, { text: '几号楼？' }, desk, at),
  SupplyInfo: command(commands.SupplyInfo, { text: '三号楼' }, resident, at),
  OrderPreVerification: command(commands.OrderPreVerification, { unitId: 'XY-S1-C01-SQ' }, desk, at),
  ReportPreVerification: command(commands.ReportPreVerification, { finding: 'EXISTS' }, gridWorker, at),
  ContainHazard: command(commands.ContainHazard, { assignmentId: 'a1', note: '已封闭' }, housing, at),
  RequestExtension: command(commands.RequestExtension, { assignmentId: 'a1', reason: '等配件' }, housing, at),
  DecideExtension: command(commands.DecideExtension, { assignmentId: 'a1', granted: true, reason: '好' }, desk, at),
  RequestSuspension: command(
    commands.RequestSuspension,
    { assignmentId: 'a1', until: '2026-03-20', constraint: '等施工图' },
    housing,
    at,
  ),
  DecideSuspension: command(
    commands.DecideSuspension,
    { assignmentId: 'a1', approved: true, reason: '属实' },
    supervisor,
    at,
  ),
  ResumeCase: command(commands.ResumeCase, { assignmentId: 'a1' }, housing, at),
  AttachEvidence: command(
    commands.AttachEvidence,
    { evidenceId: 'e1', purpose: 'PROGRESS', assignmentId: 'a1', file: photo },
    housing,
    at,
  ),
  RedirectWhistle: command(
    commands.RedirectWhistle,
    { channel: 'SPECIAL_LINE', basis: '条例第十一条', toldChannel: '12315' },
    desk,
    at,
  ),
  RedirectEmergency: command(
    commands.RedirectEmergency,
    { channel: '119', goesOn: false, note: '冒烟' },
    gridWorker,
    at,
  ),
  InformOfExisting: command(commands.InformOfExisting, { ref: whistleId(2), note: '同一事项' }, desk, at),
  SelfResolve: command(commands.SelfResolve, { evidence: '已当场清理' }, gridWorker, at),
  RespondAsStreet: command(commands.RespondAsStreet, { outcome: 'BLOWN_ON', note: '需部门到场' }, street, at),
  OrderCheck: command(commands.OrderCheck, {}, supervisor, at),
  RecordCheck: command(commands.RecordCheck, { passed: true }, gridWorker, at),
  SendBack: command(commands.SendBack, { reason: '仍有异味' }, supervisor, at),
  ReopenWhistle: command(commands.ReopenWhistle, { cause: 'RECURRENCE', reason: '又堆满了' }, supervisor, at),
  AppealOverdue: command(commands.AppealOverdue, { assignmentId: 'a1', reason: '暴雨停工' }, housing, at),
  ReviewAppeal: command(
    commands.ReviewAppeal,
    { assignmentId: 'a1', upheld: true, reason: '属实' },
    secondSupervisor,
    at,
  ),
  RateDepartment: command(commands.RateDepartment, { assignmentId: 'a1', score: 4 }, street, at),
  RateStreet: command(commands.RateStreet, { assignmentId: 'a1', score: 5 }, housing, at),
  ExcludeFromScoring: command(commands.ExcludeFromScoring, { reason: '诉求不合理' }, supervisor, at),
  ChangeUrgency: command(commands.ChangeUrgency, { urgency: 'P4', reason: '须多部门会商' }, desk, at),
  RequestVoiding: command(commands.RequestVoiding, { reason: '测试' }, supervisor, at),
  DecideVoiding: command(commands.DecideVoiding, { confirmed: true, reason: '属实' }, secondSupervisor, at),
  RequestTermination: command(
    commands.RequestTermination,
    { assignmentId: 'a1', reason: 'REPORTER_REFUSES', explanation: '三次预约均拒绝入户' },
    housing,
    at,
  ),
  DecideTermination: command(
    commands.DecideTermination,
    { assignmentId: 'a1', approved: true, reason: '属实' },
    supervisor,
    at,
  ),
  OpenSupervision: command(commands.OpenSupervision, { level: 'BLUE', reason: '群众反映强烈' }, supervisor, at),
  AnswerSupervision: command(commands.AnswerSupervision, { assignmentId: 'a1', reply: '明日完工' }, housing, at),
  CorrectFact: command(
    commands.CorrectFact,
    { assignmentId: 'a1', fact: 'REPORTED_IN', happenedAt: minutesLater(1), reason: '补录', evidence: '签到簿' },
    supervisor,
    at,
  ),
  AddAssist: command(commands.AddAssist, { unitId: 'XY-HW', overrideReason: '需清运' }, desk, at),
  ReleaseAssist: command(commands.ReleaseAssist, { assignmentId: 'a3', reason: '不再需要' }, desk, at),
  ExcuseAssist: command(commands.ExcuseAssist, { assignmentId: 'a2', reason: '主责已掌握' }, desk, at),
  ChangeLead: command(commands.ChangeLead, { unitId: 'XY-S1-JD', reason: '属街道' }, desk, at),
  RequestReturn: command(
    commands.RequestReturn,
    { assignmentId: 'a1', reason: 'NOT_OUR_DUTY', basis: '属环卫职责' },
    housing,
    at,
  ),
  DecideReturn: command(
    commands.DecideReturn,
    { assignmentId: 'a1', approved: true, fault: 'MISDISPATCH', reason: '属实' },
    desk,
    at,
  ),
  RequestArbitration: command(commands.RequestArbitration, { assignmentId: 'a1', reason: '各执一词' }, desk, at),
  Arbitrate: command(commands.Arbitrate, { leadUnitId: 'XY-HW', basis: '联席会议纪要' }, supervisor, at),
  RedispatchWhistle: command(commands.RedispatchWhistle, { leadUnitId: 'XY-HW', overrideReason: '属环卫' }, desk, at),
  RecallDispatch: command(commands.RecallDispatch, { reason: '派错' }, desk, at),
  FallbackDispatch: command(commands.FallbackDispatch, { reason: '权属不清' }, desk, at),
  SupersedeUnits: command(commands.SupersedeUnits, {}, desk, at),
  MergeWhistle: command(commands.MergeWhistle, { masterId, reason: '同一处' }, desk, at),
  UnmergeWhistle: command(commands.UnmergeWhistle, { reason: '是另一处' }, desk, at),
  AbsorbFollower: command(
    commands.AbsorbFollower,
    { followerId: whistleId(4), number: 'XY260302-4', raisedAt: at },
    desk,
    at,
  ),
  ReleaseFollower: command(commands.ReleaseFollower, { followerId: whistleId(4) }, desk, at),
  FollowMaster: command(
    commands.FollowMaster,
    { masterId, master: { stage: 'ANSWERED', outcome: 'RESOLVED', reply: '已修复', kind: 'RESOLVED' } },
    desk,
    at,
  ),
  RunClocks: command(commands.RunClocks, {}, desk, hoursLater(24 * 365)),
  RecalculateDeadlines: command(commands.RecalculateDeadlines, { reason: 'CALENDAR' }, supervisor, at),
};

const nothing: Cell = [];
const unknown: Cell = 'whistle/not-found';
const again: Cell = 'whistle/already-raised';
const no: Cell = 'whistle/not-in-this-state';
const missed = (clocks: number) => Array<WhistleEventType>(clocks).fill('DeadlineMissed');

/** In the statuses that a row does not name: `OTHERWISE`, or refused; without a whistle there is none to be found. */
type Row = Partial<Record<Column | 'OTHERWISE', Cell>>;

/** Domain §2.4, row by row: what each command comes to in each status. Typed by hand, never printed from the code. */
const TABLE: Record<WhistleCommandType, Row> = {
  // row 1
  RaiseWhistle: {
    NONE: ['WhistleRaised', 'WhistleRouted', 'DeadlineSet'],
    OTHERWISE: again,
  },
  ImportWhistle: {
    NONE: ['WhistleRaised', 'WhistleAccepted', 'WhistleDispatched', 'AssignmentCreated'],
    OTHERWISE: again,
  },
  // row 6: from RAISED only
  AcceptWhistle: {
    RAISED: ['WhistleAccepted', 'DeadlineSet'],
  },
  // row 7: from RAISED only
  RejectWhistle: {
    RAISED: ['WhistleRejected'],
  },
  // row 42: any open one; a downgrade sets no deadline
  ReclassifyWhistle: {
    RAISED: ['WhistleReclassified', 'WhistleRouted'],
    PENDING_INFO: ['WhistleReclassified', 'WhistleRouted'],
    PRE_VERIFYING: ['WhistleReclassified', 'WhistleRouted'],
    ACCEPTED: ['WhistleReclassified', 'WhistleRouted'],
    DISPATCHED: ['WhistleReclassified', 'WhistleRouted'],
    REPORTED: ['WhistleReclassified', 'WhistleRouted'],
    HANDLING: ['WhistleReclassified', 'WhistleRouted'],
    IN_DISPUTE: ['WhistleReclassified', 'WhistleRouted'],
    BACK_AT_DISPATCH: ['WhistleReclassified', 'WhistleRouted'],
    SUSPENDED: ['WhistleReclassified', 'WhistleRouted'],
  },
  // row 13: from ACCEPTED only; SIGN, CONTACT, REPORT_IN, HANDLE
  DispatchWhistle: {
    ACCEPTED: ['WhistleDispatched', 'AssignmentCreated', 'DeadlineSet', 'DeadlineSet', 'DeadlineSet', 'DeadlineSet'],
  },
  // row 15, by a3
  SignAssignment: {
    DISPATCHED: ['AssignmentSigned'],
    REPORTED: ['AssignmentSigned'],
    HANDLING: ['AssignmentSigned'],
    IN_DISPUTE: ['AssignmentSigned'],
    BACK_AT_DISPATCH: ['AssignmentSigned'],
    SUSPENDED: ['AssignmentSigned'],
  },
  // row 16, by a1
  RecordContact: {
    DISPATCHED: ['ContactRecorded'],
    REPORTED: ['ContactRecorded'],
    HANDLING: ['ContactRecorded'],
    IN_DISPUTE: ['ContactRecorded'],
    BACK_AT_DISPATCH: 'assignment/released',
    SUSPENDED: ['ContactRecorded'],
  },
  // row 17, by a2, the last mandatory one
  ReportIn: {
    DISPATCHED: ['DepartmentReportedIn', 'AllDepartmentsReportedIn'],
    REPORTED: 'assignment/already-reported-in',
    HANDLING: 'assignment/already-reported-in',
    IN_DISPUTE: ['DepartmentReportedIn', 'AllDepartmentsReportedIn'],
    BACK_AT_DISPATCH: ['DepartmentReportedIn'], // nobody leads
    SUSPENDED: 'assignment/already-reported-in',
  },
  // row 29, by a1, the lead, who is in
  StartHandling: {
    DISPATCHED: ['HandlingStarted'],
    REPORTED: ['HandlingStarted'],
  },
  // row 29, by a1
  LogProgress: {
    DISPATCHED: ['HandlingStarted', 'ProgressLogged'],
    REPORTED: ['HandlingStarted', 'ProgressLogged'],
    HANDLING: ['ProgressLogged'],
    IN_DISPUTE: 'assignment/in-dispute',
    BACK_AT_DISPATCH: 'assignment/released',
    SUSPENDED: 'assignment/suspended',
  },
  // row 31, by a2: it must have come, and it answers once
  SubmitAssistResult: {
    DISPATCHED: 'assignment/not-reported-in',
    REPORTED: ['AssignmentResultSubmitted'],
    HANDLING: 'assignment/result-submitted',
    IN_DISPUTE: 'assignment/not-reported-in',
    BACK_AT_DISPATCH: 'assignment/not-reported-in',
    SUSPENDED: ['AssignmentResultSubmitted'],
  },
  // row 32, by a1: from HANDLING only
  SubmitResult: {
    HANDLING: ['ResultSubmitted', 'DeadlineSet'],
  },
  // row 35
  StartFollowUp: {
    HANDLED: ['FollowUpOpened'],
    CHECKING: ['FollowUpOpened'],
    SELF_RESOLVED: ['FollowUpOpened'],
  },
  // row 36: a late answer still counts, even after the closing
  RecordFollowUp: {
    FOLLOW_UP: ['FollowUpCompleted'],
    CLOSED: ['FollowUpCompleted'],
  },
  // row 37: from FOLLOW_UP; without one only if nobody can be called
  CloseWhistle: {
    HANDLED: 'close/needs-follow-up',
    CHECKING: 'close/check-open',
    SELF_RESOLVED: 'close/needs-follow-up',
    FOLLOW_UP: ['WhistleClosed'],
  },
  // row 43: RAISED..DISPATCHED, while nobody has reported in (here a1 has)
  WithdrawWhistle: {
    RAISED: ['WhistleWithdrawn'],
    PENDING_INFO: ['WhistleWithdrawn'],
    PRE_VERIFYING: ['WhistleWithdrawn'],
    ACCEPTED: ['WhistleWithdrawn'],
    DISPATCHED: 'whistle/already-reported-in',
  },
  // row 7
  RedirectWhistle: {
    RAISED: ['WhistleRedirected'],
  },
  // row 8: any open one; it ends before a department has it
  RedirectEmergency: {
    RAISED: ['EmergencyRedirected', 'WhistleRedirected'],
    PENDING_INFO: ['EmergencyRedirected', 'WhistleRedirected'],
    PRE_VERIFYING: ['EmergencyRedirected', 'WhistleRedirected'],
    ACCEPTED: ['EmergencyRedirected', 'WhistleRedirected'],
    DISPATCHED: 'emergency/goes-on',
    REPORTED: 'emergency/goes-on',
    HANDLING: 'emergency/goes-on',
    IN_DISPUTE: 'emergency/goes-on',
    BACK_AT_DISPATCH: 'emergency/goes-on',
    SUSPENDED: 'emergency/goes-on',
  },
  // row 9: of what the same reporter raised before
  InformOfExisting: {
    RAISED: ['ReporterInformed'],
  },
  // row 12
  SelfResolve: {
    ACCEPTED: ['SelfResolved', 'DeadlineSet'],
  },
  // M02, where no chain leads over the street: see street-response.spec.ts
  RespondAsStreet: {
    ACCEPTED: 'street/not-awaited',
  },
  // row 10, into one that is accepted
  MergeWhistle: {
    RAISED: ['WhistleMerged'],
    ACCEPTED: ['WhistleMerged'],
    DISPATCHED: ['AssignmentReleased', 'AssignmentReleased', 'AssignmentReleased', 'WhistleMerged'],
  },
  // row 11; what is followed up here follows no other
  UnmergeWhistle: {
    MERGED: ['WhistleUnmerged', 'WhistleRouted', 'DeadlineSet'],
    FOLLOW_UP: 'merge/not-merged',
  },
  // as a master
  AbsorbFollower: {
    REJECTED: 'merge/master-ended',
    REDIRECTED: 'merge/master-ended',
    INFORMED: 'merge/master-ended',
    CLOSED: 'merge/master-ended',
    WITHDRAWN: 'merge/master-ended',
    VOIDED: 'merge/master-ended',
    MERGED: 'merge/master-merged',
    OTHERWISE: ['FollowerAbsorbed'],
  },
  ReleaseFollower: {
    OTHERWISE: nothing,
  },
  // as a follower: what came of the master is told, and asked about
  FollowMaster: {
    MERGED: ['OutcomeShared', 'FollowUpOpened', 'DeadlineSet'],
    OTHERWISE: nothing,
  },
  // row 2
  RequestInfo: {
    RAISED: ['InfoRequested', 'DeadlineSet'],
  },
  // row 3: the clock to accept goes on
  SupplyInfo: {
    PENDING_INFO: ['InfoSupplied', 'DeadlineSet'],
  },
  // row 4
  OrderPreVerification: {
    RAISED: ['PreVerificationOrdered', 'DeadlineSet'],
  },
  // row 5: the clock to accept goes on
  ReportPreVerification: {
    PRE_VERIFYING: ['PreVerificationReported', 'DeadlineSet'],
  },
  // row 30, by a1: nothing here is dangerous
  ContainHazard: {
    DISPATCHED: 'assignment/nothing-to-contain',
    REPORTED: 'assignment/nothing-to-contain',
    HANDLING: 'assignment/nothing-to-contain',
    IN_DISPUTE: 'assignment/nothing-to-contain',
    BACK_AT_DISPATCH: 'assignment/released',
    SUSPENDED: 'assignment/nothing-to-contain',
  },
  // row 25, by a1
  RequestExtension: {
    DISPATCHED: ['ExtensionRequested'],
    REPORTED: ['ExtensionRequested'],
    HANDLING: ['ExtensionRequested'],
    IN_DISPUTE: 'assignment/in-dispute',
    BACK_AT_DISPATCH: 'assignment/released',
    SUSPENDED: 'assignment/suspended',
  },
  // row 26
  DecideExtension: {
    DISPATCHED: 'extension/none-pending',
    REPORTED: 'extension/none-pending',
    HANDLING: 'extension/none-pending',
    IN_DISPUTE: 'extension/none-pending',
    BACK_AT_DISPATCH: 'assignment/released',
    SUSPENDED: 'extension/none-pending',
  },
  // row 27, by a1: from HANDLING, once
  RequestSuspension: {
    HANDLING: ['SuspensionRequested'],
    SUSPENDED: 'assignment/suspended',
  },
  // row 27
  DecideSuspension: {
    HANDLING: 'suspension/none-pending',
    IN_DISPUTE: 'suspension/none-pending',
    BACK_AT_DISPATCH: 'assignment/released',
    SUSPENDED: 'suspension/none-pending',
  },
  // row 28, by a1
  ResumeCase: {
    HANDLING: 'suspension/not-suspended',
    IN_DISPUTE: 'suspension/not-suspended',
    BACK_AT_DISPATCH: 'assignment/released',
    SUSPENDED: ['CaseResumed', 'DeadlineSet'],
  },
  // of the work of a1, which has signed, until its result
  AttachEvidence: {
    RAISED: 'assignment/not-found',
    PENDING_INFO: 'assignment/not-found',
    PRE_VERIFYING: 'assignment/not-found',
    ACCEPTED: 'assignment/not-found',
    DISPATCHED: ['EvidenceAttached'],
    REPORTED: ['EvidenceAttached'],
    HANDLING: ['EvidenceAttached'],
    IN_DISPUTE: ['EvidenceAttached'],
    BACK_AT_DISPATCH: 'assignment/released',
    SUSPENDED: ['EvidenceAttached'],
    SELF_RESOLVED: 'assignment/not-found',
    HANDLED: 'evidence/not-now',
    CHECKING: 'evidence/not-now',
    FOLLOW_UP: 'evidence/not-now',
  },
  // row 33
  OrderCheck: {
    HANDLED: ['PostHandleCheckOrdered'],
    SELF_RESOLVED: ['PostHandleCheckOrdered'],
  },
  // row 34, by a grid worker of the place: the reporter is called next
  RecordCheck: {
    CHECKING: ['CheckPassed', 'FollowUpOpened'],
    FOLLOW_UP: 'check/none-ordered',
  },
  // row 38: nobody has answered here
  SendBack: {
    FOLLOW_UP: 'rework/no-answer',
  },
  // row 39
  ReopenWhistle: {
    CLOSED: ['WhistleReopened', 'DeadlineSet'],
  },
  // row 40, by a1: nothing ran out for it
  AppealOverdue: {
    CLOSED: 'appeal/nothing-overdue',
  },
  ReviewAppeal: {
    DISPATCHED: 'appeal/none-pending',
    REPORTED: 'appeal/none-pending',
    HANDLING: 'appeal/none-pending',
    IN_DISPUTE: 'appeal/none-pending',
    BACK_AT_DISPATCH: 'appeal/none-pending',
    SUSPENDED: 'appeal/none-pending',
    HANDLED: 'appeal/none-pending',
    SELF_RESOLVED: 'assignment/not-found',
    CHECKING: 'appeal/none-pending',
    FOLLOW_UP: 'appeal/none-pending',
    CLOSED: 'appeal/none-pending',
  },
  // 双评议: a1, by the street and of the street, once there is a result
  RateDepartment: {
    HANDLED: ['DepartmentRated'],
    CHECKING: ['DepartmentRated'],
    FOLLOW_UP: ['DepartmentRated'],
    CLOSED: ['DepartmentRated'],
  },
  RateStreet: {
    HANDLED: ['StreetRated'],
    CHECKING: ['StreetRated'],
    FOLLOW_UP: ['StreetRated'],
    CLOSED: ['StreetRated'],
  },
  // 剔除: whatever has become of it, but for what is void
  ExcludeFromScoring: {
    VOIDED: no,
    OTHERWISE: ['ExclusionDecided'],
  },
  // row 42: of P4 instead of P3 are later ACCEPT, DISPATCH, and REPORT_IN of a2 and a3; 7 ND to handle is the category's own
  ChangeUrgency: {
    RAISED: ['UrgencyChanged', 'DeadlineSet'],
    PENDING_INFO: ['UrgencyChanged', 'DeadlineSet'],
    PRE_VERIFYING: ['UrgencyChanged', 'DeadlineSet'],
    ACCEPTED: ['UrgencyChanged', 'DeadlineSet'],
    DISPATCHED: ['UrgencyChanged', 'DeadlineSet', 'DeadlineSet'],
    REPORTED: ['UrgencyChanged', 'DeadlineSet'],
    HANDLING: ['UrgencyChanged', 'DeadlineSet'],
    IN_DISPUTE: ['UrgencyChanged', 'DeadlineSet', 'DeadlineSet'],
    BACK_AT_DISPATCH: ['UrgencyChanged', 'DeadlineSet', 'DeadlineSet', 'DeadlineSet'],
    SUSPENDED: ['UrgencyChanged', 'DeadlineSet'],
  },
  // row 45: any; confirmed by another, once somebody has asked
  RequestVoiding: {
    VOIDED: no,
    OTHERWISE: ['VoidingRequested'],
  },
  DecideVoiding: {
    VOIDED: no,
    OTHERWISE: 'void/none-pending',
  },
  // §2.6, by a1, the lead, who is there
  RequestTermination: {
    DISPATCHED: ['TerminationRequested'],
    REPORTED: ['TerminationRequested'],
    HANDLING: ['TerminationRequested'],
    IN_DISPUTE: 'assignment/in-dispute',
    BACK_AT_DISPATCH: 'assignment/released',
    SUSPENDED: ['TerminationRequested'],
  },
  DecideTermination: {
    DISPATCHED: 'termination/none-pending',
    REPORTED: 'termination/none-pending',
    HANDLING: 'termination/none-pending',
    IN_DISPUTE: 'termination/none-pending',
    BACK_AT_DISPATCH: 'assignment/released',
    SUSPENDED: 'termination/none-pending',
  },
  // row 41: any open one, with a clock for the answer
  OpenSupervision: {
    RAISED: ['SupervisionOpened', 'DeadlineSet'],
    PENDING_INFO: ['SupervisionOpened', 'DeadlineSet'],
    PRE_VERIFYING: ['SupervisionOpened', 'DeadlineSet'],
    ACCEPTED: ['SupervisionOpened', 'DeadlineSet'],
    DISPATCHED: ['SupervisionOpened', 'DeadlineSet'],
    REPORTED: ['SupervisionOpened', 'DeadlineSet'],
    HANDLING: ['SupervisionOpened', 'DeadlineSet'],
    IN_DISPUTE: ['SupervisionOpened', 'DeadlineSet'],
    BACK_AT_DISPATCH: ['SupervisionOpened', 'DeadlineSet'],
    SUSPENDED: ['SupervisionOpened', 'DeadlineSet'],
    HANDLED: ['SupervisionOpened', 'DeadlineSet'],
    SELF_RESOLVED: ['SupervisionOpened', 'DeadlineSet'],
    CHECKING: ['SupervisionOpened', 'DeadlineSet'],
    FOLLOW_UP: ['SupervisionOpened', 'DeadlineSet'],
  },
  // by a1, whom nobody supervises
  AnswerSupervision: {
    RAISED: 'assignment/not-found',
    PENDING_INFO: 'assignment/not-found',
    PRE_VERIFYING: 'assignment/not-found',
    ACCEPTED: 'assignment/not-found',
    DISPATCHED: 'supervision/none-open',
    REPORTED: 'supervision/none-open',
    HANDLING: 'supervision/none-open',
    IN_DISPUTE: 'supervision/none-open',
    BACK_AT_DISPATCH: 'assignment/released',
    SUSPENDED: 'supervision/none-open',
    HANDLED: 'supervision/none-open',
    SELF_RESOLVED: 'assignment/not-found',
    CHECKING: 'supervision/none-open',
    FOLLOW_UP: 'supervision/none-open',
    MERGED: 'assignment/not-found',
  },
  // the report-in of a1 a minute later: not after its result
  CorrectFact: {
    DISPATCHED: ['FactCorrected'],
    REPORTED: ['FactCorrected'],
    HANDLING: ['FactCorrected'],
    IN_DISPUTE: ['FactCorrected'],
    BACK_AT_DISPATCH: ['FactCorrected'],
    SUSPENDED: ['FactCorrected'],
    HANDLED: 'correction/out-of-order',
    SELF_RESOLVED: 'assignment/not-found',
    CHECKING: 'correction/out-of-order',
    FOLLOW_UP: 'correction/out-of-order',
    CLOSED: 'correction/out-of-order',
  },
  // row 24: SIGN, CONTACT, REPORT_IN, HANDLE of a fourth unit
  AddAssist: {
    DISPATCHED: ['AssignmentCreated', 'DeadlineSet', 'DeadlineSet', 'DeadlineSet', 'DeadlineSet'],
    REPORTED: ['AssignmentCreated', 'DeadlineSet', 'DeadlineSet', 'DeadlineSet', 'DeadlineSet'],
    HANDLING: ['AssignmentCreated', 'DeadlineSet', 'DeadlineSet', 'DeadlineSet', 'DeadlineSet'],
    IN_DISPUTE: ['AssignmentCreated', 'DeadlineSet', 'DeadlineSet', 'DeadlineSet', 'DeadlineSet'],
    SUSPENDED: ['AssignmentCreated', 'DeadlineSet', 'DeadlineSet', 'DeadlineSet', 'DeadlineSet'],
  },
  // row 24: a3 need not have come
  ReleaseAssist: {
    DISPATCHED: ['AssignmentReleased'],
    REPORTED: ['AssignmentReleased'],
    HANDLING: ['AssignmentReleased'],
    IN_DISPUTE: ['AssignmentReleased'],
    BACK_AT_DISPATCH: ['AssignmentReleased'],
    SUSPENDED: ['AssignmentReleased'],
  },
  // row 32: a2, while it has given no result
  ExcuseAssist: {
    DISPATCHED: ['AssistExcused'],
    REPORTED: ['AssistExcused'],
    HANDLING: 'assignment/result-submitted',
    IN_DISPUTE: ['AssistExcused'],
    BACK_AT_DISPATCH: ['AssistExcused'],
    SUSPENDED: ['AssistExcused'],
  },
  // row 24: to a2, with the whole limit to handle; a1 is released
  ChangeLead: {
    DISPATCHED: ['LeadChanged', 'DeadlineSet', 'AssignmentReleased'],
    REPORTED: ['LeadChanged', 'DeadlineSet', 'AssignmentReleased'],
    HANDLING: ['LeadChanged', 'DeadlineSet', 'AssignmentReleased'],
    SUSPENDED: ['LeadChanged', 'DeadlineSet', 'AssignmentReleased'],
  },
  // row 18, by a1, five minutes after dispatch
  RequestReturn: {
    DISPATCHED: ['ReturnRequested', 'DeadlineSet'],
    REPORTED: ['ReturnRequested', 'DeadlineSet'],
    HANDLING: ['ReturnRequested', 'DeadlineSet'],
    IN_DISPUTE: 'return/already-asked',
    BACK_AT_DISPATCH: 'assignment/released',
    SUSPENDED: 'assignment/suspended',
  },
  // rows 19, 20: routed anew, and the clock to dispatch
  DecideReturn: {
    DISPATCHED: 'return/none-pending',
    REPORTED: 'return/none-pending',
    HANDLING: 'return/none-pending',
    IN_DISPUTE: ['ReturnApproved', 'AssignmentReleased', 'WhistleRouted', 'DeadlineSet'],
    BACK_AT_DISPATCH: 'assignment/released',
    SUSPENDED: 'return/none-pending',
  },
  // row 21, by the desk: a return is waiting
  RequestArbitration: {
    DISPATCHED: 'arbitration/too-early',
    REPORTED: 'arbitration/too-early',
    HANDLING: 'arbitration/too-early',
    IN_DISPUTE: ['ArbitrationRequested', 'DeadlineSet'],
    BACK_AT_DISPATCH: 'assignment/released',
    SUSPENDED: 'assignment/suspended',
  },
  // row 22: nobody has asked for it
  Arbitrate: {
    DISPATCHED: 'arbitration/none-pending',
    REPORTED: 'arbitration/none-pending',
    HANDLING: 'arbitration/none-pending',
    IN_DISPUTE: 'arbitration/none-pending',
    BACK_AT_DISPATCH: 'arbitration/none-pending',
    SUSPENDED: 'arbitration/none-pending',
  },
  // row 23: to a unit that has not had it
  RedispatchWhistle: {
    BACK_AT_DISPATCH: [
      'WhistleRedispatched',
      'AssignmentCreated',
      'DeadlineSet',
      'DeadlineSet',
      'DeadlineSet',
      'DeadlineSet',
    ],
  },
  // by the desk, which may though a1 is in; the clock to dispatch as it was
  RecallDispatch: {
    DISPATCHED: [
      'AssignmentReleased',
      'AssignmentReleased',
      'AssignmentReleased',
      'DispatchRecalled',
      'WhistleRouted',
      'DeadlineSet',
    ],
    REPORTED: [
      'AssignmentReleased',
      'AssignmentReleased',
      'AssignmentReleased',
      'DispatchRecalled',
      'WhistleRouted',
      'DeadlineSet',
    ],
    HANDLING: [
      'AssignmentReleased',
      'AssignmentReleased',
      'AssignmentReleased',
      'DispatchRecalled',
      'WhistleRouted',
      'DeadlineSet',
    ],
    SUSPENDED: [
      'AssignmentReleased',
      'AssignmentReleased',
      'AssignmentReleased',
      'DispatchRecalled',
      'WhistleRouted',
      'DeadlineSet',
    ],
  },
  // row 14: this city has no government of its own
  FallbackDispatch: {
    ACCEPTED: 'dispatch/no-last-resort',
    BACK_AT_DISPATCH: 'dispatch/no-last-resort',
  },
  // no unit was merged
  SupersedeUnits: {
    DISPATCHED: nothing,
    REPORTED: nothing,
    HANDLING: nothing,
    IN_DISPUTE: nothing,
    BACK_AT_DISPATCH: nothing,
    SUSPENDED: nothing,
    HANDLED: nothing,
    CHECKING: nothing,
    FOLLOW_UP: nothing,
  },
  // no calendar was revised
  RecalculateDeadlines: {
    OTHERWISE: nothing,
  },
  // a year later: DISPATCHED a1 CONTACT HANDLE, a2 CONTACT REPORT_IN HANDLE, a3 SIGN CONTACT REPORT_IN HANDLE; HANDLED the call to the
  // reporter, which three calls without an answer end
  RunClocks: {
    RAISED: missed(1),
    PENDING_INFO: ['DeadlineMissed', 'InfoRequestExpired'],
    PRE_VERIFYING: missed(1),
    ACCEPTED: missed(1),
    DISPATCHED: missed(9),
    REPORTED: missed(8),
    HANDLING: missed(6),
    IN_DISPUTE: missed(9), // a1 CONTACT, a2 and a3 as DISPATCHED, and the decision on the return
    BACK_AT_DISPATCH: missed(8), // a2, a3, and the desk
    // by the review a1 CONTACT, a2 CONTACT HANDLE, a3 all four; then a1 HANDLE
    SUSPENDED: [...missed(7), 'CaseResumed', 'DeadlineSet', 'DeadlineMissed'],
    HANDLED: missed(1),
    SELF_RESOLVED: missed(1),
    CHECKING: missed(1),
    OTHERWISE: nothing,
  },
};

function outcome(one: AnyWhistleCommand, state: WhistleState): Cell {
  try {
    return whistle.decide(one, state, factsFor(one)).map(({ type }) => type);
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}

function expected(row: Row, column: Column): Cell {
  if (row[column]) return row[column];
  return column === 'NONE' ? unknown : (row.OTHERWISE ?? no);
}

const columns = Object.keys(WAYS) as Column[];

describe.each(columns)('in status %s', (column) => {
  const state = stateAfter(...WAYS[column]);

  it('is what the way leads to', () => {
    expect(state.status).toBe(column);
  });

  it.each(Object.values(COMMANDS).map((one) => [one.type, one] as const))('%s', (type, one) => {
    expect(outcome(one, state)).toEqual(expected(TABLE[type], column));
  });
});

it('no clock runs in a status that leaves nothing to do', () => {
  const running = columns.filter((column) => {
    const state = stateAfter(...WAYS[column]);
    return 'clocks' in state && state.clocks.length > 0;
  });
  expect(running).toEqual([
    'RAISED',
    'PENDING_INFO',
    'PRE_VERIFYING',
    'ACCEPTED',
    'DISPATCHED',
    'REPORTED',
    'HANDLING',
    'IN_DISPUTE',
    'BACK_AT_DISPATCH',
    'SUSPENDED',
    'HANDLED', // to call the reporter
    'CHECKING', // likewise
    'SELF_RESOLVED', // likewise
  ]);
});

it('a history in the wrong order is broken, and says so', () => {
  const events = happened(...WAYS.CLOSED);
  const { evolve, initial } = whistle;
  const broken = /^history is broken/;
  expect(() => events.slice(1).reduce(evolve, initial)).toThrow(broken);
  const dispatch = events.findIndex(({ type }) => type === 'WhistleDispatched');
  expect(() => events.toSpliced(dispatch, 1).reduce(evolve, initial)).toThrow(broken);
  const result = events.findIndex(({ type }) => type === 'ResultSubmitted');
  expect(() => events.toSpliced(result, 1).reduce(evolve, initial)).toThrow(broken);
});

/** From one status to another: what was decided on the ways, and what the table's commands come to. */
function moves(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  const note = (from: Column, one: AnyWhistleCommand, to: Column): void => {
    if (from === to) return;
    const move = `${from === 'NONE' ? '[*]' : from} --> ${to}`;
    found.set(move, (found.get(move) ?? new Set()).add(one.type));
  };
  for (const column of columns) {
    const way = WAYS[column];
    for (const [index, one] of way.entries()) {
      note(stateAfter(...way.slice(0, index)).status, one, stateAfter(...way.slice(0, index + 1)).status);
    }
    const state = stateAfter(...way);
    for (const one of Object.values(COMMANDS)) {
      if (typeof outcome(one, state) === 'string') continue;
      const events = whistle.decide(one, state, factsFor(one));
      const dated = events.map((event) => ({ ...event, occurredAt: event.occurredAt ?? one.context.at }));
      note(column, one, dated.reduce(whistle.evolve, state).status);
    }
  }
  return found;
}

it('whatever comes about here has an example as it is stored', async () => {
  const golden = new URL('./whistle.golden.json', import.meta.url);
  const events = columns.flatMap((column) => {
    const state = stateAfter(...WAYS[column]);
    const decided = Object.values(COMMANDS).filter((one) => typeof outcome(one, state) !== 'string');
    return [...happened(...WAYS[column]), ...decided.flatMap((one) => whistle.decide(one, state, factsFor(one)))];
  });
  await addMissingExamples(whistleEvents, golden, events);
  const known = new Set(readGolden(golden).map(({ type }) => type));
  expect([...new Set(events.map(({ type }) => type))].filter((type) => !known.has(type))).toEqual([]);
});

it('docs/lifecycle.md shows it as it is', async () => {
  const written = new URL('../../../../docs/lifecycle.md', import.meta.url);
  const drawn = [...moves()].map(([move, by]) => `  ${move}: ${[...by].toSorted().join(', ')}`).toSorted();
  const open = columns
    .filter((column) => column !== 'NONE')
    .map((column) => {
      const may = Object.values(COMMANDS).filter(({ type }) => ALLOWED_FROM[type].some((from) => from === column));
      return `- \`${column}\` ${STATUS_WORDS[column]}: ${may.map(({ type }) => type).join(', ')}`;
    });
  const text = [
    '# The life of a whistle',
    '',
    'Drawn from the rules by the test that walks them (`UPDATE_DOCS=1 npm run test:unit -- --testPathPatterns lifecycle`',
    'draws it anew). Who may give a command is in [docs/api.md](api.md); what each does to the clocks in',
    '[docs/working-time.md](working-time.md). A whistle can be voided (作废) from wherever it is, by two.',
    '',
    '```mermaid',
    'stateDiagram-v2',
    ...drawn,
    '```',
    '',
    'What may be given in each status; the rules of each command come on top:',
    '',
    ...open,
    '',
  ].join('\n');
  const filepath = fileURLToPath(written);
  const page = await prettier.format(text, { ...(await prettier.resolveConfig(filepath)), filepath });
  if (process.env['UPDATE_DOCS']) writeFileSync(written, page);
  expect(readFileSync(written, 'utf8')).toBe(page);
});

/** As the field says (domain §2.3). */
const STATUS_WORDS: Record<Exclude<Column, 'NONE'>, string> = {
  RAISED: '待受理',
  PENDING_INFO: '待补正',
  PRE_VERIFYING: '待核实',
  REJECTED: '不予受理',
  REDIRECTED: '转其他渠道',
  INFORMED: '告知办理进展',
  MERGED: '已并单',
  ACCEPTED: '已受理',
  SELF_RESOLVED: '自行处置',
  DISPATCHED: '已派单',
  REPORTED: '全部报到',
  HANDLING: '办理中',
  IN_DISPUTE: '争议裁定中',
  BACK_AT_DISPATCH: '退回待重派',
  SUSPENDED: '挂账',
  HANDLED: '办结待核查',
  CHECKING: '核查中',
  FOLLOW_UP: '回访中',
  CLOSED: '销哨',
  WITHDRAWN: '撤哨',
  VOIDED: '作废',
};
