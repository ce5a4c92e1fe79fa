import { EventStore } from '@app/event-store';
import { Clock, DomainError, type RecordedEvent } from '@app/kernel';
import { ProcessManager, viewStatus } from '@app/projections';
import {
  type AnyWhistleCommand,
  WHISTLE_CATEGORY,
  whistle,
  whistleCodec,
  type WhistleEvent,
  whistleEvents,
  type WhistleEventType,
  WhistleSearchRow,
  type WhistleState,
  whistleStream,
} from '@app/whistles';
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { DataSource, In } from 'typeorm';
import { absorption, following, release, takenOut } from './steps.js';

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
/** By these a follower goes on by itself, or is no more: its own reporter has sent it back, or it is void. */
const LEAVING: readonly WhistleEventType[] = ['ReworkOrdered', 'WhistleReopened', 'WhistleVoided'];
const RELEVANT: readonly string[] = ['WhistleMerged', 'WhistleUnmerged', 'FollowerAbsorbed', ...OF_MASTERS];
const isRelevant = (type: string): boolean => RELEVANT.includes(type);
const ONLY_TELLING: readonly string[] = OF_MASTERS.filter((type) => !LEAVING.includes(type));
const whistleIdOf = ({ streamId }: RecordedEvent): string => streamId.slice(whistleStream('').length);

/**
 * Process manager of mergers (并单). Two streams never change in one command: that a follower was merged is a fact of its own
 * stream, and what follows for the master, and from the master for each follower, is done here, each by a command of its own.
 * Its place in the log is kept like that of a view, under a lease; an event that is handled again leads to the same command
 * ids, and so to nothing. A merger that the master can no longer take (it has come to its end meanwhile) is undone.
 */
@Injectable()
export class Followers extends ProcessManager {
  readonly name = 'followers';
  protected readonly categories = [WHISTLE_CATEGORY];
  protected override readonly ignores = Object.keys(whistleEvents).filter((type) => !isRelevant(type));

  constructor(
    store: EventStore,
    dataSource: DataSource,
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {
    super(store, dataSource);
  }

  protected async follow(events: readonly RecordedEvent[], held: AbortSignal): Promise<void> {
    const alone = await this.whomNobodyFollows(events);
    for (const recorded of events) if (!held.aborted && !alone.has(recorded)) await this.followOne(recorded);
  }

  /**
   * Most have no followers, hence nothing to tell. A view that is ahead of these events knows them all at once: when all the
   * past is gone through again after a restore, each would else be read from its stream, for an hour in a large city.
   */
  private async whomNobodyFollows(events: readonly RecordedEvent[]): Promise<ReadonlySet<RecordedEvent>> {
    const last = events.at(-1);
    const view = last && (await viewStatus(this.dataSource, 'whistle-search'));
    if (!last || !view || view.position < last.position) return new Set();
    const telling = events.filter(({ type }) => ONLY_TELLING.includes(type));
    const rows = await this.dataSource
      .getRepository(WhistleSearchRow)
      .find({ select: { whistleId: true }, where: { whistleId: In(telling.map(whistleIdOf)), followers: 0 } });
    const alone = new Set(rows.map(({ whistleId }) => whistleId));
    return new Set(telling.filter((recorded) => alone.has(whistleIdOf(recorded))));
  }

  private async followOne(recorded: RecordedEvent): Promise<void> {
    if (!isRelevant(recorded.type) || recorded.metadata.actor.channel === 'import') return;
    const event = whistleCodec.parse(recorded);
    const own = whistleIdOf(recorded);
    const { type, data } = event;
    if (type === 'WhistleMerged') return this.absorb(recorded, own, data.masterId);
    if (type === 'WhistleUnmerged') return this.send(release(this.cause(recorded), data.masterId, own));
    if (LEAVING.includes(type)) await this.leave(recorded, own);
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

  /** A follower that is handled by itself from this event on holds its master's clocks no longer. */
  private async leave(recorded: RecordedEvent, followerId: string): Promise<void> {
    const before = stateOf((await this.historyOf(followerId)).slice(0, recorded.revision));
    const masterId = before.status === 'NONE' ? undefined : before.merged?.masterId;
    if (masterId !== undefined) await this.send(release(this.cause(recorded), masterId, followerId));
  }

  /** What has come of a master, to those who follow it. */
  private async tell(recorded: RecordedEvent, masterId: string, followers?: readonly string[]): Promise<void> {
    const master = stateOf(await this.historyOf(masterId));
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

const stateOf = (history: readonly WhistleEvent[]): WhistleState => history.reduce(whistle.evolve, whistle.initial);

/** Somebody was faster. */
function ignoreRefusal(refusal: unknown): void {
  if (!(refusal instanceof DomainError)) throw refusal;
}
