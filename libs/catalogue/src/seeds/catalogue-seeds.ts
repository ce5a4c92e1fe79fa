import type { OrgUnit } from '@app/directory/domain';
import { DomainError } from '@app/kernel';
import { z } from 'zod';
import {
  type Category,
  categorySchema,
  checkCategory,
  checkPack,
  CLOCK_KINDS,
  packLimitsShape,
  PLAIN_RULES,
  slaPackSchema,
  type SlaPack,
  timeRulesShape,
  uncountable,
} from '../domain/index.js';
import { limitSeed } from './limit-text.js';
import { shortTotals } from './resident-totals.js';
import type { Placed, SeedFiles } from './seed-files.js';

const limits = z.partialRecord(z.enum(CLOCK_KINDS), limitSeed);
const { from, to, jurisdiction } = categorySchema.shape;
const condition = categorySchema.shape.conditions.unwrap().element;
const { urgency, areaPath } = condition.shape.limits.unwrap().element.shape;

const categorySeed = categorySchema.omit({ jurisdiction: true, from: true }).extend({
  from: from.exactOptional(),
  directDispatch: z.boolean().default(false),
  sealedByDefault: z.boolean().default(false),
  admittedForCommunity: z.boolean().default(false),
  /** The first is the general one; they are numbered as they stand. */
  conditions: z
    .array(
      condition.omit({ seq: true }).extend({
        limits: limits.default({}),
        /** Others for one urgency, or in one area. */
        limitsFor: z.array(z.strictObject({ urgency, areaPath, limits })).default([]),
      }),
    )
    .min(1),
});
const catalogueFile = z.strictObject({
  jurisdiction,
  from,
  categories: z.array(categorySeed).default([]),
  /** Rules that it does not name are the plain ones. */
  slaPack: z
    .strictObject({
      ...packLimitsShape(limitSeed),
      ...z.strictObject(timeRulesShape(limitSeed)).partial().shape,
      reason: slaPackSchema.shape.reason,
      to,
    })
    .exactOptional(),
});

export interface CatalogueSeeds {
  readonly jurisdiction: string;
  readonly categories: readonly Category[];
  readonly slaPacks: readonly SlaPack[];
}

/** What the cities of the same seeds define. */
export interface SeededPlaces {
  readonly units: readonly OrgUnit[];
  readonly areaPaths: ReadonlySet<string>;
}

/** The categories and time policies of a folder, one entry per jurisdiction. */
export function readCatalogues(files: SeedFiles, folder: string, places: SeededPlaces): CatalogueSeeds[] {
  const read = files
    .list(folder, '.json')
    .map((file) => files.json(file, catalogueFile))
    .filter((file) => file !== undefined);
  const categories = read.flatMap((file) => categoriesOf(file));
  const packs = read.flatMap((file) => packsOf(file));
  check(files, categories, packs, places);

  const jurisdictions = [...new Set(read.map(({ value }) => value.jurisdiction))];
  const ours = <T extends Category | SlaPack>(all: readonly Placed<T>[], code: string) =>
    all.map(({ value }) => value).filter((value) => value.jurisdiction === code);
  return jurisdictions.map((code) => ({
    jurisdiction: code,
    categories: ours(categories, code),
    slaPacks: ours(packs, code),
  }));
}

/** The time policies of one file, each checked by itself. */
export function readPacks(files: SeedFiles, file: string): readonly SlaPack[] {
  const read = files.json(file, catalogueFile);
  const packs = read ? packsOf(read) : [];
  for (const pack of packs) requireSoundPack(files, pack);
  return packs.map(({ value }) => value);
}

type CatalogueFile = Placed<z.infer<typeof catalogueFile>>;

const categoriesOf = ({ file, value }: CatalogueFile): Placed<Category>[] =>
  value.categories.map(({ conditions, ...category }, index) => ({
    file,
    place: `categories[${index}]`,
    value: {
      jurisdiction: value.jurisdiction,
      from: value.from,
      ...category,
      conditions: conditions.map(({ limits: clocks, limitsFor, ...rest }, position) => ({
        seq: position + 1,
        ...rest,
        limits: [{ limits: clocks }, ...limitsFor].flatMap(({ limits: byClock, ...where }) =>
          CLOCK_KINDS.flatMap((clock) => (byClock[clock] ? [{ clock, limit: byClock[clock], ...where }] : [])),
        ),
      })),
    },
  }));

const packsOf = ({ file, value }: CatalogueFile): Placed<SlaPack>[] => {
  if (!value.slaPack) return [];
  const pack = { jurisdiction: value.jurisdiction, from: value.from, ...PLAIN_RULES, ...value.slaPack };
  return [{ file, place: 'slaPack', value: slaPackSchema.parse(pack) }];
};

function check(
  files: SeedFiles,
  categories: readonly Placed<Category>[],
  packs: readonly Placed<SlaPack>[],
  { units, areaPaths }: SeededPlaces,
): void {
  const seen = new Set<string>();
  const once = (at: Placed<unknown>, key: string) => {
    if (seen.has(key)) files.refuse(at, `${key} is defined twice`);
    seen.add(key);
  };
  const placed = (at: Placed<unknown>, entries: readonly { readonly areaPath?: string }[]) => {
    for (const { areaPath: path } of entries) {
      if (path !== undefined && !areaPaths.has(path)) files.refuse(at, `area ${path} is not defined`);
    }
  };
  const rulesOf = ({ value }: Placed<Category>) =>
    packs.find((pack) => pack.value.jurisdiction === value.jurisdiction)?.value ?? PLAIN_RULES;
  const types = new Set(units.map(({ type }) => type));
  for (const category of categories) {
    once(category, `category ${category.value.code}`);
    for (const type of [category.value.lead, ...category.value.assists]) {
      if (type !== 'any' && !types.has(type)) files.refuse(category, `no unit is of the type ${type}`);
    }
    for (const { limits: own } of category.value.conditions) placed(category, own);
    refusals(files, category, () => checkCategory(category.value));
    for (const refusal of uncountable([category.value], [], rulesOf(category))) files.refuse(category, refusal.message);
  }
  for (const pack of packs) {
    once(pack, `SLA pack of ${pack.value.jurisdiction}`);
    placed(pack, pack.value.areas ?? []);
    requireSoundPack(files, pack);
  }
  for (const { at, reason } of shortTotals(categories, packs)) files.refuse(at, reason);
}

function requireSoundPack(files: SeedFiles, pack: Placed<SlaPack>): void {
  refusals(files, pack, () => checkPack(pack.value));
  for (const refusal of uncountable([], [pack.value], pack.value)) files.refuse(pack, refusal.message);
}

/** What a rule of the catalogue refuses, as a problem of the file. */
function refusals(files: SeedFiles, at: Placed<unknown>, rule: () => void): void {
  try {
    rule();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    files.refuse(at, error.message);
  }
}
