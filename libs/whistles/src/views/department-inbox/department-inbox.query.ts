import type { Position } from '@app/kernel';
import { keyOfCursor, type ListPage, pageOf, type PageRequest, waitForView } from '@app/projections';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { WhistleSearchRow } from '../whistle-search/whistle-search.row.js';
import { ASSIGNMENT_STEPS, type AssignmentStep, DepartmentInboxRow } from './department-inbox.row.js';

export type InboxItem = DepartmentInboxRow & { readonly whistle: WhistleSearchRow };

/** What is answered waits for others: it is shown only when asked for. */
const TO_DO = ASSIGNMENT_STEPS.filter((step) => step !== 'RESULT_SUBMITTED');

/**
 * So many tasks of each unit as a page takes at most, each unit by its own stretch of the index: neither is a full inbox
 * sorted, nor are the whistles of all its tasks looked up.
 */
const firstOfEachUnit = (wanted: readonly string[]): string => `
  SELECT first.whistle_id, first.assignment_id
  FROM unnest(CAST(:unitIds AS text[])) AS unit (id) CROSS JOIN LATERAL (
    SELECT task.whistle_id, task.assignment_id FROM department_inbox AS task
    WHERE task.unit_id = unit.id AND ${wanted.join(' AND ')}
    ORDER BY task.due_at, task.whistle_id, task.assignment_id LIMIT :most
  ) AS first`;

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
    const steps = filter.steps?.length ? filter.steps : TO_DO;
    const wanted = ['task.step IN (:...steps)'];
    if (filter.missed !== undefined) wanted.push('task.missed = :missed');
    const from = keyOfCursor(page.cursor, ['INSTANT', 'UUID', 'TEXT']);
    if (from) wanted.push('(task.due_at, task.whistle_id, task.assignment_id) > (:at, :id, :assignment)');
    const [at, id, assignment] = from ?? [];
    const query = this.dataSource
      .createQueryBuilder(DepartmentInboxRow, 'item')
      .innerJoinAndMapOne('item.whistle', WhistleSearchRow, 'whistle', 'whistle.whistle_id = item.whistle_id')
      .where(`(item.whistle_id, item.assignment_id) IN (${firstOfEachUnit(wanted)})`)
      .setParameters({ unitIds: [...unitIds], steps, missed: filter.missed, at, id, assignment, most: page.limit + 1 })
      .orderBy('item.dueAt')
      .addOrderBy('item.whistleId')
      .addOrderBy('item.assignmentId')
      .limit(page.limit + 1);
    const rows = (await query.getMany()) as InboxItem[];
    return pageOf(rows, page.limit, ({ dueAt, whistleId, assignmentId }) => [dueAt, whistleId, assignmentId]);
  }
}
