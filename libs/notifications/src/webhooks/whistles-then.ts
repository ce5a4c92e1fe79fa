import { EventStore } from '@app/event-store';
import type { RecordedEvent } from '@app/kernel';
import { type Whistle, whistle, whistleCodec, type WhistleState } from '@app/whistles';
import { LRUCache } from 'lru-cache';

interface Known {
  readonly revision: number;
  readonly state: WhistleState;
}

const KEPT = 2_000;

/** Whistles as they were right after an event, for whoever goes along the log: what was told then does not depend on when. */
export class WhistlesThen {
  private readonly known = new LRUCache<string, Known>({ max: KEPT });

  constructor(private readonly store: EventStore) {}

  async at({ streamId, revision }: RecordedEvent): Promise<Whistle> {
    const found = this.known.get(streamId);
    const from = found && found.revision <= revision ? found : { revision: -1, state: whistle.initial };
    const since = from.revision < revision ? await this.store.readStream(streamId, from.revision + 1) : [];
    const state = since
      .filter((event) => event.revision <= revision)
      .map(whistleCodec.parse)
      .reduce(whistle.evolve, from.state);
    if (state.status === 'NONE') throw new Error(`${streamId} has no event ${revision}`);
    this.known.set(streamId, { revision, state });
    return state;
  }
}
