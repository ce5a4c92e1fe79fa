import type { Urgency } from '@app/catalogue/domain';
import type { Instant } from '@app/kernel';
import type * as words from './aftercare.words.js';
import { type OnAssignment, WhistleCommand } from './command.js';

/** 核查, by a unit; without one by a grid worker of the place or whoever supervises it. */
export class OrderCheck extends WhistleCommand<{ readonly unitId?: string | undefined }> {
  readonly type = 'OrderCheck';
}

interface Seen {
  readonly longitude?: number | undefined;
  readonly latitude?: number | undefined;
}

/** What the check found. If it failed, the lead reworks it, and the assisting units that are named. */
export class RecordCheck extends WhistleCommand<
  Seen &
    (
      | { readonly passed: true; readonly note?: string | undefined }
      | { readonly passed: false; readonly reason: string; readonly assignmentIds?: readonly string[] | undefined }
    )
> {
  readonly type = 'RecordCheck';
}

/** 退回重办: the reporter is not satisfied, and with reason. */
export class SendBack extends WhistleCommand<{
  readonly reason: string;
  readonly assignmentIds?: readonly string[] | undefined;
}> {
  readonly type = 'SendBack';
}

/** 重办 of what was closed. */
export class ReopenWhistle extends WhistleCommand<{ readonly cause: words.ReopenCause; readonly reason: string }> {
  readonly type = 'ReopenWhistle';
}

/** 超时申诉, of all that ran out for the unit. */
export class AppealOverdue extends WhistleCommand<OnAssignment & { readonly reason: string }> {
  readonly type = 'AppealOverdue';
}

export class ReviewAppeal extends WhistleCommand<OnAssignment & { readonly upheld: boolean; readonly reason: string }> {
  readonly type = 'ReviewAppeal';
}

/** 剔除, of one task if it is named. */
export class ExcludeFromScoring extends WhistleCommand<{
  readonly assignmentId?: string | undefined;
  readonly reason: string;
}> {
  readonly type = 'ExcludeFromScoring';
}

export class ChangeUrgency extends WhistleCommand<{ readonly urgency: Urgency; readonly reason: string }> {
  readonly type = 'ChangeUrgency';
}

/** 作废申请: it should never have been raised. */
export class RequestVoiding extends WhistleCommand<{ readonly reason: string }> {
  readonly type = 'RequestVoiding';
}

export class DecideVoiding extends WhistleCommand<{ readonly confirmed: boolean; readonly reason: string }> {
  readonly type = 'DecideVoiding';
}

/** 终止办理申请. */
export class RequestTermination extends WhistleCommand<
  OnAssignment & { readonly reason: words.TerminationReason; readonly explanation: string }
> {
  readonly type = 'RequestTermination';
}

/** The reason is what the reporter is told when it is approved. */
export class DecideTermination extends WhistleCommand<
  OnAssignment & { readonly approved: boolean; readonly reason: string }
> {
  readonly type = 'DecideTermination';
}

/** 督办 by a person: of the lead unless a task is named, of the desk while there is none. */
export class OpenSupervision extends WhistleCommand<{
  readonly assignmentId?: string | undefined;
  readonly level: words.SupervisionLevel;
  readonly reason: string;
}> {
  readonly type = 'OpenSupervision';
}

export class AnswerSupervision extends WhistleCommand<{
  readonly assignmentId?: string | undefined;
  readonly reply: string;
}> {
  readonly type = 'AnswerSupervision';
}

/** 更正: when something really happened. */
export class CorrectFact extends WhistleCommand<
  OnAssignment & {
    readonly fact: words.DatedFact;
    readonly happenedAt: Instant;
    readonly reason: string;
    readonly evidence: string;
  }
> {
  readonly type = 'CorrectFact';
}

export type AnyAftercareCommand =
  | OrderCheck
  | RecordCheck
  | SendBack
  | ReopenWhistle
  | AppealOverdue
  | ReviewAppeal
  | ExcludeFromScoring
  | ChangeUrgency
  | RequestVoiding
  | DecideVoiding
  | RequestTermination
  | DecideTermination
  | OpenSupervision
  | AnswerSupervision
  | CorrectFact;
