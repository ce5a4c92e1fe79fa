import type { Instant } from '@app/kernel';
import { WhistleCommand } from './command.js';
import type * as words from './whistle.words.js';

/** 并单: the same event has been raised before. */
export class MergeWhistle extends WhistleCommand<{ readonly masterId: string; readonly reason: string }> {
  readonly type = 'MergeWhistle';
}

/** 撤销并单. */
export class UnmergeWhistle extends WhistleCommand<{
  readonly reason: string;
  readonly cause?: words.UnmergeCause | undefined;
}> {
  readonly type = 'UnmergeWhistle';
}

/** On the master, after a follower was merged into it. */
export class AbsorbFollower extends WhistleCommand<{
  readonly followerId: string;
  readonly number: string;
  readonly raisedAt: Instant;
  readonly acceptedAt?: Instant | undefined;
}> {
  readonly type = 'AbsorbFollower';
}

/** On the master, after a follower was taken out of it. */
export class ReleaseFollower extends WhistleCommand<{ readonly followerId: string }> {
  readonly type = 'ReleaseFollower';
}

/** On a follower: how far its master is, and what has come of it. */
export class FollowMaster extends WhistleCommand<{ readonly masterId: string; readonly master: MasterStage }> {
  readonly type = 'FollowMaster';
}

/** Being worked on · with a result that the reporter is asked about · closed · ended without a result. */
export type MasterStage =
  | { readonly stage: 'OPEN' }
  | { readonly stage: 'GONE' }
  | {
      readonly stage: 'ANSWERED' | 'CLOSED';
      readonly outcome: words.Outcome;
      readonly reply: string;
      readonly kind: words.ClosingKind;
    };

export type AnyMergingCommand = MergeWhistle | UnmergeWhistle | AbsorbFollower | ReleaseFollower | FollowMaster;
