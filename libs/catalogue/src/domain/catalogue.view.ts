import { inForce, rootOf } from '@app/directory/domain';
import type { Instant } from '@app/kernel';
import { type CatalogueState, emptyCatalogue, evolveCatalogue } from './catalogue.js';
import type { CatalogueEvent } from './catalogue.events.js';
import type { CatalogueView, Category, SlaPack } from './catalogue.types.js';

/** The view of a state: all jurisdictions, or one. */
export function catalogueView(state: CatalogueState, jurisdiction?: string): CatalogueView {
  const ours = (category: Category | undefined) =>
    jurisdiction === undefined || category?.jurisdiction === jurisdiction ? category : undefined;

  return {
    version: String(state.events),
    category: (code, at) => ours(inForce(state.categories.get(code) ?? [], at)),
    categories: (at) =>
      [...state.categories.values()]
        .map((timeline) => ours(inForce(timeline, at)))
        .filter((category) => category !== undefined)
        .sort((a, b) => (a.code < b.code ? -1 : 1)),
    forArea: (areaPath) => catalogueView(state, rootOf(areaPath)),
    limit: (category, conditionSeq, urgency, clock, at) => {
      const condition = category?.conditions.find(({ seq }) => seq === conditionSeq);
      const own = condition?.limits.find((entry) => entry.clock === clock);
      if (own) return own.limit;
      if (clock === 'REPORT_IN' && category?.directDispatch) return undefined;
      if (clock === 'HANDLE' && condition?.manualDateNote !== undefined) return undefined;
      return packOf(state, category?.jurisdiction ?? jurisdiction, at)?.limits[urgency][clock];
    },
  };
}

/** Without a jurisdiction the pack is known only where there is but one. */
function packOf({ slaPacks }: CatalogueState, jurisdiction: string | undefined, at?: Instant): SlaPack | undefined {
  const only = slaPacks.size === 1 ? [...slaPacks.keys()][0] : undefined;
  const timeline = slaPacks.get(jurisdiction ?? only ?? '') ?? [];
  return at === undefined ? timeline.at(-1)?.value : inForce(timeline, at);
}

/** A view straight from events, for tests and tools. */
export const catalogueOf = (events: readonly CatalogueEvent[]): CatalogueView =>
  catalogueView(events.reduce(evolveCatalogue, emptyCatalogue));
