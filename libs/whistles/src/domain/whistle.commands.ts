import type { Urgency, WhistleType } from '@app/catalogue/domain';
import type { Instant } from '@app/kernel';
import type { AnyAftercareCommand } from './aftercare.commands.js';
import { type OnAssignment, WhistleCommand } from './command.js';
import type { AnyIntakeCommand } from './intake.commands.js';
import type { AnyDisputeCommand } from './dispute.commands.js';
import type { AnyRatingCommand } from './rating.commands.js';
import type { AnyMergingCommand } from './merging.commands.js';
import type { AnyWaitingCommand } from './waiting.commands.js';
import type { WhistleEventOf } from './whistle.events.js';
import type * as words from './whistle.words.js';

/** Commands in the imperative. All but the first two name a whistle that exists. */
export * from './intake.commands.js';
export * from './aftercare.commands.js';
export * from './dispute.commands.js';
export * from './rating.commands.js';
export * from './merging.commands.js';
export * from './waiting.commands.js';

export interface Place {
  readonly areaPath: string;
  readonly address?: string | undefined;
  readonly longitude?: number | undefined;
  readonly latitude?: number | undefined;
}

/** In clear only here, on its way from the request to the vault: never in an event, a row or a log. */
export interface Personal {
  readonly name?: string | undefined;
  readonly phone?: string | undefined;
  readonly idNumber?: string | undefined;
}

/** 吹哨: somebody asks for what they cannot solve themselves. */
export class RaiseWhistle extends WhistleCommand<{
  readonly level: words.InitiatorLevel;
  readonly anonymity: words.Anonymity;
  readonly reporter?: Personal | undefined;
  readonly description: string;
  readonly categoryCode?: string | undefined;
  readonly location: Place;
  /** 回避: the units that it complains of. It is confidential (涉密), and none of them gets it. */
  readonly aboutUnitIds?: readonly string[] | undefined;
  /** 补录: when staff were told, if they record it later (EC-23), and why so late. */
  readonly occurredAt?: Instant | undefined;
  readonly lateEntryReason?: string | undefined;
}> {
  readonly type = 'RaiseWhistle';
}

/** One row of a city's request table, with the moments that it claims. */
export class ImportWhistle extends WhistleCommand<{
  readonly source: { readonly system: string; readonly id: string };
  readonly summary: string;
  readonly categoryCode: string;
  readonly unitId: string;
  readonly location: Place;
  readonly openedAt: Instant;
  readonly targetAt?: Instant | undefined;
  readonly closedAt?: Instant | undefined;
  /** What the source's status says; without one, whatever has a closed time is closed. */
  readonly closed?: boolean | undefined;
  readonly closingKind: words.ClosingKind;
  readonly closingNote?: string | undefined;
}> {
  readonly type = 'ImportWhistle';
}

/** 受理. Classification as given, else as raised. */
export class AcceptWhistle extends WhistleCommand<{
  readonly categoryCode?: string | undefined;
  readonly conditionSeq?: number | undefined;
  readonly urgency?: Urgency | undefined;
}> {
  readonly type = 'AcceptWhistle';
}

/** 不予受理: with the legal basis, and the channel that the reporter was told of. */
export class RejectWhistle extends WhistleCommand<{
  readonly reason: words.RejectReason;
  readonly basis: string;
  readonly toldChannel: string;
}> {
  readonly type = 'RejectWhistle';
}

export class ReclassifyWhistle extends WhistleCommand<{
  readonly categoryCode: string;
  readonly conditionSeq?: number | undefined;
  readonly urgency?: Urgency | undefined;
  readonly summary?: string | undefined;
  readonly reason: string;
}> {
  readonly type = 'ReclassifyWhistle';
}

/** 派单: one lead, any number of assisting units. Without units, routing's suggestion is taken. */
export class DispatchWhistle extends WhistleCommand<{
  readonly leadUnitId?: string | undefined;
  readonly assists?: readonly { readonly unitId: string; readonly mandatory?: boolean | undefined }[] | undefined;
  /** Needed when a unit is outside the responsibility matrix. */
  readonly overrideReason?: string | undefined;
  /** 哨种; absent: ordinary. */
  readonly whistleType?: WhistleType | undefined;
}> {
  readonly type = 'DispatchWhistle';
}

/** 签收. */
export class SignAssignment extends WhistleCommand<OnAssignment> {
  readonly type = 'SignAssignment';
}

/** 先行联系: the reporter, or the street that blew the whistle. */
export class RecordContact extends WhistleCommand<
  OnAssignment & { readonly contacted: (typeof words.CONTACTED)[number]; readonly note?: string | undefined }
> {
  readonly type = 'RecordContact';
}

/** 报到: a person of the unit turns up. */
export class ReportIn extends WhistleCommand<
  OnAssignment & {
    readonly person: string;
    readonly mode: (typeof words.REPORT_IN_MODES)[number];
    readonly longitude?: number | undefined;
    readonly latitude?: number | undefined;
    /** When it was made, if there was no network then (EC-04). */
    readonly madeAt?: Instant | undefined;
  }
> {
  readonly type = 'ReportIn';
}

export class StartHandling extends WhistleCommand<OnAssignment> {
  readonly type = 'StartHandling';
}

export class LogProgress extends WhistleCommand<OnAssignment & { readonly note: string }> {
  readonly type = 'LogProgress';
}

interface ResultInput extends OnAssignment {
  readonly outcome: words.Outcome;
  readonly reply: string;
}

export class SubmitAssistResult extends WhistleCommand<ResultInput> {
  readonly type = 'SubmitAssistResult';
}

/** 办结反馈, by the lead for all. */
export class SubmitResult extends WhistleCommand<ResultInput> {
  readonly type = 'SubmitResult';
}

/** 回访. */
export class StartFollowUp extends WhistleCommand<Record<string, never>> {
  readonly type = 'StartFollowUp';
}

/** What the reporter said, or that nobody answered. */
export class RecordFollowUp extends WhistleCommand<
  | { readonly answered: false }
  | {
      readonly answered: true;
      readonly solved: boolean;
      readonly satisfaction: words.Satisfaction;
      readonly by: 'REPORTER' | 'STAFF';
    }
> {
  readonly type = 'RecordFollowUp';
}

/** 销哨. */
export class CloseWhistle extends WhistleCommand<{
  readonly note?: string | undefined;
  /** 结案条件: that what the category demands before closing is so. */
  readonly conditionMet?: boolean | undefined;
  /** 强制结案: though the follow-up is open, for the reason that the note gives. */
  readonly forced?: boolean | undefined;
}> {
  readonly type = 'CloseWhistle';
}

/** 撤哨, by whoever blew it, before anybody has reported in. */
export class WithdrawWhistle extends WhistleCommand<{ readonly reason: string }> {
  readonly type = 'WithdrawWhistle';
}

/** 附件: of the file what the event keeps of it; absent if there is none of this id. */
export class AttachEvidence extends WhistleCommand<{
  readonly evidenceId: string;
  readonly purpose: words.EvidencePurpose;
  readonly assignmentId?: string | undefined;
  readonly file?:
    Pick<WhistleEventOf<'EvidenceAttached'>['data'], 'mediaType' | 'key' | 'original' | 'shared'> | undefined;
}> {
  readonly type = 'AttachEvidence';
}

export type AnyWhistleCommand =
  | RaiseWhistle
  | ImportWhistle
  | AcceptWhistle
  | RejectWhistle
  | ReclassifyWhistle
  | DispatchWhistle
  | SignAssignment
  | RecordContact
  | ReportIn
  | StartHandling
  | LogProgress
  | SubmitAssistResult
  | SubmitResult
  | StartFollowUp
  | RecordFollowUp
  | CloseWhistle
  | WithdrawWhistle
  | AttachEvidence
  | AnyIntakeCommand
  | AnyDisputeCommand
  | AnyMergingCommand
  | AnyWaitingCommand
  | AnyAftercareCommand
  | AnyRatingCommand;
export type WhistleCommandType = AnyWhistleCommand['type'];
export type WhistleCommandOf<Type extends WhistleCommandType> = Extract<AnyWhistleCommand, { type: Type }>;
