import { type Actor, type CommandContext, type Instant, type RecordedEvent, systemActor } from '@app/kernel';
import {
  AbsorbFollower,
  FollowMaster,
  ReleaseFollower,
  stageOf,
  UnmergeWhistle,
  type Whistle,
  type WhistleEvent,
} from '@app/whistles';
import { v5 as uuidV5 } from 'uuid';

const NAMESPACE = '0c5b8a3e-6a44-5d0e-9b7e-2f1d3c4b5a69';
const FOLLOWERS: Actor = systemActor('followers');

/** The event that a step follows from, and when it is taken. */
export interface Cause {
  readonly recorded: RecordedEvent;
  readonly at: Instant;
}

/** The same event leads to the same command for the same whistle, however often it is handled. */
function contextOf({ recorded, at }: Cause, step: string): CommandContext {
  const { eventId, metadata } = recorded;
  const { commandId: causationId, correlationId } = metadata;
  return {
    actor: FOLLOWERS,
    at,
    commandId: uuidV5(`${eventId} ${step}`, NAMESPACE),
    commandHash: step,
    causationId,
    correlationId,
  };
}

/** On the master: since when the follower's reporter has waited, and since when it was accepted. */
export function absorption(
  cause: Cause,
  masterId: string,
  followerId: string,
  history: readonly WhistleEvent[],
): AbsorbFollower {
  const momentOf = (type: WhistleEvent['type']) => history.find((event) => event.type === type)?.occurredAt;
  const raised = history.find((event) => event.type === 'WhistleRaised');
  const raisedAt = momentOf('WhistleRaised');
  if (!raised || raisedAt === undefined) throw new Error(`history is broken: ${followerId} was never raised`);
  const { number } = raised.data;
  const input = { followerId, number, raisedAt, acceptedAt: momentOf('WhistleAccepted') };
  return new AbsorbFollower(masterId, input, contextOf(cause, `absorb ${followerId}`));
}

export const release = (cause: Cause, masterId: string, followerId: string): ReleaseFollower =>
  new ReleaseFollower(masterId, { followerId }, contextOf(cause, `release ${followerId}`));

/** The master has come to its end before it could take the follower. */
export const takenOut = (cause: Cause, followerId: string): UnmergeWhistle =>
  new UnmergeWhistle(
    followerId,
    { cause: 'MASTER_GONE', reason: 'MASTER_GONE' },
    contextOf(cause, `unmerge ${followerId}`),
  );

export function following(
  cause: Cause,
  {
    masterId,
    master,
    followerId,
  }: { readonly masterId: string; readonly master: Whistle; readonly followerId: string },
): FollowMaster {
  return new FollowMaster(
    followerId,
    { masterId, master: stageOf(master) },
    contextOf(cause, `follow ${masterId} ${followerId}`),
  );
}
