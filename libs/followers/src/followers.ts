import { EventStore } from '@app/event-store';
import { Clock, DomainError, type RecordedEvent } from '@app/kernel';
import { Lease, type Projection, ProjectionRunner } from '@app/projections';
import {
  type AnyWhistleCommand,
  WHISTLE_CATEGORY,
  whistle,
  whistleCodec,
  type WhistleEvent,
  whistleEvents,
  type WhistleEventType,
  type WhistleState,
  whistleStream,
} from '@app/whistles';
import { type BeforeApplicationShutdown, Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { absorption, following, release, takenOut } from './steps.js';

export const OPTIONS = Symbol('followers');
export interface FollowersOptions {
  readonly databaseUrl: string;
}

/** After these a master may have something to tell those who follow it, or nothing more. */
const OF_MASTERS: readonly WhistleEventType[] = [
  'FollowUpOpened',
  'WhistleClosed',
  'WhistleWithdrawn',
  'WhistleRedirected',
  'ReworkOrdered',
  'WhistleReopened',
  'WhistleVoided',
];
const RELEVANT: readonly WhistleEventType[] = ['WhistleMerged', 'WhistleUnmerged', 'FollowerAbsorbed', ...OF_MASTERS];

/**
 * Process manager of mergers (并单). Two streams never change in one command: that a follower was merged is a fact of its own
 * stream, and what follows for the master, and from the master for each follower, is done here, each by a command of its own.
 * Its place in the log is kept like that of a view, under a lease; an event that is handled again leads to the same command
 * ids, and so to nothing. A merger that the master can no longer take (it has come to its end meanwhile) is undone.
 */
@Injectable()
export class Followers implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stop = new AbortController();
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(OPTIONS) private readonly options: FollowersOptions,
    private readonly dataSource: DataSource,
    private readonly store: EventStore,
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {}

  onApplicationBootstrap(): void {
    const lease = new Lease(this.options.databaseUrl);
    const runner = new ProjectionRunner(this.projection(), this.store, this.dataSource, lease, () => undefined);
    this.running = runner.run(this.stop.signal);
  }

  /** Lets what is in hand finish. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.running;
  }

  /** Has a checkpoint, and no rows. */
  private projection(): Projection {
    const types = Object.keys(whistleEvents) as WhistleEventType[];
    return {
      name: 'followers',
      version: 1,
      categories: [WHISTLE_CATEGORY],
      rows: [],
      ignores: types.filter((type) => !RELEVANT.includes(type)),
      project: async (events) => {
        for (const recorded of events) await this.follow(recorded);
      },
    };
  }

  private async follow(recorded: RecordedEvent): Promise<void> {
    if (!RELEVANT.some((type) => type === recorded.type) || recorded.metadata.actor.channel === 'import') return;
    const event = whistleCodec.parse(recorded);
    const own = recorded.streamId.slice(whistleStream('').length);
    const { type, data } = event;
    if (type === 'WhistleMerged') return this.absorb(recorded, own, data.masterId);
    if (type === 'WhistleUnmerged') return this.send(release(this.cause(recorded), data.masterId, own));
    return this.tell(recorded, own, type === 'FollowerAbsorbed' ? [data.followerId] : undefined);
  }

  private async absorb(recorded: RecordedEvent, followerId: string, masterId: string): Promise<void> {
    const history = await this.historyOf(followerId);
    try {
      await this.send(absorption(this.cause(recorded), masterId, followerId, history));
    } catch (refusal) {
      if (!(refusal instanceof DomainError)) throw refusal;
      await this.send(takenOut(this.cause(recorded), followerId)).catch(ignoreRefusal);
    }
  }

  /** What has come of a master, to those who follow it. */
  private async tell(recorded: RecordedEvent, masterId: string, followers?: readonly string[]): Promise<void> {
    const history = await this.historyOf(masterId);
    const master = history.reduce<WhistleState>(whistle.evolve, whistle.initial);
    if (master.status === 'NONE') return;
    for (const followerId of followers ?? master.followers.map((one) => one.followerId)) {
      await this.send(following(this.cause(recorded), { masterId, master, followerId }));
    }
  }

  private async historyOf(whistleId: string): Promise<WhistleEvent[]> {
    const recorded = await this.store.readStream(whistleStream(whistleId));
    return recorded.map((one) => ({ ...whistleCodec.parse(one), occurredAt: one.metadata.occurredAt }));
  }

  private cause = (recorded: RecordedEvent) => ({ recorded, at: this.clock.now() });

  private async send(command: AnyWhistleCommand): Promise<void> {
    await this.commands.execute(command);
  }
}

/** Somebody was faster. */
function ignoreRefusal(refusal: unknown): void {
  if (!(refusal instanceof DomainError)) throw refusal;
}
