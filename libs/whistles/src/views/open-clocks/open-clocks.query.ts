import type { ClockKind } from '@app/catalogue/domain';
import type { Position } from '@app/kernel';
import { keyOfCursor, type ListPage, pageOf, type PageRequest, type SqlCondition, waitForView } from '@app/projections';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { WhistleSearchRow } from '../whistle-search/whistle-search.row.js';
import { OpenClockRow } from './open-clock.row.js';

export type ClockItem = OpenClockRow & { readonly whistle: WhistleSearchRow };

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
      await Promise.all(['open-clocks', 'whistle-search'].map((view) => waitForView(this.dataSource, view, after)));
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
    const rows = (await query.getMany()) as ClockItem[];
    return pageOf(rows, page.limit, ({ dueAt, whistleId: id, clockId }) => [dueAt, id, clockId]);
  }
}
