import type { DirectoryView, Effective } from '@app/directory/domain';
import type { Instant } from '@app/kernel';
import type { Limit } from '@app/working-time';

export const URGENCIES = ['P1', 'P2', 'P3', 'P4'] as const;
/** 特急 · 紧急 · 一般 · 疑难. */
export type Urgency = (typeof URGENCIES)[number];

export const CLOCK_KINDS = [
  'ACCEPT',
  'DISPATCH',
  'SIGN',
  'CONTACT',
  'REPORT_IN',
  'CONTAIN',
  'HANDLE',
  'FOLLOW_UP',
] as const;
/** 受理 · 派单 · 签收 · 先行联系 · 报到 · 控险 · 办理 · 回访: what a limit is a limit for. */
export type ClockKind = (typeof CLOCK_KINDS)[number];

/** A limit belongs to a condition of a category, not to the category (single lamp out 2 WD, pole toppled 1 WD). */
export interface CategoryCondition {
  readonly seq: number;
  /** What is the case; the category's general condition has seq 1. */
  readonly condition: string;
  readonly limits: readonly { readonly clock: ClockKind; readonly limit: Limit }[];
  /** Prose that no limit could be read from: the date is agreed case by case. */
  readonly manualDateNote?: string;
  readonly closeCondition?: string;
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
  readonly conditions: readonly CategoryCondition[];
  readonly source: string;
  readonly note?: string;
}

/** The limits that hold where a category names none (domain §2.7), per urgency. */
export interface SlaPack extends Effective {
  readonly jurisdiction: string;
  readonly limits: Readonly<Record<Urgency, Readonly<Partial<Record<ClockKind, Limit>>>>>;
  /** 退单时限: how long after dispatch a department may ask to return; none where absent. */
  readonly returnWindow: Readonly<Partial<Record<Urgency, Limit>>>;
}

export interface CatalogueView {
  readonly version: string;
  category(code: string, at: Instant): Category | undefined;
  categories(at: Instant): readonly Category[];
  /** The catalogue of the area's root jurisdiction alone. */
  forArea(areaPath: string): CatalogueView;
  /**
   * The limit of a clock: the condition's, else the urgency's default pack (domain §2.7) as in force at `at` (the latest
   * if absent), else none. A direct dispatch (直派) has no REPORT_IN, a MANUAL_DATE condition no HANDLE.
   * An unclassified whistle has only the pack: ask `forArea(areaPath)`, for each jurisdiction has its own.
   */
  limit(
    category: Category | undefined,
    conditionSeq: number,
    urgency: Urgency,
    clock: ClockKind,
    at?: Instant,
  ): Limit | undefined;
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
  readonly catalogueVersion: string;
  readonly directoryVersion: string;
}

/** Category + place → lead and assisting units, through the matrix, the area tree and effective dates. Never throws. */
export type Route = (
  catalogue: CatalogueView,
  directory: DirectoryView,
  request: { categoryCode?: string; areaPath: string; at: Instant },
) => Routing;
