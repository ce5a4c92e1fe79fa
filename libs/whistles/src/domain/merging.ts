import { DomainError, type Instant } from '@app/kernel';
import { deIdentify } from '@app/privacy/domain';
import { nextClock } from './clock-start.js';
import { clocksStartedBy } from './clocks.js';
import { startClocks } from './deadlines.js';
import { routedFor } from './dispatching.js';
import type { WhistleFacts } from './facts.js';
import { followUpClock } from './calling-back.js';
import { refusalOfMerger } from './merge-policies.js';
import type { MasterStage } from './merging.commands.js';
import { allowed } from './transitions.js';
import { nextSet, released } from './unit-set.js';
import type { FollowMaster, MergeWhistle, UnmergeWhistle } from './whistle.commands.js';
import type { WhistleEvent, WhistleEventOf } from './whistle.events.js';
import { liveAssignmentsOf, type Whistle, type WhistleState } from './whistle.state.js';
import type { UnmergeCause } from './whistle.words.js';

/** 并单 (domain §2.4, row 10): the follower's clocks stop and its units are released; what it was accepted as stays. */
export function merge(
  { whistleId, input, context }: MergeWhistle,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('MergeWhistle', state);
  const { other, known } = facts;
  const { masterId } = input;
  if (!other) throw new Error('MergeWhistle needs the facts of the other whistle');
  if (masterId === whistleId) throw new DomainError('whistle/itself');
  const refusal = refusalOfMerger({ follower: whistle, master: other.whistle });
  if (refusal) throw refusal;
  const setRevision = whistle.status === 'DISPATCHED' ? nextSet(whistle) : 0;
  const given = liveAssignmentsOf(whistle).map((one) => released(one, setRevision, { cause: 'MERGED' }));
  const held = whistle.clocks.map(({ clock, startedAt, dueAt }) => ({ clock, startedAt, dueAt }));
  const reason = deIdentify(input.reason, known);
  const masterNumber = other.whistle.raised.number;
  const data = { masterId, masterNumber, from: whistle.status, reason, by: context.actor.id, held };
  return [...given, { type: 'WhistleMerged', data }];
}

/** 撤销并单 (row 11), also when its own reporter has been asked: it was another event after all. */
export function unmerge({ input, context }: UnmergeWhistle, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('UnmergeWhistle', state);
  const { cause = 'STAFF', reason } = input;
  return onItsOwn(whistle, { cause, reason: deIdentify(reason, facts.known) }, context.at, facts);
}

interface Why {
  readonly cause: UnmergeCause;
  readonly reason: string;
}

/** The desk's clock starts anew; what the resident was promised has gone on all the time, unless it had run out before. */
function onItsOwn(whistle: Whistle, why: Why, at: Instant, facts: WhistleFacts): WhistleEvent[] {
  const { merged, categoryCode } = whistle;
  if (!merged) throw new DomainError('merge/not-merged');
  const { masterId, from, held, promisedSince } = merged;
  const to = from === 'RAISED' ? 'RAISED' : 'ACCEPTED';
  const { catalogue } = facts;
  const desk = to === 'RAISED' ? 'ACCEPT' : 'DISPATCH';
  const start = nextClock(whistle, catalogue, at);
  const started = startClocks(
    catalogue,
    clocksStartedBy('WhistleUnmerged').filter((clock) => clock === desk),
    start,
  );
  const promise = { ...start, nextNumber: start.nextNumber + started.length };
  return [
    { type: 'WhistleUnmerged', data: { masterId, to, ...why, elapsed: held } },
    routedFor(whistle, categoryCode, facts, at),
    ...started,
    ...(promisedSince === undefined
      ? []
      : startClocks(catalogue, ['RESIDENT_TOTAL'], { ...promise, startedAt: promisedSince })),
  ];
}

/** What its master has come to, as far as the follower does not know it yet. Nothing, if it follows another or none. */
export function followMaster(
  { input, context }: FollowMaster,
  state: WhistleState,
  facts: WhistleFacts,
): WhistleEvent[] {
  const whistle = allowed('FollowMaster', state);
  const { masterId, master } = input;
  if (whistle.merged?.masterId !== masterId) return [];
  const { status } = whistle;
  if (status !== 'MERGED' && status !== 'FOLLOW_UP') return [];
  if (master.stage === 'GONE') {
    return onItsOwn(whistle, { cause: 'MASTER_GONE', reason: 'MASTER_GONE' }, context.at, facts);
  }
  if (master.stage === 'OPEN') return whistle.merged.shared ? [{ type: 'OutcomeRecalled', data: { masterId } }] : [];
  return status === 'MERGED' ? shared(whistle, { masterId, master }, context.at, facts) : [];
}

/** Whoever can be called is asked; of somebody anonymous it ends as its master does. */
function shared(
  whistle: Whistle,
  { masterId, master }: { masterId: string; master: Extract<MasterStage, { stage: 'ANSWERED' | 'CLOSED' }> },
  at: Instant,
  facts: WhistleFacts,
): WhistleEvent[] {
  const { stage, outcome, reply, kind } = master;
  const told: WhistleEventOf<'OutcomeShared'> = { type: 'OutcomeShared', data: { masterId, outcome, reply } };
  const first = whistle.merged?.shared ? [] : [told];
  if (whistle.raised.anonymity !== 'ANONYMOUS') {
    return [...first, { type: 'FollowUpOpened', data: {} }, ...followUpClock(whistle, at, facts)];
  }
  return stage === 'CLOSED' ? [...first, { type: 'WhistleClosed', data: { kind } }] : first;
}
