import { EventStore } from '@app/event-store';
import { DomainError, type Instant, type Position } from '@app/kernel';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { type Whistle, whistle } from './domain/index.js';
import { whistleCodec, whistleStream } from './whistle.codec.js';

export interface WhistleAtRevision {
  readonly whistleId: string;
  readonly whistle: Whistle;
  /** As claimed, where it was imported or entered late. */
  readonly raisedAt: Instant;
  readonly revision: number;
  readonly position: Position;
}

/** One whistle as its own history tells it: never behind. */
export class GetWhistle {
  constructor(readonly whistleId: string) {}
}

@QueryHandler(GetWhistle)
export class GetWhistleHandler implements IQueryHandler<GetWhistle> {
  constructor(private readonly store: EventStore) {}

  /** @throws DomainError whistle/not-found */
  async execute({ whistleId }: GetWhistle): Promise<WhistleAtRevision> {
    const history = await this.store.readStream(whistleStream(whistleId));
    const [first, last] = [history[0], history.at(-1)];
    const state = history.map(whistleCodec.parse).reduce(whistle.evolve, whistle.initial);
    if (!first || !last || state.status === 'NONE') throw new DomainError('whistle/not-found');
    const { revision, position } = last;
    return { whistleId, whistle: state, raisedAt: first.metadata.occurredAt, revision, position };
  }
}
