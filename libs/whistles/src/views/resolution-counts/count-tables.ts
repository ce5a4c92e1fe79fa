import type { RowClass } from '@app/projections';
import { CommunityMonthRow, PlaceMonthRow, StreetMonthRow, StreetYearRow } from './resolution-counts.row.js';
import type { Page } from './spans.js';

/** What cells tell apart. */
export interface Distinction {
  /** Levels of an area's path: 2 for streets, 3 for communities. */
  readonly areaLevels: number;
  /** Whether categories and units, too. */
  readonly detailed: boolean;
}

/** The same whistles in cells of one coarseness: a row for each cell of a month; of a year, too, where that saves many. */
export interface Grain extends Distinction {
  readonly tables: { readonly MONTH: RowClass; readonly YEAR?: RowClass };
}

const COMMUNITIES: Grain = {
  areaLevels: 3,
  detailed: true,
  tables: { MONTH: CommunityMonthRow },
};

/** The coarsest first: the fewer cells there are to be summed, the sooner the answer. Each table costs every change a write. */
export const GRAINS: readonly Grain[] = [
  { areaLevels: 3, detailed: false, tables: { MONTH: PlaceMonthRow } },
  { areaLevels: 2, detailed: true, tables: { MONTH: StreetMonthRow, YEAR: StreetYearRow } },
  COMMUNITIES,
];

/** The coarsest that tells apart what is asked for; below communities nothing is. */
export const grainFor = (asked: Distinction): Grain =>
  GRAINS.find(({ areaLevels, detailed }) => areaLevels >= asked.areaLevels && (detailed || !asked.detailed)) ??
  COMMUNITIES;

const numbered = (letter: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => letter + String(index + 1).padStart(2, '0'));

/** The columns of a page's parts, in order. */
export const PART_COLUMNS: Readonly<Record<Page, readonly string[]>> = {
  MONTH: numbered('d', 31),
  YEAR: numbered('m', 12),
};
