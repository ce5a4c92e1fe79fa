import { type OnAssignment, WhistleCommand } from './command.js';
import type * as words from './whistle.words.js';

export interface NamedAssist {
  readonly unitId: string;
  readonly mandatory?: boolean | undefined;
}

/** 增派协助单位. */
export class AddAssist extends WhistleCommand<
  NamedAssist & {
    /** Needed when the unit is outside the responsibility matrix or the area. */
    readonly overrideReason?: string | undefined;
  }
> {
  readonly type = 'AddAssist';
}

/** 解除协助单位. With `misdispatched` what it was late with is not its own doing (EC-11). */
export class ReleaseAssist extends WhistleCommand<
  OnAssignment & { readonly reason: string; readonly misdispatched?: boolean | undefined }
> {
  readonly type = 'ReleaseAssist';
}

/** 免于反馈: the lead's result no longer waits for this unit. */
export class ExcuseAssist extends WhistleCommand<OnAssignment & { readonly reason: string }> {
  readonly type = 'ExcuseAssist';
}

/** 变更主责, to a unit that assists already or a new one. The former lead is released unless it is kept to assist. */
export class ChangeLead extends WhistleCommand<{
  readonly unitId: string;
  readonly keepFormer?: boolean | undefined;
  readonly reason: string;
}> {
  readonly type = 'ChangeLead';
}

/** 退单申请. */
export class RequestReturn extends WhistleCommand<
  OnAssignment & {
    readonly reason: words.ReturnReason;
    readonly basis: string;
    readonly suggestedUnitId?: string | undefined;
  }
> {
  readonly type = 'RequestReturn';
}

/** 退单审批. */
export class DecideReturn extends WhistleCommand<
  OnAssignment & { readonly reason: string } & (
      { readonly approved: true; readonly fault: words.ReturnFault } | { readonly approved: false }
    )
> {
  readonly type = 'DecideReturn';
}

/** 提请裁定, by the unit or by the desk. */
export class RequestArbitration extends WhistleCommand<OnAssignment & { readonly reason: string }> {
  readonly type = 'RequestArbitration';
}

/** 裁定: who leads and who assists, from now on. */
export class Arbitrate extends WhistleCommand<{
  readonly leadUnitId: string;
  readonly assists?: readonly NamedAssist[] | undefined;
  readonly basis: string;
  /** 现场定责: what was found where the units met. */
  readonly note?: string | undefined;
}> {
  readonly type = 'Arbitrate';
}

/** 改派, after an approved return. Without a lead, routing's suggestion is taken; the assisting units stay, and may be more. */
export class RedispatchWhistle extends WhistleCommand<{
  readonly leadUnitId?: string | undefined;
  readonly assists?: readonly NamedAssist[] | undefined;
  /** Needed for a unit outside the matrix or the area, and for one that has returned it. */
  readonly overrideReason?: string | undefined;
}> {
  readonly type = 'RedispatchWhistle';
}

/** 撤回派单: it was wrong. */
export class RecallDispatch extends WhistleCommand<{ readonly reason: string }> {
  readonly type = 'RecallDispatch';
}

/** 兜底派单. */
export class FallbackDispatch extends WhistleCommand<{ readonly reason: string }> {
  readonly type = 'FallbackDispatch';
}

/** 机构合并: whatever units that are no more have open goes on with their successors (EC-15). Nothing, if there is none. */
export class SupersedeUnits extends WhistleCommand<Record<string, never>> {
  readonly type = 'SupersedeUnits';
}

export type AnyDisputeCommand =
  | AddAssist
  | ReleaseAssist
  | ExcuseAssist
  | ChangeLead
  | RequestReturn
  | DecideReturn
  | RequestArbitration
  | Arbitrate
  | RedispatchWhistle
  | RecallDispatch
  | FallbackDispatch
  | SupersedeUnits;
