import type { Position, Role } from '@app/kernel';
import { keyOfCursor, type ListPage, pageOf, type PageRequest, type SqlCondition, waitForView } from '@app/projections';
import { WhistleSearchRow } from '@app/whistles';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { Brackets, DataSource, type SelectQueryBuilder } from 'typeorm';
import { NotificationRow } from './notification.row.js';

export type NotificationItem = NotificationRow & { readonly whistle: WhistleSearchRow; readonly read: boolean };

/** Who looks: an account, the units that it acts for, and the roles that it holds in areas. */
export interface Reader {
  readonly accountId: string;
  readonly unitIds: readonly string[];
  readonly roles: readonly { readonly role: Role; readonly areaPath: string }[];
}

/** News for somebody, the latest first. */
export class Notifications {
  constructor(
    readonly reader: Reader,
    readonly visible: SqlCondition,
    readonly filter: { readonly read?: boolean | undefined },
    readonly page: PageRequest,
    readonly after?: Position,
  ) {}
}

/** How much of it is not read, up to a hundred: more is told by no badge. */
export class UnreadNotifications {
  constructor(
    readonly reader: Reader,
    readonly visible: SqlCondition,
    readonly after?: Position,
  ) {}
}

const COUNTED = 100;

@QueryHandler(Notifications)
export class NotificationsHandler implements IQueryHandler<Notifications> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ reader, visible, filter, page, after }: Notifications): Promise<ListPage<NotificationItem>> {
    await seen(this.dataSource, after);
    const query = addressed(this.dataSource, reader, visible)
      .addSelect(READ, 'is_read')
      .orderBy('item.position', 'DESC')
      .limit(page.limit + 1);
    if (filter.read !== undefined) query.andWhere(filter.read ? READ : `NOT (${READ})`);
    const [before] = keyOfCursor(page.cursor, ['POSITION']) ?? [];
    if (before !== undefined) query.andWhere('item.position < :before', { before });
    const { entities, raw } = await query.getRawAndEntities<{ is_read: boolean }>();
    const rows = entities.map((row, index) =>
      Object.assign(row as NotificationItem, { read: raw[index]?.is_read ?? false }),
    );
    return pageOf(rows, page.limit, ({ position }) => [position]);
  }
}

@QueryHandler(UnreadNotifications)
export class UnreadNotificationsHandler implements IQueryHandler<UnreadNotifications> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ reader, visible, after }: UnreadNotifications): Promise<number> {
    await seen(this.dataSource, after);
    const rows = await addressed(this.dataSource, reader, visible)
      .select('item.revision')
      .andWhere(`NOT (${READ})`)
      .orderBy('item.position', 'DESC')
      .limit(COUNTED)
      .getRawMany();
    return rows.length;
  }
}

async function seen(dataSource: DataSource, after: Position | undefined): Promise<void> {
  if (after === undefined) return;
  await Promise.all(['notifications', 'whistle-search'].map((view) => waitForView(dataSource, view, after)));
}

const READ = `item.position <= coalesce(
    (SELECT position FROM delivery.read_through WHERE account_id = :account), 0)
  OR EXISTS (SELECT FROM delivery.read_notice AS mark
    WHERE mark.account_id = :account AND mark.whistle_id = item.whistle_id AND mark.revision = item.revision)`;

function addressed(dataSource: DataSource, reader: Reader, visible: SqlCondition): SelectQueryBuilder<NotificationRow> {
  return dataSource
    .createQueryBuilder(NotificationRow, 'item')
    .innerJoinAndMapOne('item.whistle', WhistleSearchRow, 'whistle', 'whistle.whistle_id = item.whistle_id')
    .where(visible.sql, visible.parameters)
    .andWhere(isFor(reader))
    .setParameter('account', reader.accountId);
}

const isFor = ({ unitIds, roles }: Reader): Brackets =>
  new Brackets((any) => {
    any.where('item.to_initiator AND whistle.initiator_id = :account');
    if (unitIds.length > 0) {
      any.orWhere('item.to_unit AND item.unit_id IN (:...units)', { units: unitIds });
      any.orWhere('item.to_lead AND whistle.lead_unit_id IN (:...units)');
      any.orWhere('item.to_units AND whistle.unit_ids && CAST(:allUnits AS text[])', { allUnits: [...unitIds] });
    }
    roles.forEach(({ role, areaPath }, index) => {
      any.orWhere(
        `item.to_roles @> ARRAY[:toRole${index}]::text[]
         AND (:toArea${index} = '' OR starts_with(whistle.area_path || '/', :toArea${index} || '/'))`,
        { [`toRole${index}`]: role, [`toArea${index}`]: areaPath },
      );
    });
  });
