import { inForce, isDefined, sameContent } from '@app/directory/domain';
import { type Decider, DomainError, type Role } from '@app/kernel';
import { applyHolidayNotice, defineCalendar } from './calendars.js';
import type { CatalogueCommand, DefineCatalogue, RetireCategories } from './catalogue.commands.js';
import type { CatalogueEvent } from './catalogue.events.js';
import { type CatalogueFacts, type CatalogueState, emptyCatalogue, evolveCatalogue } from './catalogue.state.js';
import { checkCategory, checkPack, checkCountable } from './definitions.js';
import { PLAIN_RULES } from './time-policy.js';

export const catalogue: Decider<CatalogueState, CatalogueCommand, CatalogueEvent, CatalogueFacts> = {
  initial: emptyCatalogue,
  evolve: evolveCatalogue,
  decide(command, state, facts) {
    const { role } = command.context.actor;
    if (!WRITERS.includes(role)) {
      throw new DomainError('catalogue/not-allowed', { command: command.type, role, roles: WRITERS });
    }
    switch (command.type) {
      case 'DefineCatalogue':
        return define(command, state, facts);
      case 'RetireCategories':
        return retire(command, state);
      case 'DefineCalendar':
        return defineCalendar(command, state, facts);
      case 'ApplyHolidayNotice':
        return applyHolidayNotice(command, state, facts);
    }
  },
};

/** Domain §4.1. */
const WRITERS: readonly Role[] = ['SUPERVISOR', 'ADMIN', 'SYSTEM'];

function define(command: DefineCatalogue, state: CatalogueState, facts: CatalogueFacts): CatalogueEvent[] {
  const { jurisdiction, context } = command;
  const { categories, slaPacks } = command.neverBefore ? onlyNew(command, state) : command;
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
    checkCategory(category);
  }
  for (const pack of slaPacks) checkPack(pack);
  const rules = slaPacks.at(-1) ?? state.slaPacks.get(jurisdiction)?.at(-1)?.value ?? PLAIN_RULES;
  const stored = [...state.categories.values()].flatMap((timeline) => timeline.at(-1)?.value ?? []);
  const others = stored.filter(({ code, from }) => !seen.has(`${code} ${from}`));
  checkCountable([...categories, ...others], slaPacks, rules);
  return [
    ...categories
      .filter((category) => !isDefined(state.categories.get(category.code), category))
      .map((data) => ({ type: 'CategoryDefined' as const, data })),
    ...slaPacks
      .filter((pack) => !isDefined(state.slaPacks.get(pack.jurisdiction), pack))
      .map((data) => ({ type: 'SlaPackDefined' as const, data })),
  ];
}

type Content = Pick<DefineCatalogue, 'categories' | 'slaPacks'>;

function onlyNew({ categories, slaPacks }: Content, { categoryRevisions, packRevisions }: CatalogueState): Content {
  const held = (known: readonly unknown[] | undefined, one: unknown) => known?.some((other) => sameContent(other, one));
  return {
    categories: categories.filter((one) => !held(categoryRevisions.get(one.code), one)),
    slaPacks: slaPacks.filter((one) => !held(packRevisions.get(one.jurisdiction), one)),
  };
}

const retire = ({ codes, endsAt }: RetireCategories, state: CatalogueState): CatalogueEvent[] =>
  codes
    .filter((code) => {
      const timeline = state.categories.get(code);
      if (!timeline) throw new DomainError('catalogue/unknown-category', { code });
      return inForce(timeline, endsAt) !== undefined;
    })
    .map((code) => ({ type: 'CategoryRetired', data: { code, at: endsAt } }));
