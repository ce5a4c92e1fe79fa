import type { OrgUnit } from '@app/directory/domain';
import { DomainError } from '@app/kernel';
import { parseLimit } from '@app/working-time';
import { z } from 'zod';
import { type Category, categorySchema, CLOCK_KINDS, slaPackSchema, type SlaPack, URGENCIES } from '../domain/index.js';
import type { Placed, SeedFiles } from './seed-files.js';

const limit = z.string().transform((text, context) => {
  try {
    return parseLimit(text);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    context.addIssue({
      code: 'custom',
      message: `"${text}" is no limit; such as "30 min", "2 UH", "4 WH", "3 WD", "7 ND"`,
    });
    return z.NEVER;
  }
});
const limits = z.partialRecord(z.enum(CLOCK_KINDS), limit);
const { from, to, jurisdiction } = categorySchema.shape;
const condition = categorySchema.shape.conditions.unwrap().element;

const categorySeed = categorySchema.omit({ jurisdiction: true, from: true }).extend({
  from: from.exactOptional(),
  directDispatch: z.boolean().default(false),
  sealedByDefault: z.boolean().default(false),
  admittedForCommunity: z.boolean().default(false),
  /** The first is the general one; they are numbered as they stand. */
  conditions: z.array(condition.omit({ seq: true }).extend({ limits: limits.default({}) })).min(1),
});
const catalogueFile = z.strictObject({
  jurisdiction,
  from,
  categories: z.array(categorySeed).default([]),
  slaPack: z
    .strictObject({
      limits: z.record(z.enum(URGENCIES), limits),
      returnWindow: z.partialRecord(z.enum(URGENCIES), limit),
      to,
    })
    .exactOptional(),
});

export interface CatalogueSeeds {
  readonly jurisdiction: string;
  readonly categories: readonly Category[];
  readonly slaPacks: readonly SlaPack[];
}

/** The categories and default limits of a folder, one entry per jurisdiction; `units` are all units that the seeds define. */
export function readCatalogues(files: SeedFiles, folder: string, units: readonly OrgUnit[]): CatalogueSeeds[] {
  const read = files
    .list(folder, '.json')
    .map((file) => files.json(file, catalogueFile))
    .filter((file) => file !== undefined);
  const categories = read.flatMap((file) => categoriesOf(file));
  const packs = read.flatMap((file) => packsOf(file));
  check(files, categories, packs, units);

  const jurisdictions = [...new Set(read.map(({ value }) => value.jurisdiction))];
  const ours = <T extends Category | SlaPack>(all: readonly Placed<T>[], code: string) =>
    all.map(({ value }) => value).filter((value) => value.jurisdiction === code);
  return jurisdictions.map((code) => ({
    jurisdiction: code,
    categories: ours(categories, code),
    slaPacks: ours(packs, code),
  }));
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
      conditions: conditions.map(({ limits: clocks, ...rest }, position) => ({
        seq: position + 1,
        ...rest,
        limits: CLOCK_KINDS.flatMap((clock) => (clocks[clock] ? [{ clock, limit: clocks[clock] }] : [])),
      })),
    },
  }));

const packsOf = ({ file, value }: CatalogueFile): Placed<SlaPack>[] =>
  value.slaPack
    ? [
        {
          file,
          place: 'slaPack',
          value: slaPackSchema.parse({ jurisdiction: value.jurisdiction, from: value.from, ...value.slaPack }),
        },
      ]
    : [];

function check(
  files: SeedFiles,
  categories: readonly Placed<Category>[],
  packs: readonly Placed<SlaPack>[],
  units: readonly OrgUnit[],
): void {
  const seen = new Set<string>();
  const once = (at: Placed<unknown>, key: string) => {
    if (seen.has(key)) files.refuse(at, `${key} is defined twice`);
    seen.add(key);
  };
  const types = new Set(units.map(({ type }) => type));
  for (const category of categories) {
    once(category, `category ${category.value.code}`);
    for (const type of [category.value.lead, ...category.value.assists]) {
      if (type !== 'any' && !types.has(type)) files.refuse(category, `no unit is of the type ${type}`);
    }
  }
  for (const pack of packs) once(pack, `SLA pack of ${pack.value.jurisdiction}`);
}
