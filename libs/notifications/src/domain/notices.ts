import type { WhistleEventType } from '@app/whistles/domain';

/**
 * Whoever raised it · the unit that the event names · the lead · every unit that has or had a part in it · whoever holds the
 * role where the whistle is.
 */
export type Addressee = 'INITIATOR' | 'UNIT' | 'LEAD' | 'UNITS' | 'DISPATCHER' | 'SUPERVISOR';

export interface Notice {
  readonly to: readonly Addressee[];
  readonly zh: string;
  readonly en: string;
  /** News for the group of a grid (一网格一微信群) too. */
  readonly group?: true;
}

const notice = (to: readonly Addressee[], zh: string, en: string): Notice => ({ to, zh, en });
const news = (to: readonly Addressee[], zh: string, en: string): Notice => ({ to, zh, en, group: true });

/**
 * Who is told of what, and how: every event has an answer. What clocks bring about has a list of its own (预警与督办, the view
 * `reminders`), and what somebody did is not told to themselves.
 */
export const NOTICES: { readonly [Type in WhistleEventType]: Notice | 'ignored' } = {
  WhistleRaised: { to: [], zh: '已吹哨', en: 'raised', group: true },
  WhistleRouted: 'ignored',
  WhistleAccepted: notice(['INITIATOR'], '已受理', 'accepted'),
  WhistleRejected: notice(['INITIATOR'], '不予受理，请查看理由', 'not accepted: see why'),
  WhistleRedirected: notice(['INITIATOR'], '已转其他渠道，请查看', 'passed on to another channel: see where'),
  EmergencyRedirected: notice(['DISPATCHER'], '已转紧急专线', 'passed on to the emergency lines'),
  ReporterInformed: notice(['INITIATOR'], '同一事项已在办理，请查看进展', 'the same matter is under way: see how far'),
  StreetCalled: notice(['UNIT', 'INITIATOR'], '街居先行响应', 'the street responds first'),
  StreetResponded: notice(['DISPATCHER', 'INITIATOR'], '街居已响应', 'the street has responded'),
  SelfResolved: news(['INITIATOR', 'DISPATCHER'], '已自行处置', 'solved on the spot'),
  WhistleMerged: notice(['INITIATOR', 'UNITS'], '已与同一事项并单办理', 'handled together with the same matter'),
  WhistleUnmerged: notice(['INITIATOR', 'DISPATCHER'], '已撤销并单，单独办理', 'handled on its own again'),
  OutcomeShared: notice(['INITIATOR'], '已办结，等待回访', 'a result was submitted'),
  OutcomeRecalled: notice(['INITIATOR'], '已重新办理', 'reopened'),
  FollowerAbsorbed: notice(['LEAD'], '又有诉求并入', 'another report was merged into it'),
  FollowerReleased: 'ignored',
  WhistleReclassified: notice(['UNITS'], '类别或紧急程度已调整', 'category or urgency were changed'),
  WhistleDispatched: { to: [], zh: '已派单', en: 'dispatched', group: true },
  AssignmentCreated: notice(['UNIT'], '有新任务，请签收', 'a new task: sign for it'),
  AssignmentSigned: 'ignored',
  ContactRecorded: 'ignored',
  DepartmentReportedIn: news(['INITIATOR'], '已报到', 'has reported in'),
  AllDepartmentsReportedIn: notice(['LEAD'], '各单位均已报到', 'everybody has reported in'),
  HandlingStarted: 'ignored',
  ProgressLogged: 'ignored',
  AssignmentResultSubmitted: notice(['LEAD'], '协助单位已反馈', 'an assisting unit gave its result'),
  ResultSubmitted: news(['INITIATOR'], '已办结，等待回访', 'a result was submitted'),
  FollowUpOpened: notice(['INITIATOR'], '请评价办理结果', 'say whether it is solved'),
  FollowUpAttempted: 'ignored',
  FollowUpCompleted: notice(['LEAD'], '报告人已评价', 'the reporter has answered'),
  FollowUpUnreachable: 'ignored',
  WhistleClosed: news(['INITIATOR', 'UNITS'], '已结案', 'closed'),
  WhistleWithdrawn: notice(['UNITS'], '已撤哨', 'withdrawn'),
  InfoRequested: notice(['INITIATOR'], '请补正材料', 'more information is needed'),
  InfoSupplied: notice(['DISPATCHER'], '已补正', 'information was supplied'),
  InfoRequestExpired: notice(['INITIATOR'], '逾期未补正，不予受理', 'not accepted: no information in time'),
  PreVerificationOrdered: notice(['UNIT'], '请现场核实', 'look on the spot'),
  PreVerificationReported: notice(['DISPATCHER'], '已现场核实', 'somebody has looked on the spot'),
  HazardContained: news(['INITIATOR'], '险情已控制', 'made safe'),
  ExtensionRequested: notice(['DISPATCHER', 'SUPERVISOR'], '申请延期，请审批', 'an extension is asked for'),
  ExtensionGranted: notice(['UNIT'], '延期已获准', 'the extension is granted'),
  ExtensionDenied: notice(['UNIT'], '延期未获准', 'the extension is denied'),
  SuspensionRequested: notice(['DISPATCHER', 'SUPERVISOR'], '申请挂账，请审批', 'a suspension is asked for'),
  SuspensionApproved: notice(['UNIT', 'INITIATOR'], '已挂账', 'suspended'),
  SuspensionDenied: notice(['UNIT'], '挂账未获准', 'the suspension is denied'),
  CaseResumed: notice(['UNIT'], '恢复办理', 'goes on'),
  PostHandleCheckOrdered: notice(['UNIT'], '请核查办理结果', 'check what was done'),
  CheckPassed: notice(['LEAD'], '核查通过', 'passed the check'),
  CheckFailed: notice(['LEAD'], '核查未通过', 'did not pass the check'),
  ReworkOrdered: notice(['UNITS', 'INITIATOR'], '已退回重办', 'to be done again'),
  WhistleReopened: notice(['UNITS', 'INITIATOR'], '已重新办理', 'reopened'),
  AppealSubmitted: notice(['SUPERVISOR'], '提出申诉，请审核', 'an appeal is to be reviewed'),
  AppealReviewed: notice(['UNIT'], '申诉已审核', 'the appeal was reviewed'),
  AppealRejected: notice(['UNIT'], '申诉未获支持', 'the appeal was rejected'),
  OverdueExempted: notice(['UNIT'], '超时已免责', 'the overdue fact does not count'),
  ExclusionDecided: notice(['UNITS'], '已剔除考核', 'excluded from scoring'),
  UrgencyChanged: notice(['UNITS'], '紧急程度已调整', 'the urgency was changed'),
  TerminationRequested: notice(['SUPERVISOR'], '申请终止办理，请审批', 'a termination is asked for'),
  TerminationDenied: notice(['UNIT'], '终止办理未获准', 'the termination is denied'),
  HandlingTerminated: notice(['UNITS', 'INITIATOR'], '已终止办理', 'terminated'),
  VoidingRequested: notice(['SUPERVISOR'], '申请作废，请复核', 'a voiding is to be confirmed'),
  VoidingDenied: notice(['SUPERVISOR'], '作废未获准', 'the voiding is denied'),
  WhistleVoided: notice(['UNITS', 'INITIATOR'], '已作废', 'voided'),
  DepartmentRated: notice(['UNIT'], '收到评议', 'was rated'),
  StreetRated: 'ignored',
  FactCorrected: notice(['UNIT'], '事实已更正', 'a fact was corrected'),
  SupervisionAnswered: notice(['SUPERVISOR'], '督办已回复', 'the supervision was answered'),
  ReturnRequested: notice(['DISPATCHER', 'SUPERVISOR'], '申请退单，请审批', 'a return is asked for'),
  ReturnApproved: notice(['UNIT'], '退单已同意', 'the return is approved'),
  ReturnRejected: notice(['UNIT'], '退单未获同意', 'the return is refused'),
  ArbitrationRequested: notice(['SUPERVISOR'], '提请裁定', 'arbitration is asked for'),
  ArbitrationDecided: notice(['UNITS'], '已裁定', 'arbitration has decided'),
  AssignmentReleased: notice(['UNIT'], '任务已解除', 'the task was released'),
  AssistExcused: notice(['UNIT', 'LEAD'], '已免于反馈', 'excused from giving a result'),
  LeadChanged: notice(['UNITS', 'INITIATOR'], '主责单位已变更', 'another unit leads'),
  WhistleRedispatched: news([], '已改派', 'dispatched again'),
  DispatchRecalled: notice(['INITIATOR'], '重新派单', 'the dispatch was recalled'),
  FallbackDispatched: news([], '已兜底派单', 'dispatched as the last resort'),
  EvidenceAttached: 'ignored',
  DeadlineSet: 'ignored',
  DeadlineMissed: 'ignored',
  DeadlineWarned: 'ignored',
  SupervisionOpened: 'ignored',
  DeadlineCleared: 'ignored',
  DeadlineRecalculated: 'ignored',
};
