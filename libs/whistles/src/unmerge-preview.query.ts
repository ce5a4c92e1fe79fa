import { DomainError } from '@app/kernel';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { ReleaseFollower, type RunningClock, type UnmergeWhistle, type Whistle } from './domain/index.js';
import { WhistleDecisions } from './whistle-decisions.js';

type Clock = Pick<RunningClock, 'clockId' | 'clock' | 'startedAt' | 'dueAt'>;

/** What taking a follower out of its master would come to, for both. */
export interface UnmergePreviewed {
  readonly masterId: string;
  /** Where it would go back to. */
  readonly status: Whistle['status'];
  readonly clocks: readonly Clock[];
  /** Those of the master that would run out at another moment. */
  readonly masterClocks: readonly (Clock & { readonly oldDueAt: string })[];
}

/** Asked with the command that would do it. */
export class UnmergePreview {
  constructor(readonly command: UnmergeWhistle) {}
}

@QueryHandler(UnmergePreview)
export class UnmergePreviewHandler implements IQueryHandler<UnmergePreview> {
  constructor(private readonly decisions: WhistleDecisions) {}

  /** @throws DomainError what unmerging would be refused with */
  async execute({ command }: UnmergePreview): Promise<UnmergePreviewed> {
    const { before, after } = await this.decisions.preview(command);
    const { merged } = before;
    if (!merged) throw new DomainError('merge/not-merged');
    const { masterId } = merged;
    const release = new ReleaseFollower(masterId, { followerId: command.whistleId }, command.context);
    const master = await this.decisions.preview(release);
    const masterClocks = master.after.clocks.flatMap((clock) => {
      const was = master.before.clocks.find(({ clockId }) => clockId === clock.clockId);
      return was && was.dueAt !== clock.dueAt ? [{ ...shown(clock), oldDueAt: was.dueAt }] : [];
    });
    return { masterId, status: after.status, clocks: after.clocks.map(shown), masterClocks };
  }
}

const shown = ({ clockId, clock, startedAt, dueAt }: RunningClock): Clock => ({ clockId, clock, startedAt, dueAt });
