import type { CommandContext, Instant } from '@app/kernel';
import type { Category, SlaPack } from './catalogue.types.js';

/** A jurisdiction's categories and default limits, from their `from` on. Only what differs from the stream becomes an event. */
export class DefineCatalogue {
  readonly type = 'DefineCatalogue';
  constructor(
    /** Code of the root area: `XY`. */
    readonly jurisdiction: string,
    readonly categories: readonly Category[],
    readonly slaPacks: readonly SlaPack[],
    readonly context: CommandContext,
  ) {}
}

export class RetireCategories {
  readonly type = 'RetireCategories';
  constructor(
    readonly jurisdiction: string,
    readonly codes: readonly string[],
    readonly endsAt: Instant,
    readonly context: CommandContext,
  ) {}
}

export type CatalogueCommand = DefineCatalogue | RetireCategories;

export const catalogueStream = (jurisdiction: string): string => `catalogue-${jurisdiction}`;
