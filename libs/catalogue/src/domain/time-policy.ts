import type { Effective } from '@app/directory/domain';
import type { Counting, Limit } from '@app/working-time';

export const URGENCIES = ['P1', 'P2', 'P3', 'P4'] as const;
/** 特急 · 紧急 · 一般 · 疑难. */
export type Urgency = (typeof URGENCIES)[number];

/** 普通哨 · 工作推进哨 · 攻坚克难哨: named when a whistle is dispatched. */
export const WHISTLE_TYPES = ['ORDINARY', 'WORK_PROMOTION', 'HARD_PROBLEM'] as const;
export type WhistleType = (typeof WHISTLE_TYPES)[number];
/** Those that may have limits of their own. */
export const SPECIAL_TYPES = ['WORK_PROMOTION', 'HARD_PROBLEM'] as const satisfies readonly WhistleType[];

/**
 * What becomes of a resident's whistle: straight to the desk and the departments, or first to the street, which may blow it on
 * (群众吹哨、街居响应、部门报到, as 通化县 has it).
 */
export const CHAINS = ['DIRECT', 'THREE_HOP'] as const;
export type Chain = (typeof CHAINS)[number];

/** What a limit is a limit for, in the order in which the clocks run. */
export const CLOCK_KINDS = [
  'ACCEPT', // 受理
  'INFO', // 补正
  'VERIFY', // 核实
  'DISPATCH', // 派单
  'STREET_RESPONSE', // 街居响应
  'SIGN', // 签收
  'CONTACT', // 先行联系
  'REPORT_IN', // 报到
  'CONTAIN', // 控险
  'HANDLE', // 办理
  'RETURN_DECISION', // 退单裁决
  'ARBITRATION', // 争议裁定
  'REVIEW', // 挂账复核
  'CHECK', // 核查
  'CALL_BACK', // 到期回访
  'FOLLOW_UP', // 回访
  'SUPERVISION', // 督办答复
  'RESIDENT_TOTAL', // 诉求总时限
] as const;
export type ClockKind = (typeof CLOCK_KINDS)[number];

export type ClockLimits = Readonly<Partial<Record<ClockKind, Limit>>>;
export type UrgencyLimits = Readonly<Partial<Record<Urgency, ClockLimits>>>;

/** 哨种: what whistles of a type have instead of the limits of their urgency (南京市鼓楼区: report-in 3 or 5 working days). */
export type TypeLimits = Readonly<Partial<Record<(typeof SPECIAL_TYPES)[number], { readonly limits: UrgencyLimits }>>>;

/** 蓝 · 橙 · 红 supervision slips (督办单), in the order in which they are issued. */
export const SLIP_COLOURS = ['BLUE', 'ORANGE', 'RED'] as const;
export type SlipColour = (typeof SLIP_COLOURS)[number];

/** Shares of a limit (between 0 and 1) from which a running clock is shown amber (黄灯) and red (红灯). */
export interface Marks {
  readonly amber?: number;
  readonly red?: number;
}

/** What comes after a result: how it is checked, when the reporter is called, and what may be opened again. */
export interface Aftercare {
  /** 核查 by itself, once there is a result: of nothing, of what nobody can be called about, or of everything. */
  readonly checks: 'NONE' | 'ANONYMOUS' | 'ALL';
  /** 回访 when somebody starts it, or by itself when the time to handle is over (北京市接诉即办工作条例 §23). */
  readonly followUp: 'ON_REQUEST' | 'AT_DUE';
  /** Unanswered calls after which the reporter counts as unreachable. */
  readonly attempts: number;
  /** Whether each call must be made in another half of a day. */
  readonly inOtherHalfDays: boolean;
  /** 返工: how often a result may be sent back before only a supervised one may be. */
  readonly reworks: number;
  /** 重办: for how many days after the closing the reporter may ask for it. */
  readonly reopenDays: number;
  /** 申诉: for how many days after the closing a unit may appeal. */
  readonly appealDays: number;
}

/** Where a policy does not say: domain, appendix B.7 and B.8, and the illustrative limits of §2.4. */
export const PLAIN_AFTERCARE: Aftercare = {
  checks: 'NONE',
  followUp: 'ON_REQUEST',
  attempts: 3,
  inOtherHalfDays: true,
  reworks: 2,
  reopenDays: 30,
  appealDays: 30,
};

/** How clocks are counted, shown, chased, lengthened and stopped: the part of a pack that is no limit. */
export interface TimeRules {
  /** What WD and ND mean, and when a counted day is over (domain §2.8). */
  readonly counting: Counting;
  /** Of every clock, unless `clocks` names it. None: no reminders before due. */
  readonly marks: Marks & { readonly clocks?: Readonly<Partial<Record<ClockKind, Marks>>> };
  /** Whether a reminder may be sent outside working time. */
  readonly remindAtNight: boolean;
  /** 督办: how long after a clock of these kinds ran out each slip is issued. Absent: none is. */
  readonly slips?: Readonly<Record<SlipColour, Limit>> & { readonly clocks: readonly ClockKind[] };
  /** 延期: how often one may be granted, and by how many times the original limit each lengthens it. */
  readonly extension: {
    readonly max: number;
    readonly step: number;
    readonly clocks: readonly ClockKind[];
    /** Whether one may end after what the resident was promised (诉求总时限). Absent: it may, and says so. */
    readonly beyondTotal?: boolean;
  };
  /** 挂账: for how many calendar days at most, and how often. */
  readonly suspension: { readonly maxDays: number; readonly times: number };
  /** 补正: how often the reporter may be asked for more. */
  readonly infoRequests: number;
  /** EC-04: how much later a report-in made off line may be recorded and still count as of when it was made. */
  readonly offlineGrace?: Limit;
  /** EC-08: whether a revised calendar may bring an open deadline forward. */
  readonly allowEarlier: boolean;
  /** Absent: `PLAIN_AFTERCARE`. */
  readonly aftercare?: Aftercare;
  /** 退单次数: how often a whistle is returned rightly before it is for arbitration (EC-10). Absent: `PLAIN_RETURNS`. */
  readonly returnsAtMost?: number;
  /** 佐证: what is not taken without a file that shows it, unless its category says otherwise. Absent: nothing. */
  readonly evidenceRequired?: readonly ShownByEvidence[];
  /** 三单制、微心愿. Absent: `PLAIN_SERVICE_ORDERS`. */
  readonly serviceOrders?: ServiceOrderLimits;
}

/** Where a policy does not say: an illustrative default (domain, appendix B.4). */
export const PLAIN_RETURNS = 2;

/** How long an order of a service (点单) may wait to be reviewed (审单), claimed (领单) and delivered. */
export interface ServiceOrderLimits {
  readonly review: Limit;
  readonly claim: Limit;
  /** From the claim on; after it somebody else may claim it. */
  readonly deliver: Limit;
}

/** Where a policy does not say: domain §6, SQ02. */
export const PLAIN_SERVICE_ORDERS: ServiceOrderLimits = {
  review: { amount: 2, unit: 'WD' },
  claim: { amount: 5, unit: 'WD' },
  deliver: { amount: 15, unit: 'ND' },
};

/** 核实反馈 · 自行处置 · 办结反馈 (domain §2.4, rows 5, 12 and 32). */
export const SHOWN_BY_EVIDENCE = ['VERIFICATION', 'SELF_RESOLUTION', 'RESULT'] as const;
export type ShownByEvidence = (typeof SHOWN_BY_EVIDENCE)[number];

/** 时限规则 of a jurisdiction: the limits that hold where a category names none (domain §2.7), and how time is counted. */
export interface SlaPack extends Effective, TimeRules {
  readonly jurisdiction: string;
  /** Why it was defined: which document, or what it puts right. */
  readonly reason?: string;
  readonly limits: Readonly<Record<Urgency, ClockLimits>>;
  readonly types?: TypeLimits;
  /** Others in some areas; of several that name a clock, the one of the smallest area holds. */
  readonly areas?: readonly {
    readonly areaPath: string;
    readonly limits: UrgencyLimits;
    readonly types?: TypeLimits;
    readonly chain?: Chain;
  }[];
  /** Absent: `DIRECT`. */
  readonly chain?: Chain;
  /** 退单时限: how long after dispatch a department may ask to return; none where absent. */
  readonly returnWindow: Readonly<Partial<Record<Urgency, Limit>>>;
}

/**
 * A pack as a decision uses it. `version` is `XY@3`: the third definition that the jurisdiction's stream holds; `none`
 * where the jurisdiction has no pack.
 */
export interface TimePolicy extends Omit<SlaPack, keyof Effective>, Partial<Effective> {
  readonly version: string;
}

/** How packs of before version 2 are read: nothing is chased, and what statutes and peers allow may be asked for. */
export const PLAIN_RULES: TimeRules = {
  counting: { workdays: 'WORKDAY_COUNT', days: 'CONTINUOUS', dayEnds: 'CLOSE_OF_BUSINESS' },
  marks: {},
  remindAtNight: false,
  extension: { max: 2, step: 1, clocks: ['HANDLE'] },
  suspension: { maxDays: 365, times: 1 },
  infoRequests: 2,
  allowEarlier: false,
};

/** The marks of a clock under a policy. */
export const marksOf = ({ marks }: TimeRules, clock: ClockKind): Marks => marks.clocks?.[clock] ?? marks;
