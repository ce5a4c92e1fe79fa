import { defined, ended, type Timeline } from '@app/directory/domain';
import type { CalendarRevision } from './calendar.types.js';
import type { CatalogueEvent } from './catalogue.events.js';
import type { CatalogueView, Category } from './catalogue.types.js';
import type { SlaPack } from './time-policy.js';

export interface CatalogueState {
  /** How many events went in. */
  readonly events: number;
  readonly categories: ReadonlyMap<string, Timeline<Category>>;
  /** By code, every definition in the stream's order. */
  readonly categoryRevisions: ReadonlyMap<string, readonly Category[]>;
  /** By jurisdiction. */
  readonly slaPacks: ReadonlyMap<string, Timeline<SlaPack>>;
  /** By jurisdiction, every definition of a pack in the stream's order: the n-th is `XY@n`. */
  readonly packRevisions: ReadonlyMap<string, readonly SlaPack[]>;
  /** By id, every revision in the stream's order. */
  readonly calendars: ReadonlyMap<string, readonly CalendarRevision[]>;
}

export const emptyCatalogue: CatalogueState = {
  events: 0,
  categories: new Map(),
  categoryRevisions: new Map(),
  slaPacks: new Map(),
  packRevisions: new Map(),
  calendars: new Map(),
};

/** All catalogues and calendars as known when the command is decided. */
export interface CatalogueFacts {
  readonly catalogue: CatalogueView;
}

export function evolveCatalogue(state: CatalogueState, { type, data, occurredAt }: CatalogueEvent): CatalogueState {
  const { categories, categoryRevisions, slaPacks, packRevisions, calendars } = state;
  const events = state.events + 1;
  switch (type) {
    case 'CategoryDefined':
      return {
        ...state,
        events,
        categories: changed(categories, data.code, (before) => defined(before, data)),
        categoryRevisions: changed(categoryRevisions, data.code, (before) => [...before, data]),
      };
    case 'CategoryRetired':
      return { ...state, events, categories: changed(categories, data.code, (before) => ended(before, data.at)) };
    case 'SlaPackDefined':
      return {
        ...state,
        events,
        slaPacks: changed(slaPacks, data.jurisdiction, (before) => defined(before, data)),
        packRevisions: changed(packRevisions, data.jurisdiction, (before) => [...before, data]),
      };
    case 'CalendarDefined': {
      const revision = { content: data, definedAt: occurredAt ?? '' };
      return { ...state, events, calendars: changed(calendars, data.calendarId, (before) => [...before, revision]) };
    }
  }
}

const changed = <T>(
  map: ReadonlyMap<string, readonly T[]>,
  key: string,
  change: (before: readonly T[]) => readonly T[],
) => new Map(map).set(key, change(map.get(key) ?? []));
