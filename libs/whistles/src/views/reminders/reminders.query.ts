import type { Position, Role } from '@app/kernel';
import { keyOfCursor, type ListPage, pageOf, type PageRequest, type SqlCondition, waitForView } from '@app/projections';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { Brackets, DataSource, type SelectQueryBuilder } from 'typeorm';
import { WhistleSearchRow } from '../whistle-search/whistle-search.row.js';
import { type ReminderLevel, ReminderRow } from './reminder.row.js';

export type ReminderItem = ReminderRow & { readonly whistle: WhistleSearchRow };

/** Whose reminders: those to any of these units, or to a role that is held in the area. `''` is everywhere. */
export interface Recipient {
  readonly unitIds: readonly string[];
  readonly roles: readonly { readonly role: Role; readonly areaPath: string }[];
}

export interface ReminderFilter {
  readonly levels?: readonly ReminderLevel[] | undefined;
  /** To this unit too. */
  readonly unitId?: string | undefined;
  readonly whistleId?: string | undefined;
  /** Whether the clock still runs towards that moment. */
  readonly open?: boolean | undefined;
}

/** What somebody was told of clocks (预警与督办), the latest moment first. */
export class Reminders {
  constructor(
    readonly to: Recipient,
    readonly visible: SqlCondition,
    readonly filter: ReminderFilter,
    readonly page: PageRequest,
    readonly after?: Position,
  ) {}
}

@QueryHandler(Reminders)
export class RemindersHandler implements IQueryHandler<Reminders> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ to, visible, filter, page, after }: Reminders): Promise<ListPage<ReminderItem>> {
    if (after !== undefined) {
      await Promise.all(['reminders', 'whistle-search'].map((view) => waitForView(this.dataSource, view, after)));
    }
    const query = this.dataSource
      .createQueryBuilder(ReminderRow, 'item')
      .innerJoinAndMapOne('item.whistle', WhistleSearchRow, 'whistle', 'whistle.whistle_id = item.whistle_id')
      .where(visible.sql, visible.parameters)
      .andWhere(addressedTo(to))
      .orderBy('item.markedAt', 'DESC')
      .addOrderBy('item.whistleId', 'DESC')
      .addOrderBy('item.revision', 'DESC')
      .limit(page.limit + 1);
    narrow(query, filter);
    const from = keyOfCursor(page.cursor, ['INSTANT', 'UUID', 'INTEGER']);
    if (from) {
      query.andWhere('(item.marked_at, item.whistle_id, item.revision) < (:at, :id, :revision)', {
        at: from[0],
        id: from[1],
        revision: from[2],
      });
    }
    const rows = (await query.getMany()) as ReminderItem[];
    return pageOf(rows, page.limit, ({ markedAt, whistleId, revision }) => [markedAt, whistleId, String(revision)]);
  }
}

const addressedTo = ({ unitIds, roles }: Recipient): Brackets =>
  new Brackets((any) => {
    any.where('item.to_units && CAST(:toUnits AS text[])', { toUnits: [...unitIds] });
    roles.forEach(({ role, areaPath }, index) => {
      any.orWhere(
        `item.to_roles @> ARRAY[:toRole${index}]::text[]
         AND (:toArea${index} = '' OR starts_with(whistle.area_path || '/', :toArea${index} || '/'))`,
        { [`toRole${index}`]: role, [`toArea${index}`]: areaPath },
      );
    });
  });

function narrow(query: SelectQueryBuilder<ReminderRow>, { levels, unitId, whistleId, open }: ReminderFilter): void {
  if (levels?.length) query.andWhere('item.level IN (:...levels)', { levels });
  if (unitId !== undefined) query.andWhere('item.to_units @> ARRAY[:unitId]::text[]', { unitId });
  if (whistleId !== undefined) query.andWhere('item.whistle_id = :whistleId', { whistleId });
  if (open !== undefined) query.andWhere(open ? 'item.done_at IS NULL' : 'item.done_at IS NOT NULL');
}
