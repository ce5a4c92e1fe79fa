import type { ClockKind } from '@app/catalogue/domain';
import type { CivilDate } from '@app/kernel';
import { type OnAssignment, WhistleCommand } from './command.js';
import type * as words from './whistle.words.js';

/** 补正: asks whoever raised it for what is missing. */
export class RequestInfo extends WhistleCommand<{ readonly text: string }> {
  readonly type = 'RequestInfo';
}

export class SupplyInfo extends WhistleCommand<{ readonly text: string }> {
  readonly type = 'SupplyInfo';
}

/** 核实 before acceptance: sends somebody of a unit to look. */
export class OrderPreVerification extends WhistleCommand<{ readonly unitId: string }> {
  readonly type = 'OrderPreVerification';
}

/** What was found, and where: the point counts with both coordinates only. */
export class ReportPreVerification extends WhistleCommand<{
  readonly finding: words.Finding;
  readonly note?: string | undefined;
  readonly longitude?: number | undefined;
  readonly latitude?: number | undefined;
}> {
  readonly type = 'ReportPreVerification';
}

/** 控险: the hazard is made safe, the repair goes on. */
export class ContainHazard extends WhistleCommand<OnAssignment & { readonly note: string }> {
  readonly type = 'ContainHazard';
}

/** 延期申请, for the clock to handle unless another is named. */
export class RequestExtension extends WhistleCommand<
  OnAssignment & { readonly clock?: ClockKind | undefined; readonly reason: string }
> {
  readonly type = 'RequestExtension';
}

/** The reason is what the reporter is told when it is granted (北京市接诉即办工作条例 §15). */
export class DecideExtension extends WhistleCommand<
  OnAssignment & { readonly granted: boolean; readonly reason: string }
> {
  readonly type = 'DecideExtension';
}

/** 挂账申请: an obstacle that is nobody's fault, until a day in the zone of the place. */
export class RequestSuspension extends WhistleCommand<
  OnAssignment & { readonly until: CivilDate; readonly constraint: string }
> {
  readonly type = 'RequestSuspension';
}

export class DecideSuspension extends WhistleCommand<
  OnAssignment & { readonly approved: boolean; readonly reason: string }
> {
  readonly type = 'DecideSuspension';
}

/** 恢复办理, before the day of review. */
export class ResumeCase extends WhistleCommand<OnAssignment> {
  readonly type = 'ResumeCase';
}

/** Sent by an alarm: records what the clocks have brought about by now, if anything. */
export class RunClocks extends WhistleCommand<Record<string, never>> {
  readonly type = 'RunClocks';
}

/** Reckons the running clocks again: by the calendar as it is known now, or by the policy in force. */
export class RecalculateDeadlines extends WhistleCommand<{ readonly reason: words.RecalculationReason }> {
  readonly type = 'RecalculateDeadlines';
}

export type AnyWaitingCommand =
  | RequestInfo
  | SupplyInfo
  | OrderPreVerification
  | ReportPreVerification
  | ContainHazard
  | RequestExtension
  | DecideExtension
  | RequestSuspension
  | DecideSuspension
  | ResumeCase
  | RunClocks
  | RecalculateDeadlines;
