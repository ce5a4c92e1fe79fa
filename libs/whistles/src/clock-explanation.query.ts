import { Catalogue } from '@app/catalogue';
import { EventStore } from '@app/event-store';
import { DomainError } from '@app/kernel';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import type { ClockPlace } from './domain/clock-rules.js';
import { clockStories } from './explanation/clock-stories.js';
import type { ClockStory } from './explanation/clock-story.js';
import { type ClockExplanation, explainClock } from './explanation/explain-clock.js';
import { whistleStream } from './whistle.codec.js';

/** Every clock of a whistle, ended ones too, as its own history tells of them: never behind. */
export class WhistleClocks {
  constructor(readonly whistleId: string) {}
}

@QueryHandler(WhistleClocks)
export class WhistleClocksHandler implements IQueryHandler<WhistleClocks> {
  constructor(private readonly store: EventStore) {}

  async execute({ whistleId }: WhistleClocks): Promise<ClockStory[]> {
    return clockStories(await this.store.readStream(whistleStream(whistleId)));
  }
}

/** Why one of them runs out when it does. */
export class ExplainClock {
  constructor(
    readonly whistleId: string,
    readonly clockId: string,
    readonly place: ClockPlace,
  ) {}
}

@QueryHandler(ExplainClock)
export class ExplainClockHandler implements IQueryHandler<ExplainClock> {
  constructor(
    private readonly store: EventStore,
    private readonly catalogue: Catalogue,
  ) {}

  /** @throws DomainError whistle/unknown-clock */
  async execute({ whistleId, clockId, place }: ExplainClock): Promise<ClockExplanation> {
    const stories = clockStories(await this.store.readStream(whistleStream(whistleId)));
    const story = stories.find((one) => one.clockId === clockId);
    if (!story) throw new DomainError('whistle/unknown-clock', { clockId });
    return explainClock(story, this.catalogue.view(), place);
  }
}
