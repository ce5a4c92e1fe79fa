import { DomainError, type Instant } from '@app/kernel';
import { placeOfWhistle, rulesOf } from './clock-rules.js';
import { deadlineSet, reckoned } from './deadlines.js';
import type { WhistleFacts } from './facts.js';
import type { MasterStage } from './merging.commands.js';
import type { RunningClock } from './running-clock.js';
import { allowed, OVER } from './transitions.js';
import type { AbsorbFollower, ReleaseFollower } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import type { Follower, Whistle, WhistleState } from './whistle.state.js';

/**
 * On the master. The earliest governs (EC-14): what is due to residents, and the desk's own clocks, count from whoever has
 * waited longest. @throws DomainError if it has come to its end, or became confidential or a follower, meanwhile
 */
export function absorb({ input, context }: AbsorbFollower, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('AbsorbFollower', state);
  const { followerId, number, raisedAt, acceptedAt } = input;
  if (whistle.followers.some((one) => one.followerId === followerId)) return [];
  if (whistle.sealed) throw new DomainError('merge/sealed');
  if (OVER.some((one) => one === whistle.status)) {
    throw new DomainError('merge/master-ended', { current: whistle.status });
  }
  if (whistle.merged) throw new DomainError('merge/master-merged', { masterId: whistle.merged.masterId });
  const follower = { followerId, number, raisedAt, ...(acceptedAt !== undefined && { acceptedAt }) };
  const followers = [...whistle.followers, follower];
  return [{ type: 'FollowerAbsorbed', data: follower }, ...governed(whistle, followers, context.at, facts)];
}

/** On the master, as if it had never been absorbed: what had run out by then stays recorded. */
export function release({ input, context }: ReleaseFollower, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  const whistle = allowed('ReleaseFollower', state);
  const { followerId } = input;
  const follower = whistle.followers.find((one) => one.followerId === followerId);
  if (!follower) return [];
  const followers = whistle.followers.filter((one) => one !== follower);
  return [
    { type: 'FollowerReleased', data: { followerId, number: follower.number } },
    ...governed(whistle, followers, context.at, facts),
  ];
}

/** Which moment of a follower each clock of the whole case counts from. */
const GOVERNED: Readonly<Partial<Record<RunningClock['clock'], (follower: Follower) => Instant | undefined>>> = {
  ACCEPT: ({ raisedAt }) => raisedAt,
  DISPATCH: ({ acceptedAt }) => acceptedAt,
  RESIDENT_TOTAL: ({ raisedAt }) => raisedAt,
};

/** The clocks that count from another moment with these followers, by the calendar and the policy that each was set by. */
function governed(
  whistle: Whistle,
  followers: readonly Follower[],
  at: Instant,
  { catalogue }: WhistleFacts,
): WhistleEvent[] {
  const place = placeOfWhistle(whistle);
  return whistle.clocks.flatMap((clock): WhistleEvent[] => {
    const { limit, missed, pausedAt, ownStartedAt = clock.startedAt } = clock;
    const momentOf = GOVERNED[clock.clock];
    if (!momentOf || !limit || missed || pausedAt !== undefined) return [];
    const moments = followers.map(momentOf).filter((moment) => moment !== undefined);
    const startedAt = [ownStartedAt, ...moments].toSorted()[0] ?? ownStartedAt;
    if (startedAt === clock.startedAt) return [];
    const cause = startedAt < clock.startedAt ? 'MERGED' : 'UNMERGED';
    const counted = reckoned(rulesOf(catalogue, clock, place), { ...clock, limit, startedAt }, at);
    return [deadlineSet({ ...clock, startedAt, limit }, counted, cause)];
  });
}

/** How far a whistle is, for those that follow it. */
export function stageOf(whistle: Whistle): MasterStage {
  const { status } = whistle;
  if (status !== 'FOLLOW_UP' && status !== 'CLOSED')
    return { stage: OVER.some((one) => one === status) ? 'GONE' : 'OPEN' };
  const answer = answerOf(whistle);
  if (!answer) return { stage: 'GONE' };
  return status === 'CLOSED'
    ? { stage: 'CLOSED', ...answer, kind: whistle.kind }
    : { stage: 'ANSWERED', ...answer, kind: 'EXPLAINED' };
}

function answerOf(whistle: Whistle): Pick<Extract<MasterStage, { outcome: unknown }>, 'outcome' | 'reply'> | undefined {
  if ('result' in whistle && whistle.result) return { outcome: whistle.result.outcome, reply: whistle.result.reply };
  if ('selfResolved' in whistle && whistle.selfResolved) {
    return { outcome: 'RESOLVED', reply: whistle.selfResolved.evidence };
  }
  return undefined;
}
