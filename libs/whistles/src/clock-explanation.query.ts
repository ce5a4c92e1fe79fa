import { Catalogue } from '@app/catalogue';
import { EventStore } from '@app/event-store';
import { DomainError } from '@app/kernel';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import type { ClockPlace } from './domain/clock-rules.js';
import { clockStories } from './explanation/clock-stories.js';
import type { ClockStory } from './explanation/clock-story.js';
import { type ClockExplanation, explainClock } from './explanation/explain-clock.js';
import { type LateEntry, lateEntryOf } from './explanation/late-entry.js';
import { type LimitOrigin, limitOrigin } from './explanation/limit-origin.js';
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

export interface ExplainedClock extends ClockExplanation {
  /** Absent for a date that was agreed on. */
  readonly limitFrom?: LimitOrigin | undefined;
  /** Absent where what started it was recorded at once. */
  readonly lateEntry?: LateEntry | undefined;
}

@QueryHandler(ExplainClock)
export class ExplainClockHandler implements IQueryHandler<ExplainClock> {
  constructor(
    private readonly store: EventStore,
    private readonly catalogue: Catalogue,
  ) {}

  /** @throws DomainError whistle/unknown-clock */
  async execute({ whistleId, clockId, place }: ExplainClock): Promise<ExplainedClock> {
    const history = await this.store.readStream(whistleStream(whistleId));
    const stories = clockStories(history);
    const story = stories.find((one) => one.clockId === clockId);
    if (!story) throw new DomainError('whistle/unknown-clock', { clockId });
    const catalogue = this.catalogue.view();
    const explained = explainClock(story, catalogue, place);
    const lateEntry = lateEntryOf(explained.start, history);
    return { ...explained, limitFrom: limitOrigin(story, history, catalogue), lateEntry };
  }
}
