import { DomainError, type Instant } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { nextClock } from './clock-start.js';
import { clocksStartedBy } from './clocks.js';
import { startClocks } from './deadlines.js';
import type { WhistleFacts } from './facts.js';
import { allowed } from './transitions.js';
import type { CloseWhistle, RecordFollowUp, StartFollowUp } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import type { Whistle, WhistleIn, WhistleState } from './whistle.state.js';
import type { ClosingKind } from './whistle.words.js';

/** Unanswered calls after which the reporter counts as unreachable: an illustrative default (domain, appendix B.7). */
const FOLLOW_UP_ATTEMPTS = 3;

/** 回访: not for an anonymous whistle, which has nobody to call. */
export function startFollowUp({ context }: StartFollowUp, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('StartFollowUp', state);
  if (whistle.raised.anonymity === 'ANONYMOUS') throw new DomainError('follow-up/anonymous');
  return [{ type: 'FollowUpOpened', data: {} }, ...followUpClock('FollowUpOpened', whistle, context.at, facts)];
}

/** From the result on, unless it runs already or there is nobody to call. */
export function followUpClock(
  event: 'ResultSubmitted' | 'SelfResolved' | 'FollowUpOpened',
  whistle: Whistle,
  at: Instant,
  { catalogue }: WhistleFacts,
): WhistleEvent[] {
  const needless =
    whistle.raised.anonymity === 'ANONYMOUS' || whistle.clocks.some(({ clock }) => clock === 'FOLLOW_UP');
  return needless ? [] : startClocks(catalogue, clocksStartedBy(event), nextClock(whistle, catalogue, at));
}

export function recordFollowUp({ input }: RecordFollowUp, state: WhistleState): WhistleEvent[] {
  const { followUp } = allowed('RecordFollowUp', state);
  if (followUp.answer) throw new DomainError('follow-up/already-answered');
  if (input.answered) {
    const { solved, satisfaction, by } = input;
    return [{ type: 'FollowUpCompleted', data: { solved, satisfaction, by } }];
  }
  if (followUp.unreachable) throw new DomainError('follow-up/unreachable');
  const attempt = followUp.attempts + 1;
  const tried: WhistleEvent = { type: 'FollowUpAttempted', data: { attempt } };
  return attempt < FOLLOW_UP_ATTEMPTS ? [tried] : [tried, { type: 'FollowUpUnreachable', data: { attempts: attempt } }];
}

/** 销哨. Whoever dispatched does not close (监督中心与指挥中心分开); what is not solved needs an explanation. */
export function close({ input, context }: CloseWhistle, state: WhistleState, { known }: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('CloseWhistle', state);
  if (doneBy(whistle) === context.actor.id) throw new DomainError('close/dispatcher-may-not-close');
  const kind = closingKind(whistle);
  if (kind === 'EXPLAINED' && !input.note) throw new DomainError('close/explanation-needed');
  return [{ type: 'WhistleClosed', data: { kind, ...(input.note && { note: deIdentify(input.note, known) }) } }];
}

/** Who sent the departments; of what was done on the spot (自行处置), who did it. */
const doneBy = (whistle: WhistleIn<'HANDLED' | 'SELF_RESOLVED' | 'FOLLOW_UP'>): string =>
  'selfResolved' in whistle ? whistle.selfResolved.by : whistle.dispatchedBy;

function closingKind(whistle: WhistleIn<'HANDLED' | 'SELF_RESOLVED' | 'FOLLOW_UP'>): ClosingKind {
  if (whistle.status !== 'FOLLOW_UP') {
    if (whistle.raised.anonymity !== 'ANONYMOUS') throw new DomainError('close/needs-follow-up');
    return 'selfResolved' in whistle || whistle.result.outcome === 'RESOLVED' ? 'RESOLVED' : 'EXPLAINED';
  }
  const { answer, unreachable } = whistle.followUp;
  if (answer) return answer.solved ? 'RESOLVED' : 'EXPLAINED';
  if (unreachable) return 'UNREACHABLE';
  throw new DomainError('close/follow-up-open');
}
