import { DomainError } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { nextClock } from './clock-start.js';
import { clocksStartedBy } from './clocks.js';
import { deadlineSet, startClocks } from './deadlines.js';
import { routedFor } from './dispatching.js';
import type { WhistleFacts } from './facts.js';
import { inTurn } from './in-turn.js';
import { allowed } from './transitions.js';
import { nextSet, released } from './unit-set.js';
import type { RecallDispatch } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import {
  type AssignedWhistle,
  type Assignment,
  inDispute,
  liveAssignmentsOf,
  type Whistle,
  type WhistleState,
} from './whistle.state.js';

/**
 * 撤回派单: a wrong dispatch is undone. Everything that was said stays in the history; the units are released, and the clock to
 * dispatch is what it had been: the desk's mistake gives it no more time. Once somebody has come, only the desk itself recalls.
 */
export function recallDispatch(
  { input, context }: RecallDispatch,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('RecallDispatch', state);
  const { at, actor } = context;
  const live = liveAssignmentsOf(whistle);
  if (live.some(inDispute)) throw new DomainError('recall/in-dispute');
  if (live.some(hasCome) && actor.role !== 'DISPATCHER') throw new DomainError('recall/desk-only');
  const reason = deIdentify(input.reason, facts.known);
  const setRevision = nextSet(whistle);
  return inTurn(
    whistle,
    at,
    () => live.map((one) => released(one, setRevision, { cause: 'RECALLED', reason })),
    () => [{ type: 'DispatchRecalled', data: { reason } }],
    (now) => [routedFor(now, now.categoryCode, facts, at)],
    (now) => dispatchClock(whistle, now, at, facts),
  );
}

export const hasCome = ({ reportedIn, working }: Assignment): boolean => reportedIn || working;

/** As it was; a direct dispatch (直派) had none. */
function dispatchClock(
  { dispatchClock: clock }: Pick<AssignedWhistle, 'dispatchClock'>,
  now: Whistle,
  at: string,
  { catalogue }: WhistleFacts,
): WhistleEvent[] {
  if (!clock) return startClocks(catalogue, clocksStartedBy('DispatchRecalled'), nextClock(now, catalogue, at));
  const { type, data } = deadlineSet(clock, clock, 'RESTORED');
  const { missed, noticed, extensions, ownStartedAt } = clock;
  const own = ownStartedAt !== undefined && { ownStartedAt };
  return [{ type, data: { ...data, carried: { missed, noticed, extensions, ...own } } }];
}
