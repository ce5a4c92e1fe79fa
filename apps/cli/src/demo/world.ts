import type { CatalogueView, Category } from '@app/catalogue/domain';
import type { Area, DirectoryView } from '@app/directory/domain';
import type { Instant } from '@app/kernel';
import type { WhistleFacts } from '@app/whistles/domain';
import { Cast } from './cast.js';

export const DISTRICT = 'XY';

/** The sample district as it stands at the end of the week. */
export interface World {
  readonly facts: WhistleFacts;
  readonly cast: Cast;
  readonly zone: string;
  readonly until: Instant;
  readonly communities: readonly Area[];
  readonly gridsOf: (community: Area) => readonly Area[];
  /** @throws Error the catalogue lacks it */
  readonly category: (code: string) => Category;
}

/** @throws Error the sample district is not in the directory */
export function worldOf(directory: DirectoryView, catalogue: CatalogueView, until: Instant): World {
  const zone = directory.timeZoneOf(DISTRICT);
  if (zone === undefined) throw new Error(`--demo needs the sample district ${DISTRICT}, which the seeds bring`);
  const below = (path: string) => directory.areasBelow(path, until);
  return {
    facts: { directory, catalogue },
    cast: new Cast(directory, until),
    zone,
    until,
    communities: below(DISTRICT).flatMap(({ path }) => below(path)),
    gridsOf: ({ path }) => below(path),
    category: (code) => {
      const found = catalogue.forArea(DISTRICT).category(code, until);
      if (!found) throw new Error(`--demo needs category ${code}, which the seeds bring`);
      return found;
    },
  };
}
