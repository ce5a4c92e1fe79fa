import { inForce, rootOf } from '@app/directory/domain';
import { calendarsView } from './calendars.view.js';
import type { CatalogueEvent } from './catalogue.events.js';
import { type CatalogueState, emptyCatalogue, evolveCatalogue } from './catalogue.state.js';
import type { CatalogueView, Category, LimitOf } from './catalogue.types.js';
import { limitOf, packOf, policyAt, policyOf } from './policies.view.js';

/** The view of a state: all jurisdictions, or that of one area. */
export function catalogueView(state: CatalogueState, area?: string): CatalogueView {
  const jurisdiction = area === undefined ? undefined : rootOf(area);
  const ours = (category: Category | undefined) =>
    jurisdiction === undefined || category?.jurisdiction === jurisdiction ? category : undefined;
  const packFor = ({ category, at, policyVersion }: LimitOf) =>
    policyVersion === undefined
      ? packOf(state, category?.jurisdiction ?? jurisdiction, at)
      : policyOf(state, policyVersion);
  const heldLimit = (wanted: LimitOf) =>
    limitOf({ ...wanted, areaPath: wanted.areaPath ?? area }, () => packFor(wanted));

  return {
    version: String(state.events),
    category: (code, at) => ours(inForce(state.categories.get(code) ?? [], at)),
    categories: (at) =>
      [...state.categories.values()]
        .map((timeline) => ours(inForce(timeline, at)))
        .filter((category) => category !== undefined)
        .sort((a, b) => (a.code < b.code ? -1 : 1)),
    forArea: (areaPath) => catalogueView(state, areaPath),
    limit: (wanted) => heldLimit(wanted)?.limit,
    heldLimit,
    timePolicy: (areaPath, at) => policyAt(state, areaPath, at),
    policy: (version) => policyOf(state, version),
    policies: (at) =>
      [...state.slaPacks.keys()]
        .filter((code) => packOf(state, code, at) !== undefined)
        .sort()
        .map((code) => policyAt(state, code, at)),
    ...calendarsView(state.calendars),
  };
}

/** A view straight from events, for tests and tools. */
export const catalogueOf = (events: readonly CatalogueEvent[]): CatalogueView =>
  catalogueView(events.reduce(evolveCatalogue, emptyCatalogue));
