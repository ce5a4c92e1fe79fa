import type { EventStore } from '@app/event-store';
import { type CivilDate, type Instant, type RecordedEvent, START } from '@app/kernel';
import {
  NO_REPLAY,
  type OtherRules,
  outcomesOf,
  type Replay,
  replayed,
  WHISTLE_CATEGORY,
  whistleCodec,
} from '@app/whistles';
import { OVER } from '@app/whistles/domain';
import { Progress } from '../progress.js';
import { Tally } from './tally.js';

export interface Asked {
  readonly rules: OtherRules;
  /** Whistles raised from this day on, and through that one, in the zone of their place. */
  readonly from?: CivilDate | undefined;
  readonly to?: CivilDate | undefined;
  /** Clocks that still run are judged as of this moment. */
  readonly now: Instant;
  /** Events read at once. */
  readonly page?: number;
}

const PAGE = 5_000;

/** Plays the history of all whistles again under other rules. Reads the log, writes nothing. */
export async function whatIf(store: EventStore, asked: Asked): Promise<{ whistles: number; tally: Tally }> {
  const progress = new Progress('Replaying', 'events');
  const replays = new Replays(store, asked);
  const head = await store.head();
  let done = 0;
  for (let after = START; after < head;) {
    const { events, next } = await store.readAll(after, { limit: asked.page ?? PAGE, categories: [WHISTLE_CATEGORY] });
    await replays.take(events);
    progress.update((done += events.length));
    if (next <= after) break;
    after = next;
  }
  progress.end();
  return replays.end();
}

/**
 * The whistles that are not over, by stream. One that is over is counted with the page after the one that ended it: what
 * follows from the end stands next to it. One that goes on after that (重办, 申诉, 更正) is read again.
 */
class Replays {
  readonly tally = new Tally();
  private readonly open = new Map<string, Replay>();
  private readonly counted = new Set<string>();
  private over = new Set<string>();

  constructor(
    private readonly store: EventStore,
    private readonly asked: Asked,
  ) {}

  async take(events: readonly RecordedEvent[]): Promise<void> {
    const overBefore = this.over;
    this.over = new Set();
    for (const recorded of events) {
      if (this.counted.has(recorded.streamId)) await this.uncount(recorded);
      this.takeOne(recorded);
    }
    for (const streamId of overBefore) this.count(streamId);
  }

  end(): { whistles: number; tally: Tally } {
    for (const streamId of this.open.keys()) this.count(streamId);
    return { whistles: this.counted.size, tally: this.tally };
  }

  private takeOne(recorded: RecordedEvent): void {
    const { streamId, revision } = recorded;
    const before = revision === 0 ? NO_REPLAY : this.open.get(streamId);
    if (!before) return;
    const event = whistleCodec.parse(recorded);
    if (event.type === 'WhistleRaised' && !this.concerns(event.data.raisedOn)) return;
    const replay = replayed(before, event, this.asked.rules);
    this.open.set(streamId, replay);
    if (OVER.some((status) => status === replay.state.status)) this.over.add(streamId);
  }

  private concerns(raisedOn: CivilDate): boolean {
    const { from = '', to } = this.asked;
    return raisedOn >= from && (to === undefined || raisedOn <= to);
  }

  private count(streamId: string): void {
    const replay = this.open.get(streamId);
    this.open.delete(streamId);
    if (!replay) return;
    this.counted.add(streamId);
    for (const outcome of outcomesOf(replay, this.asked.now)) this.tally.add(outcome);
  }

  /** As if it had not been over before this event. */
  private async uncount({ streamId, revision }: RecordedEvent): Promise<void> {
    this.counted.delete(streamId);
    for (const recorded of await this.store.readStream(streamId)) {
      if (recorded.revision < revision) this.takeOne(recorded);
    }
    const replay = this.open.get(streamId) ?? NO_REPLAY;
    for (const outcome of outcomesOf(replay, this.asked.now)) this.tally.remove(outcome);
  }
}
