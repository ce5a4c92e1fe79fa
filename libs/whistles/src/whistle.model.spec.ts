import { PLAIN_AFTERCARE, WHISTLE_TYPES } from '@app/catalogue/domain';
import { type Actor, civilDateIn, DomainError, plusMs } from '@app/kernel';
import {
  CALENDAR_2026,
  cityWith,
  command,
  desk,
  factsFor,
  gridWorker,
  housing,
  minutesLater,
  NOON,
  photo,
  police,
  raise,
  resident,
  sanitation,
  secondSupervisor,
  street,
  supervisor,
  whistleId,
} from '@app/testing';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { possibleActions } from './domain/possible-actions.js';
import * as commands from './domain/whistle.commands.js';
import type { AnyWhistleCommand, WhistleCommandType } from './domain/whistle.commands.js';
import { type WhistleEvent, whistleEvents, type WhistleEventType } from './domain/whistle.events.js';
import { whistle } from './domain/whistle.js';
import { STATUSES } from './domain/whistle.words.js';
import { assignmentsOf, type WhistleState } from './domain/whistle.state.js';
import { ALLOWED_FROM } from './domain/transitions.js';
import { storiesOf, type Told } from './explanation/clock-stories.js';
import { openPause } from './explanation/clock-story.js';
import { explainClock } from './explanation/explain-clock.js';
import { NO_REPLAY, outcomesOf, replayed } from './what-if/replay.js';

const ENDED = ['REJECTED', 'CLOSED', 'WITHDRAWN', 'REDIRECTED', 'INFORMED'];
/** What may still be said of what is over; of what is void, nothing. */
const AFTER_THE_END = [
  'RecordFollowUp',
  'ReopenWhistle',
  'AppealOverdue',
  'ReviewAppeal',
  'ExcludeFromScoring',
  'RequestVoiding',
  'DecideVoiding',
  'CorrectFact',
  'RateDepartment',
  'RateStreet',
];
const CATEGORIES = ['WY02', 'WY02', 'CG01', 'WY09', 'HJ03', 'WY05', 'YJ01', 'SQ01', 'SQ09', 'NY01', undefined];
const clerk = (unitId: string): Actor => ({ ...street, id: `clerk of ${unitId}`, unitId });
/** Which clocks each event stops; of the whole whistle, or of its own assignment. Not read from the code. */
const STOPPED: Partial<Record<WhistleEventType, 'ALL' | readonly string[]>> = {
  InfoSupplied: ['INFO'],
  InfoRequestExpired: 'ALL',
  PreVerificationReported: ['VERIFY'],
  HazardContained: ['CONTAIN'],
  CaseResumed: ['REVIEW'],
  PostHandleCheckOrdered: [],
  CheckPassed: ['CHECK'],
  CheckFailed: ['CHECK'],
  ReworkOrdered: ['CALL_BACK', 'CHECK', 'FOLLOW_UP'],
  WhistleVoided: 'ALL',
  SupervisionAnswered: ['SUPERVISION'],
  FollowUpOpened: ['CALL_BACK'],
  FollowUpCompleted: ['FOLLOW_UP'],
  FollowUpUnreachable: ['FOLLOW_UP'],
  WhistleAccepted: ['ACCEPT'],
  StreetResponded: ['STREET_RESPONSE'],
  WhistleDispatched: ['DISPATCH', 'STREET_RESPONSE'],
  AssignmentSigned: ['SIGN'],
  ContactRecorded: ['CONTACT'],
  DepartmentReportedIn: ['REPORT_IN'],
  AssignmentResultSubmitted: 'ALL',
  ReturnApproved: ['RETURN_DECISION'],
  ReturnRejected: ['RETURN_DECISION'],
  ArbitrationRequested: ['RETURN_DECISION'],
  ArbitrationDecided: ['ARBITRATION', 'DISPATCH'],
  AssignmentReleased: 'ALL',
  WhistleRedispatched: ['DISPATCH'],
  FallbackDispatched: ['DISPATCH', 'STREET_RESPONSE'],
  WhistleRejected: 'ALL',
  WhistleRedirected: 'ALL',
  ReporterInformed: 'ALL',
  SelfResolved: 'ALL',
  WhistleMerged: 'ALL',
  WhistleUnmerged: 'ALL',
  OutcomeRecalled: ['FOLLOW_UP'],
  ResultSubmitted: 'ALL',
  WhistleClosed: 'ALL',
  WhistleWithdrawn: 'ALL',
};

const OWN: readonly WhistleEventType[] = [
  'AssignmentSigned',
  'ContactRecorded',
  'DepartmentReportedIn',
  'CaseResumed',
  'AssignmentResultSubmitted',
  'SupervisionAnswered',
  'ReturnApproved',
  'ReturnRejected',
  'ArbitrationRequested',
  'AssignmentReleased',
];
/** Which clock stands still from each event on, and goes on with the other. */
const HELD: Partial<Record<WhistleEventType, string>> = {
  InfoRequested: 'ACCEPT',
  PreVerificationOrdered: 'ACCEPT',
  SuspensionApproved: 'HANDLE',
  ReturnRequested: 'HANDLE',
  ArbitrationRequested: 'HANDLE',
};
const SLICES = [
  'STARTED',
  'RESUMED',
  'RESTARTED',
  'EXTENDED',
  'RECLASSIFIED',
  'RELAXED',
  'RESTORED',
  'MERGED',
  'UNMERGED',
];

/** The same city later: Wednesday 4 March off, the Saturday after it made up for, and longer limits. */
const REVISED = {
  pack: {
    marks: { amber: 0.75, red: 0.9 },
    slips: {
      clocks: ['REPORT_IN' as const, 'HANDLE' as const],
      BLUE: { amount: 1, unit: 'WD' as const },
      ORANGE: { amount: 3, unit: 'WD' as const },
      RED: { amount: 5, unit: 'WD' as const },
    },
    offlineGrace: { amount: 4, unit: 'UH' as const },
    types: { WORK_PROMOTION: { limits: { P3: { REPORT_IN: { amount: 1, unit: 'WD' as const } } } } },
    aftercare: { ...PLAIN_AFTERCARE, checks: 'ALL' as const, followUp: 'AT_DUE' as const, inOtherHalfDays: false },
  },
  limits: { RESIDENT_TOTAL: { amount: 10, unit: 'WD' as const }, CHECK: { amount: 4, unit: 'WH' as const } },
  limitsOf: { P1: { CONTAIN: { amount: 2, unit: 'UH' as const } } },
  calendars: [
    CALENDAR_2026,
    {
      ...CALENDAR_2026,
      days: [
        ...CALENDAR_2026.days,
        { date: '2026-03-04', working: false },
        { date: '2026-03-07', working: true },
        { date: '2026-03-14', working: true },
      ],
    },
  ],
};
/** There is a government of last resort; later the street and the sanitation department are merged into urban management. */
const GOVERNMENT = {
  type: 'OrgUnitDefined' as const,
  data: { id: 'XY-QZF', type: 'QZF', name: '区政府', areaPath: 'XY', from: '2026-01-01T00:00:00.000Z' },
};
/** The desk's own clerk is of the leadership: some types are theirs to blow, some are not. */
const LEADER = {
  type: 'PostHeld' as const,
  data: {
    personId: 'desk',
    name: '李',
    post: 'STREET_LEADER' as const,
    areaPath: 'XY/S1',
    from: '2026-01-01T00:00:00.000Z',
  },
};
const MERGED = {
  type: 'OrgUnitsMerged' as const,
  data: { from: ['XY-S1-JD', 'XY-HW'], into: 'XY-CGJ', at: '2026-03-01T00:00:00.000Z' },
};
const { aftercare: _aftercare, ...CHASED } = REVISED.pack;
/** 街居响应: what residents raise there goes to the street first. */
const firstCity = cityWith({
  pack: { ...CHASED, areas: [{ areaPath: 'XY/S1', limits: {}, chain: 'THREE_HOP' }] },
  limits: { RESIDENT_TOTAL: { amount: 10, unit: 'WD' }, STREET_RESPONSE: { amount: 4, unit: 'WH' } },
  limitsOf: REVISED.limitsOf,
  directory: [GOVERNMENT, LEADER],
});
const revisedCity = cityWith({ ...REVISED, directory: [GOVERNMENT, LEADER] });
const bolderCity = cityWith({
  ...REVISED,
  laterPacks: [{ ...REVISED.pack, allowEarlier: true }],
  directory: [GOVERNMENT, LEADER, MERGED],
});

/** What somebody does next; numbers are taken round the possibilities that there are. */
const step = fc.record({
  /** Mostly a command that the status admits, now and then any. */
  wild: fc.nat(9).map((n) => n === 0),
  which: fc.nat(1000),
  unit: fc.nat(1000),
  ownUnit: fc.nat(9).map((n) => n > 0),
  category: fc.constantFrom(...CATEGORIES),
  minutes: fc.oneof(fc.constantFrom(0, 1, 15, 60), fc.nat(3000)),
  flag: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

const EARLY: readonly WhistleCommandType[] = [
  'RejectWhistle',
  'WithdrawWhistle',
  'SupplyInfo',
  'RecallDispatch',
  'RedirectWhistle',
  'RedirectEmergency',
  'InformOfExisting',
  'SelfResolve',
  'MergeWhistle',
];
/** Taken less often, so that they leave room for what belongs to a status. */
const AT_ANY_TIME: readonly WhistleCommandType[] = [
  'RequestVoiding',
  'DecideVoiding',
  'ExcludeFromScoring',
  'OpenSupervision',
  'AnswerSupervision',
  'ChangeUrgency',
  'CorrectFact',
  'ReviewAppeal',
  'RateDepartment',
  'RateStreet',
  'RecalculateDeadlines',
];
const MASTER = whistleId(3);
/** Sent by no screen. */
const OF_FOLLOWERS: readonly WhistleCommandType[] = ['AbsorbFollower', 'ReleaseFollower', 'FollowMaster'];
const BY_ITSELF: readonly WhistleCommandType[] = [
  'RunClocks',
  'SupersedeUnits',
  'RecalculateDeadlines',
  ...OF_FOLLOWERS,
];
const TYPES = Object.keys(ALLOWED_FROM) as WhistleCommandType[];

function choose(chosen: Step, state: WhistleState, at: string, minutes: number): AnyWhistleCommand {
  const { which, unit, flag } = chosen;
  const usual = unit % 4 > 0;
  // people act more often than what follows by itself
  const byItself = which % 4 === 0 || ('merged' in state && state.merged !== undefined);
  const admitted = TYPES.filter(
    (type) =>
      ALLOWED_FROM[type].some((status) => status === state.status) &&
      !(usual && AT_ANY_TIME.includes(type)) &&
      (byItself || !OF_FOLLOWERS.includes(type)),
  );
  const types = chosen.wild || admitted.length === 0 ? TYPES : admitted;
  const assignments = assignmentsOf(state);
  const assignment = assignments[unit % Math.max(1, assignments.length)];
  const assignmentId = assignment?.assignmentId ?? 'a1';
  const actor = chosen.ownUnit ? clerk(assignment?.unitId ?? 'XY-ZJ') : [housing, police, sanitation, desk][unit % 4]!;
  const outcome = flag ? 'RESOLVED' : 'EXPLAINED';
  const assists = [['XY-S1-JD'], ['XY-S1-JD', 'XY-S1-GA'], ['XY-HW'], []][unit % 4]!;
  const conditionSeq = flag && chosen.category === 'WY02' ? 2 : 1;
  const build: { readonly [Type in WhistleCommandType]: () => commands.WhistleCommandOf<Type> } = {
    RaiseWhistle: () =>
      which % 5 === 0
        ? raise(
            {
              level: 'STREET',
              categoryCode: chosen.category,
              occurredAt: minutesLater(minutes - unit),
              lateEntryReason: '停电',
            },
            desk,
            at,
          )
        : raise({ categoryCode: chosen.category, anonymity: flag ? 'NAMED' : 'ANONYMOUS' }, resident, at),
    ImportWhistle: () =>
      command(
        commands.ImportWhistle,
        {
          source: { system: 'old', id: '1' },
          summary: '路灯不亮',
          categoryCode: chosen.category ?? 'WY02',
          unitId: 'XY-ZJ',
          location: { areaPath: 'XY' },
          openedAt: at,
          closingKind: 'RECORDED',
          ...(flag && { targetAt: minutesLater(unit) }),
          ...(unit % 3 === 0 && { closedAt: minutesLater(which) }),
        },
        desk,
        at,
      ),
    AcceptWhistle: () => command(commands.AcceptWhistle, { categoryCode: chosen.category, conditionSeq }, desk, at),
    RejectWhistle: () =>
      command(commands.RejectWhistle, { reason: 'UNLAWFUL', basis: '第十一条', toldChannel: '无' }, desk, at),
    ReclassifyWhistle: () =>
      command(
        commands.ReclassifyWhistle,
        {
          categoryCode: chosen.category ?? 'WY02',
          conditionSeq,
          urgency: (['P1', 'P2', 'P3', 'P4'] as const)[unit % 4],
          reason: '核实',
        },
        desk,
        at,
      ),
    DispatchWhistle: () =>
      command(
        commands.DispatchWhistle,
        flag
          ? { whistleType: WHISTLE_TYPES[which % 3] }
          : {
              leadUnitId: 'XY-ZJ',
              assists: assists.map((unitId) => ({ unitId, mandatory: which % 2 === 0 })),
              overrideReason: '跨类',
            },
        desk,
        at,
      ),
    SignAssignment: () => command(commands.SignAssignment, { assignmentId }, actor, at),
    RecordContact: () =>
      command(commands.RecordContact, { assignmentId, contacted: flag ? 'REPORTER' : 'STREET' }, actor, at),
    ReportIn: () =>
      command(
        commands.ReportIn,
        {
          assignmentId,
          person: '王科长',
          mode: 'ON_SITE',
          ...(flag && { madeAt: minutesLater(minutes - (which % 300)), longitude: 116, latitude: 29.7 }),
        },
        actor,
        at,
      ),
    RequestInfo: () => command(commands.RequestInfo, { text: '几号楼？' }, desk, at),
    SupplyInfo: () => command(commands.SupplyInfo, { text: '三号楼' }, resident, at),
    OrderPreVerification: () =>
      command(commands.OrderPreVerification, { unitId: ['XY-S1-GA', 'XY-S1-C01-SQ'][unit % 2]! }, desk, at),
    ReportPreVerification: () => command(commands.ReportPreVerification, { finding: 'EXISTS' }, gridWorker, at),
    ContainHazard: () => command(commands.ContainHazard, { assignmentId, note: '已封闭' }, actor, at),
    RequestExtension: () =>
      command(
        commands.RequestExtension,
        { assignmentId, reason: '等配件', ...(flag && { clock: 'HANDLE' as const }) },
        actor,
        at,
      ),
    DecideExtension: () =>
      command(
        commands.DecideExtension,
        { assignmentId: extensionOf(state) ?? 'a1', granted: flag, reason: '好' },
        desk,
        at,
      ),
    RequestSuspension: () =>
      command(
        commands.RequestSuspension,
        {
          assignmentId,
          until: civilDateIn('Asia/Shanghai', plusMs(at, (1 + (unit % 20)) * 86_400_000)),
          constraint: '等施工图',
        },
        actor,
        at,
      ),
    DecideSuspension: () => {
      const asked = assignments.find(({ suspensionAsked }) => suspensionAsked)?.assignmentId ?? 'a1';
      return command(
        commands.DecideSuspension,
        { assignmentId: asked, approved: unit % 4 > 0, reason: '属实' },
        supervisor,
        at,
      );
    },
    ResumeCase: () => {
      const resting = assignments.find(({ suspended }) => suspended)?.assignmentId ?? 'a1';
      return command(commands.ResumeCase, { assignmentId: resting }, flag ? supervisor : actor, at);
    },
    RecalculateDeadlines: () =>
      command(commands.RecalculateDeadlines, { reason: flag ? 'POLICY' : 'CALENDAR' }, supervisor, at),
    StartHandling: () => command(commands.StartHandling, { assignmentId }, actor, at),
    LogProgress: () => command(commands.LogProgress, { assignmentId, note: '已约谈' }, actor, at),
    SubmitAssistResult: () =>
      command(commands.SubmitAssistResult, { assignmentId, outcome, reply: '已到场' }, actor, at),
    SubmitResult: () => command(commands.SubmitResult, { assignmentId, outcome, reply: '已清理' }, actor, at),
    StartFollowUp: () => command(commands.StartFollowUp, {}, supervisor, at),
    RecordFollowUp: () =>
      command(
        commands.RecordFollowUp,
        flag ? { answered: true, solved: unit % 2 === 0, satisfaction: 'NEUTRAL', by: 'STAFF' } : { answered: false },
        supervisor,
        at,
      ),
    CloseWhistle: () => {
      const forced = which % 5 === 0;
      return command(commands.CloseWhistle, flag ? { note: '已解释', forced, conditionMet: true } : {}, supervisor, at);
    },
    OrderCheck: () =>
      command(
        commands.OrderCheck,
        flag ? {} : { unitId: ['XY-S1-C01-SQ', 'XY-ZJ', 'XY-GA'][unit % 3]! },
        supervisor,
        at,
      ),
    RecordCheck: () => {
      const seen = flag ? { longitude: 116, latitude: 29.7 } : {};
      const by = [supervisor, gridWorker, clerk('XY-S1-C01-SQ')][unit % 3]!;
      const found = unit % 5 < 3 ? { passed: true as const } : { passed: false as const, reason: '仍有垃圾' };
      return command(commands.RecordCheck, { ...found, ...seen }, by, at);
    },
    SendBack: () =>
      command(
        commands.SendBack,
        { reason: '仍有异味', ...(flag && { assignmentIds: [assignmentId] }) },
        supervisor,
        at,
      ),
    ReopenWhistle: () =>
      command(commands.ReopenWhistle, { cause: 'RECURRENCE', reason: '复发' }, flag ? resident : supervisor, at),
    AppealOverdue: () => command(commands.AppealOverdue, { assignmentId, reason: '暴雨停工' }, actor, at),
    ReviewAppeal: () => {
      const appealed = appealOf(state) ?? 'a1';
      const by = unit % 2 === 0 ? supervisor : secondSupervisor;
      return command(commands.ReviewAppeal, { assignmentId: appealed, upheld: which % 4 > 0, reason: '核实' }, by, at);
    },
    RateDepartment: () => command(commands.RateDepartment, { assignmentId, score: 1 + (which % 5) }, street, at),
    RateStreet: () => command(commands.RateStreet, { assignmentId, score: 1 + (which % 5) }, actor, at),
    ExcludeFromScoring: () =>
      command(
        commands.ExcludeFromScoring,
        { reason: '不合理诉求', ...(flag && assignment && { assignmentId }) },
        supervisor,
        at,
      ),
    ChangeUrgency: () =>
      command(
        commands.ChangeUrgency,
        { urgency: (['P1', 'P2', 'P3', 'P4'] as const)[unit % 4]!, reason: '会商' },
        desk,
        at,
      ),
    RequestVoiding: () =>
      command(commands.RequestVoiding, { reason: '测试' }, flag ? supervisor : secondSupervisor, at),
    DecideVoiding: () =>
      command(commands.DecideVoiding, { confirmed: unit % 3 === 0, reason: '核实' }, secondSupervisor, at),
    RequestTermination: () =>
      command(
        commands.RequestTermination,
        { assignmentId, reason: flag ? 'INADMISSIBLE' : 'REPORTER_REFUSES', explanation: '见附件' },
        actor,
        at,
      ),
    DecideTermination: () => {
      const asked = state.status === 'NONE' ? undefined : state.termination?.assignmentId;
      return command(
        commands.DecideTermination,
        { assignmentId: asked ?? 'a1', approved: unit % 3 === 0, reason: '核实' },
        flag ? supervisor : desk,
        at,
      );
    },
    OpenSupervision: () =>
      command(
        commands.OpenSupervision,
        {
          level: (['BLUE', 'ORANGE', 'RED'] as const)[unit % 3]!,
          reason: '催办',
          ...(flag && assignment && { assignmentId }),
        },
        supervisor,
        at,
      ),
    AnswerSupervision: () =>
      assignment && flag
        ? command(commands.AnswerSupervision, { assignmentId, reply: '抓紧' }, actor, at)
        : command(commands.AnswerSupervision, { reply: '抓紧' }, desk, at),
    CorrectFact: () =>
      command(
        commands.CorrectFact,
        {
          assignmentId,
          fact: (['SIGNED', 'CONTACTED', 'REPORTED_IN', 'CONTAINED', 'RESULT_SUBMITTED'] as const)[which % 5]!,
          happenedAt: minutesLater(minutes - (unit % 500)),
          reason: '补录',
          evidence: '照片',
        },
        supervisor,
        at,
      ),
    AttachEvidence: () => {
      const evidenceId = `e${which % 50}`;
      const about = [
        { purpose: 'RAISING' as const, by: resident },
        { purpose: 'VERIFICATION' as const, by: gridWorker },
        { purpose: 'RESULT' as const, by: actor, assignmentId },
      ][unit % 3]!;
      const { by, ...input } = about;
      return command(commands.AttachEvidence, { evidenceId, ...input, file: photo }, by, at);
    },
    WithdrawWhistle: () => command(commands.WithdrawWhistle, { reason: '不用了' }, resident, at),
    RedirectWhistle: () =>
      command(
        commands.RedirectWhistle,
        { channel: flag ? 'COURT' : 'SPECIAL_LINE', basis: '第十一条', toldChannel: '法院' },
        desk,
        at,
      ),
    RedirectEmergency: () =>
      command(
        commands.RedirectEmergency,
        { channel: '119', goesOn: which % 4 > 0, note: '冒烟' },
        flag ? gridWorker : actor,
        at,
      ),
    InformOfExisting: () => command(commands.InformOfExisting, { ref: whistleId(2), note: '同一事项' }, desk, at),
    RespondAsStreet: () =>
      command(
        commands.RespondAsStreet,
        flag ? { outcome: 'BLOWN_ON', note: '需部门' } : { outcome: 'SELF_RESOLVED', evidence: '已清理' },
        street,
        at,
      ),
    SelfResolve: () => command(commands.SelfResolve, { evidence: '已清理' }, flag ? gridWorker : street, at),
    AddAssist: () =>
      command(
        commands.AddAssist,
        { unitId: ['XY-HW', 'XY-S1-GA', 'XY-ZJ', 'XY-CGJ'][unit % 4]!, mandatory: flag, overrideReason: '需配合' },
        desk,
        at,
      ),
    ReleaseAssist: () =>
      command(commands.ReleaseAssist, { assignmentId, reason: '不再需要', misdispatched: flag }, desk, at),
    ExcuseAssist: () => command(commands.ExcuseAssist, { assignmentId, reason: '已掌握' }, desk, at),
    ChangeLead: () =>
      command(
        commands.ChangeLead,
        { unitId: assignments[which % 4]?.unitId ?? 'XY-HW', keepFormer: flag, reason: '属其职责' },
        desk,
        at,
      ),
    RequestReturn: () =>
      command(
        commands.RequestReturn,
        {
          assignmentId,
          reason: which % 3 === 0 ? 'UNCLEAR_OWNERSHIP' : 'NOT_OUR_DUTY',
          basis: '不属本单位',
          ...(flag && { suggestedUnitId: 'XY-CGJ' }),
        },
        actor,
        at,
      ),
    DecideReturn: () => {
      const asked = assignments.find(({ returnAsked }) => returnAsked)?.assignmentId ?? assignmentId;
      const about = { assignmentId: asked, reason: '查过' };
      return command(
        commands.DecideReturn,
        flag ? { ...about, approved: true, fault: 'MISDISPATCH' } : { ...about, approved: false },
        desk,
        at,
      );
    },
    RequestArbitration: () => {
      const asked = assignments.find(({ returnAsked, returnsRejected }) => returnAsked ?? returnsRejected > 0);
      return command(
        commands.RequestArbitration,
        { assignmentId: asked?.assignmentId ?? assignmentId, reason: '各执一词' },
        desk,
        at,
      );
    },
    Arbitrate: () =>
      command(
        commands.Arbitrate,
        {
          leadUnitId: assignments[which % 4]?.unitId ?? 'XY-HW',
          assists: flag ? [{ unitId: 'XY-S1-GA', mandatory: unit % 2 === 0 }] : [],
          basis: '联席会议',
        },
        supervisor,
        at,
      ),
    RedispatchWhistle: () =>
      command(
        commands.RedispatchWhistle,
        flag
          ? { overrideReason: '重派' }
          : { leadUnitId: assignments[unit % 4]?.unitId ?? 'XY-HW', overrideReason: '重派' },
        desk,
        at,
      ),
    RecallDispatch: () => command(commands.RecallDispatch, { reason: '派错' }, flag ? desk : police, at),
    FallbackDispatch: () => command(commands.FallbackDispatch, { reason: '权属不清' }, desk, at),
    SupersedeUnits: () => command(commands.SupersedeUnits, {}, desk, at),
    MergeWhistle: () => command(commands.MergeWhistle, { masterId: MASTER, reason: '同一处' }, desk, at),
    UnmergeWhistle: () => command(commands.UnmergeWhistle, { reason: '是另一处' }, desk, at),
    AbsorbFollower: () => {
      const raisedAt = minutesLater(minutes - which);
      const input = { followerId: whistleId(10 + (unit % 5)), number: 'XY260302-10', raisedAt };
      return command(commands.AbsorbFollower, { ...input, ...(flag && { acceptedAt: raisedAt }) }, desk, at);
    },
    ReleaseFollower: () => command(commands.ReleaseFollower, { followerId: whistleId(10 + (unit % 5)) }, desk, at),
    FollowMaster: () => {
      const result = { outcome: 'RESOLVED', reply: '已修复', kind: 'RESOLVED' } as const;
      const stages = [{ stage: 'OPEN' }, { stage: 'ANSWERED', ...result }, { stage: 'CLOSED', ...result }] as const;
      const master = unit % 20 === 0 ? ({ stage: 'GONE' } as const) : stages[unit % 3]!;
      return command(commands.FollowMaster, { masterId: MASTER, master }, desk, at);
    },
    RunClocks: () => command(commands.RunClocks, {}, desk, at),
  };
  // ways that end a whistle or a wait early are taken less often, so that most runs get to its end
  const type = types[which % types.length]!;
  const early = EARLY.includes(type) && unit % 2 !== 0;
  if (extensionOf(state) !== undefined && which % 3 === 0) return build.DecideExtension();
  if (state.status !== 'NONE' && which % 3 === 1) {
    if (state.voiding) return build.DecideVoiding();
    if (state.termination && ASSIGNED.includes(state.status)) return build.DecideTermination();
    if (appealOf(state) !== undefined) return build.ReviewAppeal();
  }
  return build[early ? 'RunClocks' : type]();
}

/** Ways along which a whistle may have come before chance takes over. */
function wayTo(place: number): AnyWhistleCommand[] {
  const [zj, jd] = ['XY-ZJ', 'XY-S1-JD'].map(clerk);
  const unanswered = command(commands.RecordFollowUp, { answered: false }, supervisor);
  const units = [zj!, jd!].map((actor, index) => ({ actor, assignmentId: `a${index + 1}` }));
  // in time, or three weeks later
  const when = place % 2 === 0 ? minutesLater(0) : minutesLater(3 * 7 * 24 * 60);
  const ways = [
    [],
    [
      raise({ categoryCode: place % 2 === 0 ? 'WY02' : 'WY09' }, resident),
      command(commands.AcceptWhistle, {}),
      command(commands.DispatchWhistle, {
        leadUnitId: 'XY-ZJ',
        assists: [{ unitId: 'XY-S1-JD', mandatory: place % 3 === 0 }],
        overrideReason: '跨类',
      }),
    ],
    units.flatMap(({ actor, assignmentId }) => [
      command(commands.SignAssignment, { assignmentId }, actor),
      command(commands.ReportIn, { assignmentId, person: '王科长', mode: 'ON_SITE' }, actor),
    ]),
    [command(commands.StartHandling, { assignmentId: 'a1' }, zj)],
    [
      command(commands.ContainHazard, { assignmentId: 'a1', note: '已封闭' }, zj, when),
      command(commands.SubmitAssistResult, { assignmentId: 'a2', outcome: 'RESOLVED', reply: '已到场' }, jd, when),
      command(commands.SubmitResult, { assignmentId: 'a1', outcome: 'RESOLVED', reply: '已清理' }, zj, when),
    ],
    [command(commands.StartFollowUp, {}, supervisor, when), ...(place % 5 === 0 ? [unanswered, unanswered] : [])],
    [
      command(
        commands.RecordFollowUp,
        { answered: true, solved: place % 4 > 1, satisfaction: 'SATISFIED', by: 'STAFF' },
        supervisor,
        when,
      ),
      command(commands.CloseWhistle, { note: '已解释' }, supervisor, when),
    ],
  ];
  const [raised = [], dispatched = []] = ways;
  const about = { assignmentId: 'a1', reason: '属实' };
  const givenBack = [
    command(commands.RequestReturn, { assignmentId: 'a1', reason: 'NOT_OUR_DUTY', basis: '不属本单位' }, zj),
    command(commands.DecideReturn, { ...about, approved: true, fault: 'MISDISPATCH' }),
  ];
  if (place % 7 === 6) return [...raised, ...dispatched, ...givenBack];
  const merged = [
    raise(),
    command(commands.AcceptWhistle, {}),
    command(commands.MergeWhistle, { masterId: MASTER, reason: '同一处' }),
  ];
  return place % 6 === 5 ? merged : ways.slice(0, 1 + (place % ways.length)).flat();
}

/** `expect` is too slow for tens of thousands of checks. */
function must(holding: boolean, rule: string): void {
  if (!holding) throw new Error(`not so: ${rule}`);
}

const ASSIGNED: readonly string[] = ALLOWED_FROM.RequestTermination;

const appealOf = (state: WhistleState): string | undefined =>
  state.status === 'NONE' ? undefined : state.appeals.find(({ decided }) => !decided)?.assignmentId;

const extensionOf = (state: WhistleState): string | undefined =>
  'clocks' in state
    ? state.clocks.find(({ extensionAskedBy }) => extensionAskedBy !== undefined)?.assignmentId
    : undefined;

/** Undefined if a rule refuses; anything else that is thrown is a fault. */
function decide(one: AnyWhistleCommand, state: WhistleState, city: City): readonly WhistleEvent[] | undefined {
  try {
    return whistle
      .decide(one, state, factsFor(one, undefined, city))
      .map((event) => ({ ...event, occurredAt: event.occurredAt ?? one.context.at }));
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
}

type City = typeof firstCity;
interface Followed {
  readonly clock: string;
  readonly assignmentId?: string | undefined;
  readonly startedAt: string;
  readonly dueAt: string;
  readonly marks: readonly { readonly mark: string; readonly at: string }[];
  readonly told: readonly string[];
  readonly missed: boolean;
  readonly heldSince?: string | undefined;
  readonly asked: boolean;
}

/** Follows the clocks of one whistle by the events alone. */
class Clocks {
  private readonly running = new Map<string, Followed>();

  apply(event: WhistleEvent, mayComeEarlier: boolean): void {
    const { type, data, occurredAt = '' } = event;
    if (type === 'AssignmentCreated' && data.takesOver !== undefined) this.takeOver(data.takesOver, data.assignmentId);
    if (type === 'LeadChanged') this.changeLead(data.to.assignmentId);
    if (type === 'DeadlineSet') this.set(data, occurredAt);
    else if ('clockId' in data) this.tell(event, data.clockId, mayComeEarlier);
    const stopped = STOPPED[type];
    for (const [clockId, one] of this.running) {
      const { clock, assignmentId, missed } = one;
      const of = 'assignmentId' in data ? data.assignmentId : undefined;
      const own = !OWN.includes(type) || of === assignmentId;
      if (stopped && own && (stopped === 'ALL' || stopped.includes(clock))) this.running.delete(clockId);
      const ofWhistle = !('assignmentId' in data) || data.assignmentId === assignmentId;
      if (HELD[type] === clock && ofWhistle && !missed) {
        this.running.set(clockId, { ...one, heldSince: one.heldSince ?? occurredAt });
      }
    }
  }

  private takeOver(former: string, assignmentId: string): void {
    for (const [clockId, one] of this.running) {
      if (one.assignmentId === former) this.running.set(clockId, { ...one, assignmentId });
    }
  }

  private changeLead(assignmentId: string): void {
    for (const [clockId, one] of this.running) {
      const own = one.clock === 'HANDLE' && one.assignmentId === assignmentId;
      if (own || one.clock === 'CONTAIN') this.running.delete(clockId);
    }
  }

  private set(data: Extract<WhistleEvent, { type: 'DeadlineSet' }>['data'], occurredAt: string): void {
    const { clockId, cause, dueAt, pauses, marks, clock, carried } = data;
    const before = this.running.get(clockId);
    const first = cause === 'STARTED' || carried !== undefined;
    must(SLICES.includes(cause) && first === (before === undefined), 'a clock starts once');
    checkMarks(marks, dueAt);
    must(clock !== 'RESIDENT_TOTAL' || pauses.length === 0, 'what the resident was promised never stands still');
    must(
      pauses.every(({ from, to }, index) => from < to && (index === 0 || pauses[index - 1]!.to < from)),
      'pauses are a union',
    );
    if (before) {
      must(!before.missed, 'a missed deadline is not set again');
      must(
        (cause === 'RESUMED') === (before.heldSince !== undefined) || ['RECLASSIFIED', 'RELAXED'].includes(cause),
        'what was held goes on',
      );
      if (cause === 'RESUMED' && before.heldSince! < occurredAt)
        must(pauses.at(-1)?.to === occurredAt, 'a pause ends now');
      if (cause === 'MERGED') must(data.startedAt < before.startedAt, 'the earliest governs');
      else if (cause === 'UNMERGED') must(data.startedAt > before.startedAt, 'and no longer does');
      else if (cause === 'RECLASSIFIED') must(before.heldSince !== undefined || dueAt < before.dueAt, 'only earlier');
      else must(dueAt >= before.dueAt, 'a deadline does not come forward');
      if (cause === 'RELAXED') must(dueAt > before.dueAt && clock !== 'RESIDENT_TOTAL', 'later, but not the promise');
      if (cause === 'EXTENDED') must(dueAt > before.dueAt && before.asked, 'longer, and asked for');
    }
    const held = before?.heldSince;
    const heldSince = cause === 'RECLASSIFIED' && held ? data.startedAt : cause === 'RELAXED' ? held : undefined;
    const asked = before !== undefined && before.asked && cause !== 'EXTENDED';
    const { missed, noticed } = carried ?? { missed: false, noticed: [] };
    this.running.set(clockId, { ...data, told: noticed, missed, asked, heldSince });
  }

  private tell({ type, data, occurredAt }: WhistleEvent, clockId: string, mayComeEarlier: boolean): void {
    const clock = this.running.get(clockId);
    if (type === 'SupervisionOpened' && data.by !== undefined) {
      must(clock === undefined && data.to.length > 0, 'somebody has to answer from now on');
      return;
    }
    const judged = type === 'DeadlineMissed' && data.because === 'CORRECTED';
    if (type === 'DeadlineCleared' || type === 'OverdueExempted' || judged) {
      must(clock === undefined, 'what is judged afterwards was stopped');
      return;
    }
    if (!clock) throw new Error(`not so: ${type} is about a clock that runs`);
    const change = (changed: Partial<Followed>) => this.running.set(clockId, { ...clock, ...changed });
    if (type === 'DeadlineMissed') {
      must(!clock.missed && clock.heldSince === undefined && clock.dueAt === data.dueAt, 'missed is what runs, once');
      must(data.dueAt < data.detectedAt, 'missed is what is past');
      must(occurredAt === data.dueAt, 'a breach is dated at its deadline');
      change({ missed: true });
    }
    if (type === 'DeadlineWarned' || type === 'SupervisionOpened') {
      const mark = type === 'DeadlineWarned' ? data.mark : `${data.level}_SLIP`;
      must(clock.heldSince === undefined && !clock.told.includes(mark), 'told once, of what runs');
      must(
        clock.marks.some((one) => one.mark === mark && one.at === occurredAt),
        'told at its mark',
      );
      must((type === 'SupervisionOpened') === clock.missed, 'warned before it, chased after it');
      must(data.to.length > 0, 'somebody is told');
      change({ told: [...clock.told, mark] });
    }
    if (type === 'ExtensionRequested') change({ asked: true });
    if (type === 'ExtensionDenied') change({ asked: false });
    if (type === 'DeadlineRecalculated') {
      must(!clock.missed && data.oldDueAt === clock.dueAt, 'reckoned again is what runs');
      must(data.dueAt >= clock.dueAt || mayComeEarlier, 'earlier only where the policy lets it');
      must(
        data.marks.every(({ mark }) => !clock.told.includes(mark)),
        'nobody is told twice',
      );
      checkMarks(data.marks, data.dueAt);
      change({ dueAt: data.dueAt, marks: data.marks });
    }
  }

  /** What should have come about by then and has not. */
  overlooked(at: string): string[] {
    return [...this.running].flatMap(([clockId, { dueAt, missed, heldSince, asked, marks, told }]) => {
      if (heldSince !== undefined) return [];
      must(!(missed && asked), 'nothing has run out while an extension waits');
      const next = marks.filter(
        ({ mark, at: moment }) => !told.includes(mark) && (missed ? moment > dueAt : moment < dueAt),
      );
      const late = (!missed && !asked && dueAt < at) || next.some(({ at: moment }) => moment < at);
      return late ? [clockId] : [];
    });
  }
}

function checkMarks(marks: Followed['marks'], dueAt: string): void {
  must(
    marks.every(({ at }, index) => index === 0 || marks[index - 1]!.at < at),
    'marks are in order',
  );
  must(
    marks.every(({ mark, at }) => mark.endsWith('_SLIP') === at > dueAt),
    'warnings come before the deadline and slips after it',
  );
}

/** Whoever reads the history explains each clock to what the rules have set, and under the same rules finds the same. */
class Readers {
  private readonly told: Told[] = [];
  private replay = NO_REPLAY;

  /** @param instead whether the same rules are told as others, as if they had always held */
  constructor(private readonly instead: boolean) {}

  apply(event: WhistleEvent, { context }: AnyWhistleCommand, { catalogue }: City): void {
    const { type, occurredAt: at = '' } = event;
    const revision = this.told.length;
    const ref = { eventId: `${revision}`, revision, type, at, recordedAt: context.at, role: context.actor.role };
    this.told.push({ event, ref, commandId: context.commandId });
    const others = this.instead && { policyOf: 'XY', calendarOf: 'CN' };
    this.replay = replayed(this.replay, event, { real: catalogue, other: catalogue, ...others });
  }

  check(state: WhistleState, { catalogue }: City, at: string): void {
    if (state.status === 'NONE') return;
    const place = { areaPath: state.raised.location.areaPath, timeZone: state.raised.timeZone };
    const stories = storiesOf(this.told);
    for (const story of stories) {
      const { clockId, facts, stopped, assignmentId, unitId, missed } = story;
      const { dueAt, changes } = explainClock(story, catalogue, place);
      const set = facts.map((fact) => fact.dueAt).join();
      must(changes.map((change) => change.dueAt).join() === set, `${clockId} is explained as it was set`);
      const running = state.clocks.find((one) => one.clockId === clockId);
      must((stopped === undefined) === (running !== undefined), `${clockId} is told to run as long as it runs`);
      if (!running) continue;
      must(dueAt === running.dueAt, `${clockId} runs out when it is explained to`);
      must(assignmentId === running.assignmentId && unitId === running.unitId, `${clockId} is told to be whose it is`);
      must(openPause(story)?.from === running.pausedAt, `${clockId} is told to stand still since it does`);
      must(missed.length > 0 === running.missed, `${clockId} is told to have run out`);
    }
    must(new Set(stories.map(({ clockId }) => clockId)).size === stories.length, 'a clock is told of once');
    for (const { clockId, dueBefore, dueAfter, missedBefore, missedAfter } of outcomesOf(this.replay, at)) {
      must(dueAfter === dueBefore, `${clockId} is due at ${dueBefore} under the same rules, not at ${dueAfter}`);
      must(missedAfter === missedBefore, `${clockId} runs out under the same rules or does not`);
    }
  }
}

const reached = new Set<string>();

interface Life {
  readonly place: number;
  readonly steps: readonly Step[];
  /** From which step on the calendar is revised, and the policy. */
  readonly revised: number;
  readonly bolder: number;
}

function holds({ place, steps, revised, bolder }: Life, only?: City): void {
  let state: WhistleState = whistle.initial;
  const readers = new Readers(only !== undefined);
  const history: WhistleEvent[] = [];
  const clocks = new Clocks();
  const tell = (one: AnyWhistleCommand, city: City): void => {
    const events = decide(one, state, city);
    if (!events) return;
    // whoever follows a whistle that is over may still turn out to be about something else
    const more = events.filter(({ type }) => type !== 'FollowerReleased');
    must(state.status !== 'VOIDED' || more.length === 0, 'nothing follows what is void');
    const over = ENDED.includes(state.status) && !AFTER_THE_END.includes(one.type);
    must(!over || more.length === 0, 'nothing follows the end');
    checkDuties(one, state, events);
    checkOffered(one, state, city);
    const wereAllIn = areAllIn(state);
    for (const event of events) {
      must(whistleEvents[event.type].schema.safeParse(event.data).success, 'an event fits its schema');
      clocks.apply(event, city === bolderCity);
      readers.apply(event, one, city);
      state = whistle.evolve(state, event);
      history.push(event);
      reached.add(event.type);
    }
    const said = events.filter(({ type }) => type === 'AllDepartmentsReportedIn').length;
    must(said === (areAllIn(state) && !wereAllIn ? 1 : 0), 'all in is said when all are in, once');
    const overlooked = clocks.overlooked(one.context.at);
    must(overlooked.length === 0, `nothing is overlooked: ${overlooked.join()} by ${one.type}`);
    checkAssignments(state, history);
    checkJudgements(state, history);
    checkStreet(state);
    checkEvidence(state);
    checkRouting(state);
    reached.add(state.status);
  };
  const way = wayTo(place);
  for (const one of way) tell(one, only ?? firstCity);
  let minutes = (Date.parse(way.at(-1)?.context.at ?? NOON) - Date.parse(NOON)) / 60_000;
  for (const [index, chosen] of steps.entries()) {
    minutes += chosen.minutes;
    const one = choose(chosen, state, minutesLater(minutes), minutes);
    tell(one, only ?? (index < revised ? firstCity : index < bolder ? revisedCity : bolderCity));
  }
  readers.check(state, only ?? bolderCity, minutesLater(minutes));
}

/** On the screens of a moment later there is what the clocks have brought about by then. */
function checkOffered(one: AnyWhistleCommand, before: WhistleState, city: City): void {
  const clockwork = BY_ITSELF.includes(one.type);
  if (before.status === 'NONE' || clockwork) return;
  const look = command(commands.RunClocks, {}, desk, one.context.at);
  const now = (decide(look, before, city) ?? []).reduce(whistle.evolve, before);
  const offered = [before, now].flatMap((state) =>
    state.status === 'NONE'
      ? []
      : possibleActions(state, { catalogue: city.catalogue, at: one.context.at }).map(
          (action) => `${action.command} ${action.assignment?.assignmentId ?? ''}`,
        ),
  );
  // a file is offered once for all that it may be about
  const onAssignment = one.type !== 'AttachEvidence' && 'assignmentId' in one.input ? one.input.assignmentId : '';
  must(offered.includes(`${one.type} ${onAssignment}`), 'what is accepted was offered');
}

/** 职责分离, by what the state remembers of who did what. */
function checkDuties({ context }: AnyWhistleCommand, state: WhistleState, events: readonly WhistleEvent[]): void {
  const { actor } = context;
  for (const event of events) {
    if (state.status === 'NONE') return;
    if (event.type === 'WhistleDispatched') must(event.data.whistleType !== 'HARD_PROBLEM', 'nobody here may');
    if (event.type === 'WhistleDispatched' && state.awaitedStreet?.turn === 'FIRST') {
      const over = events.some(
        ({ type, data }) =>
          type === 'StreetResponded' || (type === 'DeadlineMissed' && data.clock === 'STREET_RESPONSE'),
      );
      const said = actor.role === 'DISPATCHER' && event.data.overrideReason !== undefined;
      must(over || said, 'no department before the street');
    }
    if (event.type === 'WhistleVoided') must(state.voiding!.by !== actor.id, 'void by four eyes');
    if (event.type === 'WhistleClosed' && 'dispatchedBy' in state) {
      must(!state.dispatchedBy.includes(actor.id), 'the dispatcher does not close');
    }
    if (event.type === 'HandlingTerminated') must(state.termination!.by !== actor.id, 'who asks does not decide');
    if (event.type === 'OverdueExempted') {
      const appeal = state.appeals.find(({ assignmentId }) => assignmentId === event.data.assignmentId);
      must(appeal?.upheldBy.length === 1 && appeal.upheldBy[0] !== actor.id, 'exempted by two');
      const past = state.pastClocks.find(({ clockId }) => clockId === event.data.clockId);
      must(past?.missed === true && !past.exempted, 'exempted is what ran out, once');
    }
    if (event.type === 'CheckPassed' || event.type === 'CheckFailed') {
      must(!assignmentsOf(state).some(({ unitId }) => unitId === actor.unitId), 'the handler does not check');
    }
  }
}

/** What ran out stays in the log, and counts unless it was cleared or exempted since. */
function checkJudgements(state: WhistleState, history: readonly WhistleEvent[]): void {
  if (state.status === 'NONE') return;
  const of = (type: WhistleEventType, clockId: string) =>
    history.filter((event) => event.type === type && 'clockId' in event.data && event.data.clockId === clockId).length;
  for (const { clockId, missed, exempted } of state.pastClocks) {
    must(of('DeadlineMissed', clockId) - of('DeadlineCleared', clockId) === Number(missed), 'judged as the log says');
    must(of('OverdueExempted', clockId) === Number(exempted), 'exempted as the log says');
  }
  must(state.reworks === history.filter(({ type }) => type === 'ReworkOrdered').length, 'reworks are counted');
}

function checkAssignments(state: WhistleState, history: readonly WhistleEvent[]): void {
  const all = assignmentsOf(state);
  const live = all.filter(({ released }) => released === undefined);
  const leads = live.filter(({ role }) => role === 'LEAD');
  if (LED.includes(state.status)) must(leads.length === 1, 'one lead');
  if (['BACK_AT_DISPATCH', 'ACCEPTED'].includes(state.status)) must(leads.length === 0, 'nobody leads yet');
  const disputed = leads.some(({ returnAsked, arbitrationAskedBy }) => returnAsked ?? arbitrationAskedBy);
  const isVoid = state.status === 'VOIDED';
  must(isVoid || disputed === (state.status === 'IN_DISPUTE'), 'the case is disputed with its lead');
  must(new Set(live.map(({ unitId }) => unitId)).size === live.length, 'one live assignment per unit');
  must(
    all.every(({ assignmentId }, index) => assignmentId === `a${index + 1}`),
    'numbers of assignments go on',
  );
  const clocks = 'clocks' in state ? state.clocks : [];
  must(
    clocks.every((one) => !all.some((a) => a.assignmentId === one.assignmentId && a.released !== undefined)),
    'no clock of what was released',
  );
  if (DONE.includes(state.status)) {
    must(!live.some(({ returnAsked, arbitrationAskedBy }) => returnAsked ?? arbitrationAskedBy), 'nothing is disputed');
  }
  const allIn = history.flatMap((event) => (event.type === 'AllDepartmentsReportedIn' ? [event.data.setRevision] : []));
  must(new Set(allIn).size === allIn.length, 'all in once per revision of the set');
}

const LED = ['DISPATCHED', 'REPORTED', 'HANDLING', 'SUSPENDED', 'IN_DISPUTE'];
const DONE = ['HANDLED', 'FOLLOW_UP', 'CLOSED'];

/** Somebody leads, somebody has to come, and all of these have. */
function areAllIn(state: WhistleState): boolean {
  const live = assignmentsOf(state).filter(({ released }) => released === undefined);
  const convened = live.filter(({ mandatory, reportsIn }) => mandatory && reportsIn);
  return live.some(({ role }) => role === 'LEAD') && convened.length > 0 && convened.every((one) => one.reportedIn);
}

/** Either the street is waited for or the desk, or both where it cannot wait; and somebody always is. */
function checkStreet(state: WhistleState): void {
  if (state.status !== 'ACCEPTED') {
    must(state.status === 'NONE' || state.awaitedStreet === undefined, 'nobody waits for the street any more');
    return;
  }
  const runs = (kind: string) => state.clocks.some(({ clock }) => clock === kind);
  must(
    runs('STREET_RESPONSE') === (state.awaitedStreet !== undefined),
    'the street has a clock while it is waited for',
  );
  must(runs('DISPATCH') === (state.awaitedStreet?.turn !== 'FIRST'), 'the desk has one when it is not');
}

/** 派单依据: whatever routing says, it has one ground for it. */
function checkRouting(state: WhistleState): void {
  if (state.status === 'NONE' || !state.routing) return;
  const { lead, assists, problems, grounds = [] } = state.routing;
  const suggested = [...(lead ? [lead] : []), ...assists].map(({ unitId }) => unitId).sort();
  const told = grounds.flatMap((ground) => ('unitId' in ground ? [ground.unitId] : [])).sort();
  must(told.join() === suggested.join(), 'each unit that is suggested has its ground, and no other unit');
  must(grounds.length - told.length === problems.length, 'each problem has its ground');
}

function checkEvidence(state: WhistleState): void {
  if (state.status === 'NONE') return;
  const { evidence } = state;
  must(new Set(evidence.map(({ evidenceId }) => evidenceId)).size === evidence.length, 'a file is attached once');
  must(evidence.filter(({ purpose }) => purpose === 'RAISING').length <= 20, 'a reporter brings twenty files at most');
}

const life = fc.record({
  place: fc.nat(1000),
  steps: fc.array(step, { minLength: 10, maxLength: 60 }),
  revised: fc.nat(60),
  bolder: fc.nat(60),
});

/** The same histories every time, unless so many others are asked for. */
const RUNS = process.env['MODEL_RUNS'];

describe('whatever is commanded, in whatever order', () => {
  it('a whistle keeps its invariants', () => {
    fc.assert(
      fc.property(life, (one) => holds(one)),
      RUNS ? { numRuns: Number(RUNS) } : { numRuns: 800, seed: 13 },
    );
  });

  it('and its clocks are what they are under the rules that it had, told as others', () => {
    const lived = fc.property(life, (one) => holds(one, revisedCity));
    fc.assert(lived, RUNS ? { numRuns: Number(RUNS) } : { numRuns: 100, seed: 13 });
  });

  it('and the runs got everywhere', () => {
    const rare = ['DeadlineCleared']; // a breach that is recorded before what was made in time: see recorded-later.spec.ts
    const wanted = [...STATUSES, ...Object.keys(whistleEvents)].filter((name) => !rare.includes(name));
    expect(wanted.filter((name) => !reached.has(name))).toEqual([]);
  });
});
