import { type CommandContext, DomainError } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { civilTimeIn } from '@app/working-time';
import { aftercareOf, followUpClock, isCheckedInAnyCase } from './calling-back.js';
import type { WhistleFacts } from './facts.js';
import { mayBeReopened, reopened } from './reworking.js';
import { dispatcherDoesNotClose } from './separation-of-duties.js';
import { allowed } from './transitions.js';
import type { CloseWhistle, RecordFollowUp, StartFollowUp } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import type { ClosedWhistle, FollowedUpWhistle, Whistle, WhistleIn, WhistleState } from './whistle.state.js';
import type { ClosingKind } from './whistle.words.js';

/** 回访: not for an anonymous whistle, which has nobody to call. */
export function startFollowUp({ context }: StartFollowUp, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('StartFollowUp', state);
  if (whistle.raised.anonymity === 'ANONYMOUS') throw new DomainError('follow-up/anonymous');
  return [{ type: 'FollowUpOpened', data: {} }, ...followUpClock(whistle, context.at, facts)];
}

/** What the reporter said, once; until then how often nobody answered, each time in another half of a day. */
export function recordFollowUp(
  { input, context }: RecordFollowUp,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('RecordFollowUp', state);
  const { followUp } = whistle;
  if (!followUp) throw new DomainError('follow-up/nobody-was-called');
  if (followUp.answer) throw new DomainError('follow-up/already-answered');
  if (!input.answered) return notAnswered(whistle, context, facts);
  const { solved, satisfaction, by } = input;
  const answered: WhistleEvent = { type: 'FollowUpCompleted', data: { solved, satisfaction, by } };
  return whistle.status === 'CLOSED' ? [answered, ...answeredLate(whistle, solved, context, facts)] : [answered];
}

function notAnswered(
  whistle: FollowedUpWhistle | ClosedWhistle,
  { at }: CommandContext,
  facts: WhistleFacts,
): WhistleEvent[] {
  const { followUp } = whistle;
  if (whistle.status === 'CLOSED' || !followUp || followUp.unreachable) throw new DomainError('follow-up/unreachable');
  const { attempts, inOtherHalfDays } = aftercareOf(whistle, at, facts);
  const { triedAt } = followUp;
  if (inOtherHalfDays && triedAt !== undefined && halfDayOf(triedAt, whistle) === halfDayOf(at, whistle)) {
    throw new DomainError('follow-up/same-half-day', { triedAt });
  }
  const attempt = followUp.attempts + 1;
  const tried: WhistleEvent = { type: 'FollowUpAttempted', data: { attempt } };
  return attempt < attempts ? [tried] : [tried, { type: 'FollowUpUnreachable', data: { attempts: attempt } }];
}

function halfDayOf(at: string, { raised }: Whistle): string {
  const { date, time } = civilTimeIn(raised.timeZone, at);
  return `${date} ${time < '12:00' ? 'AM' : 'PM'}`;
}

/** EC-21: the closing stays what it was; what is not solved is opened again, as long as the reporter may ask for it. */
function answeredLate(
  whistle: ClosedWhistle,
  solved: boolean,
  { actor, at }: CommandContext,
  facts: WhistleFacts,
): WhistleEvent[] {
  if (solved || !mayBeReopened(whistle, at, facts)) return [];
  const by = actor.role === 'RESIDENT' ? 'REPORTER' : 'STAFF';
  return reopened(whistle, { cause: 'NOT_SOLVED', reason: '结案后回访：未解决', by }, at, facts);
}

/**
 * 销哨. Whoever dispatched does not close; what is not solved needs an explanation, and what is, that the category's condition
 * for closing (结案条件) is met.
 */
export function close({ input, context }: CloseWhistle, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('CloseWhistle', state);
  dispatcherDoesNotClose(doneBy(whistle), context);
  const kind = input.forced ? 'FORCED' : closingKind(whistle, context.at, facts);
  if (kind instanceof DomainError) throw kind;
  if ((kind === 'EXPLAINED' || kind === 'FORCED') && !input.note) throw new DomainError('close/explanation-needed');
  const condition = closeConditionOf(whistle, context.at, facts);
  const demanded = condition !== undefined && (kind === 'RESOLVED' || kind === 'UNREACHABLE');
  if (demanded && !input.conditionMet) throw new DomainError('close/condition-not-confirmed', { condition });
  const note = input.note && { note: deIdentify(input.note, facts.known) };
  const conditionMet = demanded && { conditionMet: condition };
  return [{ type: 'WhistleClosed', data: { kind, ...note, ...conditionMet } }];
}

/** 结案条件 of the category's condition, if it has one. */
export function closeConditionOf(
  { categoryCode, conditionSeq, raised }: Whistle,
  at: string,
  { catalogue }: Pick<WhistleFacts, 'catalogue'>,
): string | undefined {
  if (categoryCode === undefined) return undefined;
  const category = catalogue.forArea(raised.location.areaPath).category(categoryCode, at);
  return category?.conditions.find(({ seq }) => seq === conditionSeq)?.closeCondition;
}

/** Who sent the departments; of what was done on the spot (自行处置), who did it; of a follower (并单), who merged it. */
export const doneBy = (whistle: Done): readonly string[] => {
  if ('selfResolved' in whistle) return [whistle.selfResolved.by];
  if (whistle.merged) return [whistle.merged.by];
  return 'dispatchedBy' in whistle ? whistle.dispatchedBy : [];
};

type Done = WhistleIn<'HANDLED' | 'SELF_RESOLVED' | 'CHECKING' | 'FOLLOW_UP'>;

/** Whether it may be closed by force (强制结案) only; of what may be closed at all. */
export const closesOnlyByForce = (whistle: Whistle, at: string, facts: Pick<WhistleFacts, 'catalogue'>): boolean =>
  closingKind(allowed('CloseWhistle', whistle), at, facts) instanceof DomainError;

function closingKind(whistle: Done, at: string, facts: Pick<WhistleFacts, 'catalogue'>): ClosingKind | DomainError {
  const { check } = whistle;
  if (check && check.passed === undefined) return new DomainError('close/check-open');
  if (whistle.status !== 'FOLLOW_UP') {
    if (whistle.raised.anonymity !== 'ANONYMOUS') return new DomainError('close/needs-follow-up');
    if (!check && isCheckedInAnyCase(whistle, at, facts)) return new DomainError('close/needs-check');
    return 'selfResolved' in whistle || whistle.result.outcome === 'RESOLVED' ? 'RESOLVED' : 'EXPLAINED';
  }
  const { answer, unreachable } = whistle.followUp;
  if (answer) return answer.solved ? 'RESOLVED' : 'EXPLAINED';
  if (unreachable) return 'UNREACHABLE';
  return new DomainError('close/follow-up-open');
}
