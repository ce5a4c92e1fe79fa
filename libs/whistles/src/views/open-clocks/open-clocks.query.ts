import type { ClockKind } from '@app/catalogue/domain';
import type { Position } from '@app/kernel';
import { keyOfCursor, type ListPage, pageOf, type PageRequest, type SqlCondition, waitForView } from '@app/projections';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import type { WhistleEventType } from '../../domain/index.js';
import { WhistleSearchRow } from '../whistle-search/whistle-search.row.js';
import { OpenClockRow } from './open-clock.row.js';

export type ClockItem = Omit<OpenClockRow, 'cause'> & {
  /** What set it last. */
  readonly cause: OpenClockRow['cause'] | 'RECALCULATED';
  readonly whistle: WhistleSearchRow;
};

/** The row knows what started it, or set it otherwise; that it was reckoned again since is in the timeline. */
const SET_LAST = `
  SELECT DISTINCT ON (whistle_id, facts->>'clockId') whistle_id, facts->>'clockId' AS clock_id, type FROM whistle_timeline
  WHERE whistle_id = ANY ($1::uuid[]) AND type IN ('DeadlineSet', 'DeadlineRecalculated')
  ORDER BY whistle_id, facts->>'clockId', revision DESC`;

export interface ClockFilter {
  readonly whistleId?: string | undefined;
  readonly clock?: ClockKind | undefined;
  readonly unitId?: string | undefined;
  readonly missed?: boolean | undefined;
  /** Exclusive. */
  readonly dueBefore?: string | undefined;
}

/** The clocks that are running, the next to run out first. */
export class OpenClocks {
  constructor(
    readonly visible: SqlCondition,
    readonly filter: ClockFilter,
    readonly page: PageRequest,
    readonly after?: Position,
  ) {}
}

@QueryHandler(OpenClocks)
export class OpenClocksHandler implements IQueryHandler<OpenClocks> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ visible, filter, page, after }: OpenClocks): Promise<ListPage<ClockItem>> {
    if (after !== undefined) {
      await Promise.all(
        ['open-clocks', 'whistle-search', 'whistle-timeline'].map((view) => waitForView(this.dataSource, view, after)),
      );
    }
    const query = this.dataSource
      .createQueryBuilder(OpenClockRow, 'item')
      .innerJoinAndMapOne('item.whistle', WhistleSearchRow, 'whistle', 'whistle.whistle_id = item.whistle_id')
      .where(visible.sql, visible.parameters)
      .orderBy('item.dueAt')
      .addOrderBy('item.whistleId')
      .addOrderBy('item.clockId')
      .limit(page.limit + 1);
    const { whistleId, clock, unitId, missed, dueBefore } = filter;
    if (whistleId) query.andWhere('item.whistle_id = :whistleId', { whistleId });
    if (clock) query.andWhere('item.clock = :clock', { clock });
    if (unitId) query.andWhere('item.unit_id = :unitId', { unitId });
    if (missed !== undefined) query.andWhere('item.missed = :missed', { missed });
    if (dueBefore) query.andWhere('item.due_at < :dueBefore', { dueBefore });
    const from = keyOfCursor(page.cursor, ['INSTANT', 'UUID', 'TEXT']);
    if (from) {
      query.andWhere('(item.due_at, item.whistle_id, item.clock_id) > (:at, :id, :clockId)', {
        at: from[0],
        id: from[1],
        clockId: from[2],
      });
    }
    const rows = (await query.getMany()) as (OpenClockRow & Pick<ClockItem, 'whistle'>)[];
    const recalculated = await this.recalculated(rows);
    const items = rows.map((row): ClockItem =>
      recalculated.has(keyOf(row)) ? { ...row, cause: 'RECALCULATED' } : row,
    );
    return pageOf(items, page.limit, ({ dueAt, whistleId: id, clockId }) => [dueAt, id, clockId]);
  }

  private async recalculated(rows: readonly OpenClockRow[]): Promise<ReadonlySet<string>> {
    const whistleIds = [...new Set(rows.map(({ whistleId }) => whistleId))];
    const set: readonly { readonly whistle_id: string; readonly clock_id: string; readonly type: WhistleEventType }[] =
      whistleIds.length === 0 ? [] : await this.dataSource.query(SET_LAST, [whistleIds]);
    const last = set.filter(({ type }) => type === 'DeadlineRecalculated');
    return new Set(last.map(({ whistle_id: whistleId, clock_id: clockId }) => keyOf({ whistleId, clockId })));
  }
}

const keyOf = ({ whistleId, clockId }: Pick<OpenClockRow, 'whistleId' | 'clockId'>): string =>
  `${whistleId} ${clockId}`;
