import type { CatalogueView } from '@app/catalogue/domain';
import type { DirectoryView } from '@app/directory/domain';
import type { EventStore } from '@app/event-store';
import type { Instant } from '@app/kernel';
import { expectedRecalculations, type RecalculatedClock, whistleStream } from '@app/whistles';
import type { DataSource } from 'typeorm';
import { outdatedWhistles } from './outdated-clocks.js';
import { recalculateDeadlines } from './recalculations.js';

/** The rules by which clocks would be reckoned again: those in force, or those that would be. */
export interface Expecting {
  readonly store: EventStore;
  readonly dataSource: DataSource;
  readonly directory: DirectoryView;
  readonly catalogue: CatalogueView;
  readonly at: Instant;
}

const AT_ONCE = 16;

/**
 * What `CalendarRevisions` would record under such a calendar, page by page: the same clocks are looked at, and the same rule
 * decides. Nothing is recorded.
 */
export async function* expectedByCalendar(expecting: Expecting): AsyncGenerator<RecalculatedClock[]> {
  const { store, dataSource, directory, catalogue, at } = expecting;
  const one = async (whistleId: string): Promise<RecalculatedClock[]> => {
    const history = await store.readStream(whistleStream(whistleId));
    return expectedRecalculations(recalculateDeadlines(whistleId, 'CALENDAR', at), history, { directory, catalogue });
  };
  for await (const page of outdatedWhistles(dataSource, catalogue, at)) {
    for (let from = 0; from < page.length; from += AT_ONCE) {
      const some = page.slice(from, from + AT_ONCE);
      yield (await Promise.all(some.map(({ whistleId }) => one(whistleId)))).flat();
    }
  }
}
