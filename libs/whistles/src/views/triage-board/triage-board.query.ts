import type { Position } from '@app/kernel';
import { keyOfCursor, type ListPage, pageOf, type PageRequest, type SqlCondition, waitForView } from '@app/projections';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { narrow, type WhistleFilter } from '../whistle-search/search-whistles.query.js';
import { WhistleSearchRow } from '../whistle-search/whistle-search.row.js';
import { type BoardStatus, TriageBoardRow } from './triage-board.row.js';

export type TriageItem = TriageBoardRow & { readonly whistle: WhistleSearchRow };

/** What waits for the desk, most urgent first. */
export class TriageBoard {
  constructor(
    readonly visible: SqlCondition,
    /** By what it waits for: a case may go on while one of its assisting units disputes. */
    readonly filter: Omit<WhistleFilter, 'statuses'> & { readonly statuses?: readonly BoardStatus[] | undefined },
    readonly page: PageRequest,
    readonly after?: Position,
  ) {}
}

@QueryHandler(TriageBoard)
export class TriageBoardHandler implements IQueryHandler<TriageBoard> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ visible, filter, page, after }: TriageBoard): Promise<ListPage<TriageItem>> {
    if (after !== undefined) {
      await Promise.all(['triage-board', 'whistle-search'].map((view) => waitForView(this.dataSource, view, after)));
    }
    const query = this.dataSource
      .createQueryBuilder(TriageBoardRow, 'item')
      .innerJoinAndMapOne('item.whistle', WhistleSearchRow, 'whistle', 'whistle.whistle_id = item.whistle_id')
      .where(visible.sql, visible.parameters)
      .orderBy('item.dueAt')
      .addOrderBy('item.whistleId')
      .limit(page.limit + 1);
    const { statuses, ...rest } = filter;
    narrow(query, rest);
    if (statuses?.length) query.andWhere('item.status IN (:...waiting)', { waiting: statuses });
    const from = keyOfCursor(page.cursor, ['INSTANT', 'UUID']);
    if (from) query.andWhere('(item.due_at, item.whistle_id) > (:at, :id)', { at: from[0], id: from[1] });
    const rows = (await query.getMany()) as TriageItem[];
    return pageOf(rows, page.limit, ({ dueAt, whistleId }) => [dueAt, whistleId]);
  }
}
