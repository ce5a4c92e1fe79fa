import type { ClockKind, Urgency } from '@app/catalogue/domain';
import type {
  AssignmentRole,
  ClearedBecause,
  ClosingKind,
  Finding,
  Mark,
  Outcome,
  RecalculationReason,
  RejectReason,
  ResumptionCause,
  Satisfaction,
} from '@app/whistles';
import type { Language } from '../problems/problem.js';

type Word = readonly [zh: string, en: string];
type OfTheWork = AssignmentRole | Outcome | Satisfaction | ClosingKind | RejectReason | Finding | ResumptionCause;
type OfTime = ClockKind | Urgency | Mark | ClearedBecause | RecalculationReason;
type Words = Readonly<Record<OfTheWork | OfTime, Word>>;

/** The values that events hold, in the field's own terms. */
const WORDS: Words = {
  ACCEPT: ['受理', 'Accepting'],
  INFO: ['补正', 'Further information'],
  VERIFY: ['核实', 'Verification'],
  DISPATCH: ['派单', 'Dispatching'],
  STREET_RESPONSE: ['街居响应', 'Street response'],
  SIGN: ['签收', 'Signing'],
  CONTACT: ['先行联系', 'First contact'],
  REPORT_IN: ['报到', 'Report-in'],
  CONTAIN: ['先期处置', 'Containment'],
  HANDLE: ['办理', 'Handling'],
  RETURN_DECISION: ['退单裁决', 'Decision on the return'],
  ARBITRATION: ['争议裁定', 'Arbitration'],
  REVIEW: ['挂账复核', 'Review of the suspension'],
  CHECK: ['核查', 'Check'],
  FOLLOW_UP: ['回访', 'Follow-up'],
  RESIDENT_TOTAL: ['诉求总时限', 'The whole request'],
  AMBER: ['黄灯', 'Amber'],
  RED: ['红灯', 'Red'],
  BLUE_SLIP: ['蓝色督办单', 'Blue supervision slip'],
  ORANGE_SLIP: ['橙色督办单', 'Orange supervision slip'],
  RED_SLIP: ['红色督办单', 'Red supervision slip'],
  RECEIVED_IN_TIME: ['在时限内收到', 'received in time'],
  MADE_OFFLINE: ['离线时已完成', 'done in time without a network'],
  CALENDAR: ['工作日历修订', 'a revised calendar'],
  POLICY: ['时限规则变更', 'a changed policy'],
  EXISTS: ['情况属实', 'it is as described'],
  NOT_EXISTS: ['情况不属实', 'it is not so'],
  UNABLE: ['无法核实', 'it could not be found out'],
  REVIEW_DATE: ['复核日已到', 'the day of review has come'],
  UNIT: ['承办单位恢复', 'by the unit'],
  STAFF: ['督办恢复', 'by those who supervise it'],
  P1: ['特急', 'emergency'],
  P2: ['紧急', 'urgent'],
  P3: ['一般', 'ordinary'],
  P4: ['疑难', 'complex'],
  LEAD: ['主责', 'lead'],
  ASSIST: ['协助', 'assist'],
  RESOLVED: ['已解决', 'resolved'],
  PARTIAL: ['部分解决', 'partly resolved'],
  EXPLAINED: ['已解释说明', 'explained'],
  NOT_FEASIBLE: ['不具备条件', 'not feasible'],
  PLANNED: ['列入计划', 'planned'],
  VERY_SATISFIED: ['非常满意', 'very satisfied'],
  SATISFIED: ['满意', 'satisfied'],
  MOSTLY_SATISFIED: ['基本满意', 'mostly satisfied'],
  NEUTRAL: ['一般', 'neutral'],
  DISSATISFIED: ['不满意', 'dissatisfied'],
  UNREACHABLE: ['无法联系', 'reporter not reached'],
  DUPLICATE: ['重复', 'duplicate'],
  RECORDED: ['原系统已办结', 'closed in the source system'],
  EMERGENCY_LINE: ['属紧急求助热线', 'a matter for the emergency lines'],
  LEGAL_CHANNEL: ['须通过法定途径', 'has a legal channel of its own'],
  PETITION: ['已进入信访渠道', 'is a petition already'],
  REPEATED_NO_NEW_FACTS: ['重复且无新事实', 'repeated without new facts'],
  SECRET_OR_PRIVACY: ['涉及秘密或隐私', 'touches secrets or privacy'],
  BEYOND_DUTY: ['超出职责范围', 'beyond public duty'],
  UNLAWFUL: ['违反法律或公序良俗', 'unlawful'],
  ALREADY_CONCLUDED: ['已依法办结', 'concluded already'],
};

export const wordOf = (value: keyof Words, language: Language): string => WORDS[value][language === 'zh' ? 0 : 1];
export type WordValue = keyof Words;
