import { defined, ended, inForce, isDefined, type Timeline } from '@app/directory/domain';
import { type Decider, DomainError, type Role } from '@app/kernel';
import type { CatalogueCommand, DefineCatalogue, RetireCategories } from './catalogue.commands.js';
import type { CatalogueEvent } from './catalogue.events.js';
import type { CatalogueView, Category, SlaPack } from './catalogue.types.js';

export interface CatalogueState {
  /** How many events went in. */
  readonly events: number;
  readonly categories: ReadonlyMap<string, Timeline<Category>>;
  /** By jurisdiction. */
  readonly slaPacks: ReadonlyMap<string, Timeline<SlaPack>>;
}

export const emptyCatalogue: CatalogueState = { events: 0, categories: new Map(), slaPacks: new Map() };

/** All catalogues as known when the command is decided. */
export interface CatalogueFacts {
  readonly catalogue: CatalogueView;
}

export const catalogue: Decider<CatalogueState, CatalogueCommand, CatalogueEvent, CatalogueFacts> = {
  initial: emptyCatalogue,
  evolve: evolveCatalogue,
  decide(command, state, facts) {
    const { role } = command.context.actor;
    if (!WRITERS.includes(role)) {
      throw new DomainError('catalogue/not-allowed', { command: command.type, role, roles: WRITERS });
    }
    return command.type === 'DefineCatalogue' ? define(command, state, facts) : retire(command, state);
  },
};

/** Domain §4.1. */
const WRITERS: readonly Role[] = ['SUPERVISOR', 'ADMIN', 'SYSTEM'];

export function evolveCatalogue(state: CatalogueState, { type, data }: CatalogueEvent): CatalogueState {
  const { categories, slaPacks } = state;
  const events = state.events + 1;
  switch (type) {
    case 'CategoryDefined':
      return { ...state, events, categories: changed(categories, data.code, (before) => defined(before, data)) };
    case 'CategoryRetired':
      return { ...state, events, categories: changed(categories, data.code, (before) => ended(before, data.at)) };
    case 'SlaPackDefined':
      return { ...state, events, slaPacks: changed(slaPacks, data.jurisdiction, (before) => defined(before, data)) };
  }
}

const changed = <T>(
  map: ReadonlyMap<string, readonly T[]>,
  key: string,
  change: (before: readonly T[]) => readonly T[],
) => new Map(map).set(key, change(map.get(key) ?? []));

function define(
  { jurisdiction, categories, slaPacks, context }: DefineCatalogue,
  state: CatalogueState,
  facts: CatalogueFacts,
): CatalogueEvent[] {
  const seen = new Set<string>();
  for (const entry of [...categories, ...slaPacks]) {
    const key = 'code' in entry ? entry.code : 'sla-pack';
    const { from, to } = entry;
    if (entry.jurisdiction !== jurisdiction) {
      throw new DomainError('catalogue/of-another-jurisdiction', { key, jurisdiction: entry.jurisdiction });
    }
    if (to !== undefined && to <= from) throw new DomainError('catalogue/ends-before-it-begins', { key, from, to });
    if (seen.has(`${key} ${from}`)) throw new DomainError('catalogue/defined-twice', { key, from });
    seen.add(`${key} ${from}`);
  }
  for (const category of categories) {
    const namesake = facts.catalogue.category(category.code, context.at);
    if (namesake && namesake.jurisdiction !== jurisdiction) {
      throw new DomainError('catalogue/code-taken', { code: category.code, jurisdiction: namesake.jurisdiction });
    }
    repeatedSeq(category);
  }
  return [
    ...categories
      .filter((category) => !isDefined(state.categories.get(category.code), category))
      .map((data) => ({ type: 'CategoryDefined' as const, data })),
    ...slaPacks
      .filter((pack) => !isDefined(state.slaPacks.get(pack.jurisdiction), pack))
      .map((data) => ({ type: 'SlaPackDefined' as const, data })),
  ];
}

function repeatedSeq({ code, conditions }: Category): void {
  const seqs = conditions.map(({ seq }) => seq);
  const seq = seqs.find((candidate, index) => seqs.indexOf(candidate) !== index);
  if (seq !== undefined) throw new DomainError('catalogue/condition-defined-twice', { code, seq });
}

const retire = ({ codes, endsAt }: RetireCategories, state: CatalogueState): CatalogueEvent[] =>
  codes
    .filter((code) => {
      const timeline = state.categories.get(code);
      if (!timeline) throw new DomainError('catalogue/unknown-category', { code });
      return inForce(timeline, endsAt) !== undefined;
    })
    .map((code) => ({ type: 'CategoryRetired', data: { code, at: endsAt } }));
