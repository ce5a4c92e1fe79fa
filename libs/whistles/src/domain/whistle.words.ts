export * from './aftercare.words.js';

/** 居民哨 · 网格哨 · 社区哨 · 街道哨 · 区级哨. */
export const INITIATOR_LEVELS = ['RESIDENT', 'GRID', 'COMMUNITY', 'STREET', 'DISTRICT'] as const;
export type InitiatorLevel = (typeof INITIATOR_LEVELS)[number];

/** No contact at all · contact known but shown to nobody downstream · named. */
export const ANONYMITIES = ['ANONYMOUS', 'CONFIDENTIAL', 'NAMED'] as const;
export type Anonymity = (typeof ANONYMITIES)[number];

export const DISPATCH_MODES = ['MANUAL', 'DIRECT', 'IMPORT'] as const;
export type DispatchMode = (typeof DISPATCH_MODES)[number];

/** Statute wording: 北京市接诉即办工作条例 §11, 潍坊市12345条例 §19. */
export const REJECT_REASONS = [
  'EMERGENCY_LINE', // 110 119 120 122
  'LEGAL_CHANNEL', // 诉讼 仲裁 纪检监察 行政复议 政府信息公开
  'PETITION', // 已进入信访渠道
  'REPEATED_NO_NEW_FACTS', // 重复且无新事实
  'SECRET_OR_PRIVACY', // 国家秘密 商业秘密 个人隐私
  'BEYOND_DUTY', // 超出承办单位职责，应由市场或社会渠道解决
  'UNLAWFUL', // 违反法律或公序良俗
  'ALREADY_CONCLUDED', // 已依法办结
] as const;
export type RejectReason = (typeof REJECT_REASONS)[number];

/** 主责 · 协助. */
export const ASSIGNMENT_ROLES = ['LEAD', 'ASSIST'] as const;
export type AssignmentRole = (typeof ASSIGNMENT_ROLES)[number];

export const CONTACTED = ['REPORTER', 'STREET'] as const;
export const REPORT_IN_MODES = ['ON_SITE', 'REMOTE'] as const;

/** 已解决 · 部分解决 · 解释说明 · 不具备条件 · 列入计划. */
export const OUTCOMES = ['RESOLVED', 'PARTIAL', 'EXPLAINED', 'NOT_FEASIBLE', 'PLANNED'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** 非常满意 · 满意 · 基本满意 · 一般 · 不满意. */
export const SATISFACTIONS = ['VERY_SATISFIED', 'SATISFIED', 'MOSTLY_SATISFIED', 'NEUTRAL', 'DISSATISFIED'] as const;
export type Satisfaction = (typeof SATISFACTIONS)[number];

/**
 * `FORCED`: by whoever supervises it, for a reason, though the follow-up is open. `TERMINATED`: 终止办理. `DUPLICATE` and
 * `RECORDED` (closed, and the source does not say how) come from imported history only.
 */
export const CLOSING_KINDS = [
  'RESOLVED',
  'EXPLAINED',
  'UNREACHABLE',
  'FORCED',
  'TERMINATED',
  'DUPLICATE',
  'RECORDED',
] as const;
export type ClosingKind = (typeof CLOSING_KINDS)[number];

/** 并单: from where a whistle is merged. */
export const MERGED_FROM = ['RAISED', 'ACCEPTED', 'DISPATCHED'] as const;
/** 撤销并单: it was another event · the master came to an end without a result. */
export const UNMERGE_CAUSES = ['STAFF', 'MASTER_GONE'] as const;
export type UnmergeCause = (typeof UNMERGE_CAUSES)[number];

/** 核实 found the matter · found nothing · could not find out. */
export const FINDINGS = ['EXISTS', 'NOT_EXISTS', 'UNABLE'] as const;
export type Finding = (typeof FINDINGS)[number];

/** Domain §2.6. Unclear ownership is no ground by itself: it is for arbitration. */
export const RETURN_REASONS = [
  'NOT_OUR_DUTY', // 职责不符
  'WRONG_AREA', // 属地不符
  'UNCLEAR_OWNERSHIP', // 权属不清
  'DUPLICATE', // 重复派单
  'INSUFFICIENT_INFO', // 信息不全
  'ALREADY_DONE', // 已办结
  'CONFLICT_OF_INTEREST', // 回避
] as const;
export type ReturnReason = (typeof RETURN_REASONS)[number];

/** Why a return was right: 派单有误, which counts against whoever dispatched · 情况有变. */
export const RETURN_FAULTS = ['MISDISPATCH', 'CHANGED_FACTS'] as const;
export type ReturnFault = (typeof RETURN_FAULTS)[number];

/** 退单 · 撤回派单 · 裁定 · 派单有误 · 不再需要 · 变更主责 · 机构合并 · 并单. */
export const RELEASE_CAUSES = [
  'RETURNED',
  'RECALLED',
  'ARBITRATED',
  'MISDISPATCHED',
  'NOT_NEEDED',
  'LEAD_CHANGED',
  'SUPERSEDED',
  'MERGED',
] as const;
export type ReleaseCause = (typeof RELEASE_CAUSES)[number];

/**
 * What set a deadline: the start of its clock · the end of a pause · a new start · 延期 · 归类, or a higher urgency · a lower one ·
 * 撤回派单 · 并单 · 撤销并单.
 */
export const DEADLINE_CAUSES = [
  'STARTED',
  'RESUMED',
  'RESTARTED',
  'EXTENDED',
  'RECLASSIFIED',
  'RELAXED',
  'RESTORED',
  'MERGED',
  'UNMERGED',
] as const;
export type DeadlineCause = (typeof DEADLINE_CAUSES)[number];

/** 黄灯 · 红灯, before a clock runs out. */
export const WARNINGS = ['AMBER', 'RED'] as const;
export type Warning = (typeof WARNINGS)[number];

/** 蓝 · 橙 · 红督办单, after it. */
export const SLIPS = ['BLUE_SLIP', 'ORANGE_SLIP', 'RED_SLIP'] as const;
export type Slip = (typeof SLIPS)[number];

/** In the order in which they come. */
export const MARKS = [...WARNINGS, ...SLIPS] as const;
export type Mark = (typeof MARKS)[number];

/** The fact that stops the clock was received in time, made in time off line, or corrected, though the breach was recorded first. */
export const CLEARED_BECAUSE = ['RECEIVED_IN_TIME', 'MADE_OFFLINE', 'CORRECTED'] as const;
export type ClearedBecause = (typeof CLEARED_BECAUSE)[number];

export const RECALCULATION_REASONS = ['CALENDAR', 'POLICY'] as const;
export type RecalculationReason = (typeof RECALCULATION_REASONS)[number];

/**
 * What has come of it: another moment; the same, since nothing is brought forward; the same, and no longer provisional, or
 * provisional since; the same altogether.
 */
export const RECALCULATION_EFFECTS = ['LATER', 'EARLIER', 'KEPT', 'FIRM', 'PROVISIONAL', 'SAME'] as const;
export type RecalculationEffect = (typeof RECALCULATION_EFFECTS)[number];

/** The day of review has come · the unit · whoever watches over it. */
export const RESUMPTION_CAUSES = ['REVIEW_DATE', 'UNIT', 'STAFF'] as const;
export type ResumptionCause = (typeof RESUMPTION_CAUSES)[number];

/**
 * 待受理 · 待补正 · 待核实 · 不予受理 · 已受理待派 · 已派单 · 全部报到 · 办理中 · 争议裁定中 · 退回待重派 · 挂账 · 办结 · 核查中
 * · 回访中 · 结案 · 撤哨 · 转其他渠道 · 告知办理进展 · 自行处置 · 作废 · 已并单.
 */
export const STATUSES = [
  'RAISED',
  'PENDING_INFO',
  'PRE_VERIFYING',
  'REJECTED',
  'ACCEPTED',
  'DISPATCHED',
  'REPORTED',
  'HANDLING',
  'IN_DISPUTE',
  'BACK_AT_DISPATCH',
  'SUSPENDED',
  'HANDLED',
  'CHECKING',
  'FOLLOW_UP',
  'CLOSED',
  'WITHDRAWN',
  'REDIRECTED',
  'INFORMED',
  'SELF_RESOLVED',
  'VOIDED',
  'MERGED',
] as const;
export type Status = (typeof STATUSES)[number];

/** 诉求材料 · 核实 · 自行处置 · 控险 · 进展 · 办结 · 核查. */
export const EVIDENCE_PURPOSES = [
  'RAISING',
  'VERIFICATION',
  'SELF_RESOLUTION',
  'CONTAINMENT',
  'PROGRESS',
  'RESULT',
  'CHECK',
] as const;
export type EvidencePurpose = (typeof EVIDENCE_PURPOSES)[number];

/** The kinds of files that are taken, by what they are and not by what they are called. */
export const MEDIA_TYPES = [
  'image/jpeg',
  'image/png',
  'image/webp',
  'application/pdf',
  'video/mp4',
  'audio/mp4',
  'audio/mpeg',
] as const;
export type MediaType = (typeof MEDIA_TYPES)[number];
