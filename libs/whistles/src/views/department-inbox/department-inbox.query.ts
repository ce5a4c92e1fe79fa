import type { Position } from '@app/kernel';
import { keyOfCursor, type ListPage, pageOf, type PageRequest, waitForView } from '@app/projections';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { WhistleSearchRow } from '../whistle-search/whistle-search.row.js';
import { ASSIGNMENT_STEPS, type AssignmentStep, DepartmentInboxRow } from './department-inbox.row.js';

export type InboxItem = DepartmentInboxRow & { readonly whistle: WhistleSearchRow };

/** What is answered waits for others: it is shown only when asked for. */
const TO_DO = ASSIGNMENT_STEPS.filter((step) => step !== 'RESULT_SUBMITTED');

/** The tasks of these units that are not ended, the next to run out first. */
export class DepartmentInbox {
  constructor(
    readonly unitIds: readonly string[],
    readonly filter: { readonly steps?: readonly AssignmentStep[] | undefined; readonly missed?: boolean | undefined },
    readonly page: PageRequest,
    readonly after?: Position,
  ) {}
}

@QueryHandler(DepartmentInbox)
export class DepartmentInboxHandler implements IQueryHandler<DepartmentInbox> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ unitIds, filter, page, after }: DepartmentInbox): Promise<ListPage<InboxItem>> {
    if (after !== undefined) {
      await Promise.all(
        ['department-inbox', 'whistle-search'].map((view) => waitForView(this.dataSource, view, after)),
      );
    }
    const query = this.dataSource
      .createQueryBuilder(DepartmentInboxRow, 'item')
      .innerJoinAndMapOne('item.whistle', WhistleSearchRow, 'whistle', 'whistle.whistle_id = item.whistle_id')
      .where('item.unit_id = ANY(:unitIds)', { unitIds: [...unitIds] })
      .orderBy('item.dueAt')
      .addOrderBy('item.whistleId')
      .addOrderBy('item.assignmentId')
      .limit(page.limit + 1);
    const steps = filter.steps?.length ? filter.steps : TO_DO;
    query.andWhere('item.step IN (:...steps)', { steps });
    if (filter.missed !== undefined) query.andWhere('item.missed = :missed', { missed: filter.missed });
    const from = keyOfCursor(page.cursor, ['INSTANT', 'UUID', 'TEXT']);
    if (from) {
      query.andWhere('(item.due_at, item.whistle_id, item.assignment_id) > (:at, :id, :assignment)', {
        at: from[0],
        id: from[1],
        assignment: from[2],
      });
    }
    const rows = (await query.getMany()) as InboxItem[];
    return pageOf(rows, page.limit, ({ dueAt, whistleId, assignmentId }) => [dueAt, whistleId, assignmentId]);
  }
}
