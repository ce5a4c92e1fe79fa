import type { DirectoryView, Effective } from '@app/directory/domain';
import type { Instant } from '@app/kernel';
import type { Limit } from '@app/working-time';
import type { CalendarsView } from './calendars.view.js';
import type { EmergencySigns } from './emergency-lines.js';
import type { MatrixGround } from './grounds.js';
import type { ClockKind, ShownByEvidence, TimePolicy, Urgency, WhistleType } from './time-policy.js';

/** A limit belongs to a condition of a category, not to the category (single lamp out 2 WD, pole toppled 1 WD). */
export interface CategoryCondition {
  readonly seq: number;
  /** What is the case; the category's general condition has seq 1. */
  readonly condition: string;
  /** Of several for one clock, that of the smallest area holds, and in it the one that names the urgency. */
  readonly limits: readonly ConditionLimit[];
  /** Prose that no limit could be read from: the date is agreed case by case. */
  readonly manualDateNote?: string;
  readonly closeCondition?: string;
}

/** 大类: `CG` of `CG01`, `LS-CG` of `LS-CG01`. */
export const familyOf = (categoryCode: string): string => categoryCode.replace(/\d+$/, '');

/** Metres around the place, and days back from the later of two whistles. */
export interface DuplicateReach {
  readonly metres: number;
  readonly days: number;
}

export interface Category extends Effective {
  /** Unique over all jurisdictions: a second city prefixes its own (`BOS-POTHOLE`). */
  readonly code: string;
  /** Code of the root area whose catalogue this is. */
  readonly jurisdiction: string;
  readonly name: string;
  readonly nameEn: string;
  /** 求助 · 投诉 · 举报 · 咨询 · 建议. */
  readonly demandType: 'HELP' | 'COMPLAINT' | 'REPORT' | 'ENQUIRY' | 'SUGGESTION';
  readonly urgency: Urgency;
  /** Responsibility matrix: department type codes (主责 / 协助). */
  readonly lead: string;
  readonly assists: readonly string[];
  /** 直派: no convening needed, so no REPORT_IN clock, and routed without triage. */
  readonly directDispatch: boolean;
  readonly sealedByDefault: boolean;
  readonly admittedForCommunity: boolean;
  /** What of it is for an emergency line at once. */
  readonly emergency?: EmergencySigns;
  /** 并单: how near and how recent another whistle must be to be taken for the same event. */
  readonly duplicates?: DuplicateReach;
  /** 核查 of every result, or of none; absent: as the time policy says. */
  readonly resultsChecked?: boolean;
  /** 佐证: what of it is not taken without a file that shows it; absent: as the time policy says. */
  readonly evidenceRequired?: readonly ShownByEvidence[];
  readonly conditions: readonly CategoryCondition[];
  readonly source: string;
  readonly note?: string;
}

/** A limit of a condition: everywhere and always, or in one area, or for one urgency. */
export interface ConditionLimit {
  readonly clock: ClockKind;
  readonly limit: Limit;
  readonly urgency?: Urgency;
  readonly areaPath?: string;
}

/** What a limit is asked for. */
export interface LimitOf {
  /** Absent: nobody has classified it yet. */
  readonly category?: Category | undefined;
  readonly conditionSeq: number;
  readonly urgency: Urgency;
  readonly clock: ClockKind;
  /** Absent: by the latest policy. */
  readonly at?: Instant | undefined;
  /** Absent: that of `forArea`; without any only what holds everywhere counts. */
  readonly areaPath?: string | undefined;
  /** 哨种; absent: ordinary. */
  readonly whistleType?: WhistleType | undefined;
  /** By the policy as it was, of the version that a deadline names; absent: by the one in force. */
  readonly policyVersion?: string | undefined;
}

/** The category's condition · the policy for the whistle's type (哨种) · the policy for the urgency. */
export const LIMIT_RULES = ['CONDITION', 'TYPE', 'URGENCY'] as const;
export type LimitRule = (typeof LIMIT_RULES)[number];

/** A limit, and whose it is. */
export interface HeldLimit {
  readonly limit: Limit;
  readonly rule: LimitRule;
  /** Absent: a condition's for every urgency. */
  readonly urgency?: Urgency;
  /** The area that it is named for; absent: everywhere. */
  readonly areaPath?: string;
}

export interface CatalogueView extends CalendarsView {
  readonly version: string;
  category(code: string, at: Instant): Category | undefined;
  categories(at: Instant): readonly Category[];
  /** The catalogue of the area's root jurisdiction alone. */
  forArea(areaPath: string): CatalogueView;
  /**
   * The limit of a clock: the condition's, else the one of the policy for the whistle's type (哨种), else the one for the
   * urgency, else none; each as it holds in the area. A MANUAL_DATE condition has neither HANDLE nor RESIDENT_TOTAL.
   * An unclassified whistle has only the policy: ask `forArea(areaPath)`, for each jurisdiction has its own.
   */
  limit(of: LimitOf): Limit | undefined;
  /** The same, with whose limit it is. */
  heldLimit(of: LimitOf): HeldLimit | undefined;
  /** The time policy (时限规则) in force there; its version belongs into every deadline that it leads to. */
  timePolicy(areaPath: string, at: Instant): TimePolicy;
  /** As it was, by the version that a deadline names. */
  policy(version: string): TimePolicy | undefined;
  /** Those in force, by jurisdiction. */
  policies(at: Instant): readonly TimePolicy[];
}

export interface RoutedUnit {
  readonly unitId: string;
  readonly role: 'LEAD' | 'ASSIST';
  /** Why this unit: which matrix row, which area. For people and auditors. */
  readonly reason: string;
}

/** What routing found. Without a lead the whistle waits in triage, with the problems shown. */
export interface Routing {
  readonly lead?: RoutedUnit;
  readonly assists: readonly RoutedUnit[];
  readonly problems: readonly string[];
  /** One for each unit and one for each problem, the problems' in their order. */
  readonly grounds: readonly MatrixGround[];
  readonly catalogueVersion: string;
  readonly directoryVersion: string;
}

/** Category + place → lead and assisting units, through the matrix, the area tree and effective dates. Never throws. */
export type Route = (
  catalogue: CatalogueView,
  directory: DirectoryView,
  request: { categoryCode?: string; areaPath: string; at: Instant },
) => Routing;
