import { keyOfCursor, type ListPage, pageOf, type PageRequest, type SqlCondition, waitForView } from '@app/projections';
import type { WhistleType } from '@app/catalogue/domain';
import type { Position } from '@app/kernel';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
import type { Status } from '../../domain/index.js';
import { grams } from './grams.js';
import { type PendingDecision, WhistleSearchRow } from './whistle-search.row.js';

/** The expressions that decide who may see a whistle, wherever a list shows one. */
export const WHISTLE_COLUMNS = {
  areaPath: 'whistle.area_path',
  unitIds: 'whistle.unit_ids',
  initiatorId: 'whistle.initiator_id',
  sealed: 'whistle.sealed',
  aboutUnitIds: 'whistle.about_unit_ids',
};

export interface WhistleFilter {
  /** The number or its beginning. */
  readonly number?: string | undefined;
  /** Words that all occur in number, summary or address. */
  readonly words?: string | undefined;
  /** This area and everything below it. */
  readonly areaPath?: string | undefined;
  readonly categoryCode?: string | undefined;
  readonly statuses?: readonly Status[] | undefined;
  /** 哨种. */
  readonly whistleType?: WhistleType | undefined;
  /** Ever assigned to this unit. */
  readonly unitId?: string | undefined;
  readonly raisedFrom?: string | undefined;
  /** Exclusive. */
  readonly raisedBefore?: string | undefined;
  readonly missed?: boolean | undefined;
  /** Waits for any of these. */
  readonly pending?: readonly PendingDecision[] | undefined;
  readonly sourceSystem?: string | undefined;
  /** Followers of this one (并单). */
  readonly masterId?: string | undefined;
  /** None but these. */
  readonly ids?: readonly string[] | undefined;
}

/** Newest first. */
export class SearchWhistles {
  constructor(
    readonly visible: SqlCondition,
    readonly filter: WhistleFilter,
    readonly page: PageRequest,
    readonly after?: Position,
  ) {}
}

@QueryHandler(SearchWhistles)
export class SearchWhistlesHandler implements IQueryHandler<SearchWhistles> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ visible, filter, page, after }: SearchWhistles): Promise<ListPage<WhistleSearchRow>> {
    if (after !== undefined) await waitForView(this.dataSource, 'whistle-search', after);
    const query = this.dataSource
      .createQueryBuilder(WhistleSearchRow, 'whistle')
      .where(visible.sql, visible.parameters)
      .orderBy('whistle.raisedAt', 'DESC')
      .addOrderBy('whistle.whistleId', 'DESC')
      .limit(page.limit + 1);
    narrow(query, filter);
    // what is void is found by its number, or by asking for it
    if (!filter.number && !filter.ids && !filter.statuses?.length) query.andWhere(`whistle.status <> 'VOIDED'`);
    const from = keyOfCursor(page.cursor, ['INSTANT', 'UUID']);
    if (from) {
      query.andWhere('(whistle.raised_at, whistle.whistle_id) < (:at, :id)', { at: from[0], id: from[1] });
    }
    return pageOf(await query.getMany(), page.limit, ({ raisedAt, whistleId }) => [raisedAt, whistleId]);
  }
}

/** The id behind a whole number, for whoever holds the follow-up code. */
export class WhistleIdOfNumber {
  constructor(readonly number: string) {}
}

@QueryHandler(WhistleIdOfNumber)
export class WhistleIdOfNumberHandler implements IQueryHandler<WhistleIdOfNumber> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ number }: WhistleIdOfNumber): Promise<string | undefined> {
    const row = await this.dataSource.getRepository(WhistleSearchRow).findOneBy({ number: number.toUpperCase() });
    return row?.whistleId;
  }
}

/** Applies a filter to anything that has a whistle under the alias `whistle`. */
export function narrow<Row extends object>(query: SelectQueryBuilder<Row>, filter: WhistleFilter): void {
  const { number, words, areaPath, categoryCode, statuses, unitId, raisedFrom, raisedBefore, missed } = filter;
  if (number) query.andWhere('whistle.number LIKE :number', { number: `${escapeLike(number.toUpperCase())}%` });
  if (words) narrowToWords(query, words);
  if (areaPath) {
    query.andWhere('(whistle.area_path = :areaPath OR whistle.area_path LIKE :areaBelow)', {
      areaPath,
      areaBelow: `${escapeLike(areaPath)}/%`,
    });
  }
  if (categoryCode) query.andWhere('whistle.category_code = :categoryCode', { categoryCode });
  if (statuses?.length) query.andWhere('whistle.status IN (:...statuses)', { statuses });
  if (unitId) query.andWhere('whistle.unit_ids @> ARRAY[:unitId]::text[]', { unitId });
  if (raisedFrom) query.andWhere('whistle.raised_at >= :raisedFrom', { raisedFrom });
  if (raisedBefore) query.andWhere('whistle.raised_at < :raisedBefore', { raisedBefore });
  if (missed !== undefined) query.andWhere(missed ? 'whistle.missed_clocks > 0' : 'whistle.missed_clocks = 0');
  if (filter.ids) query.andWhere('whistle.whistle_id = ANY (:ids)', { ids: filter.ids });
  if (filter.whistleType) query.andWhere('whistle.whistle_type = :whistleType', { whistleType: filter.whistleType });
  if (filter.masterId) query.andWhere('whistle.master_id = :masterId', { masterId: filter.masterId });
  if (filter.pending?.length) {
    query.andWhere('whistle.pending && ARRAY[:...pending]::text[]', { pending: filter.pending });
  }
  if (filter.sourceSystem) {
    query.andWhere('whistle.source_system = :sourceSystem', { sourceSystem: filter.sourceSystem });
  }
}

/** A word of one character has no pair to look up: it is compared with the text itself. What is no word at all finds nothing. */
function narrowToWords<Row extends object>(query: SelectQueryBuilder<Row>, words: string): void {
  const wanted = grams(words);
  if (wanted.length === 0) query.andWhere('FALSE');
  const pairs = wanted.filter((gram) => [...gram].length > 1);
  if (pairs.length > 0) query.andWhere('whistle.grams @> CAST(:pairs AS text[])', { pairs });
  wanted
    .filter((gram) => [...gram].length === 1)
    .forEach((letter, index) => {
      query.andWhere(`concat_ws(' ', whistle.summary, whistle.address) ILIKE :letter${index}`, {
        [`letter${index}`]: `%${letter}%`,
      });
    });
}

const escapeLike = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);
