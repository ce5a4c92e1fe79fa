import type { Position, Role } from '@app/kernel';
import {
  asFilter,
  inArea,
  keyOfCursor,
  type ListPage,
  pageOf,
  type PageRequest,
  type SqlCondition,
  waitForView,
} from '@app/projections';
import { WhistleSearchRow } from '@app/whistles';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource, type SelectQueryBuilder } from 'typeorm';
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
    const [before] = keyOfCursor(page.cursor, ['POSITION']) ?? [];
    const wanted = [asFilter(visible)];
    if (filter.read !== undefined) wanted.push(asFilter({ sql: filter.read ? READ : `NOT (${READ})`, parameters: {} }));
    if (before !== undefined) wanted.push({ sql: 'item.position < :before', parameters: { before } });
    const query = addressed(this.dataSource, reader, wanted, page.limit + 1).addSelect(READ, 'is_read');
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
    const unread = asFilter({ sql: `NOT (${READ})`, parameters: {} });
    const rows = await addressed(this.dataSource, reader, [asFilter(visible), unread], COUNTED)
      .select('item.revision')
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

/** The latest so many of what is addressed to somebody and fits all of these conditions. */
function addressed(
  dataSource: DataSource,
  reader: Reader,
  wanted: readonly SqlCondition[],
  most: number,
): SelectQueryBuilder<NotificationRow> {
  const ways = waysTo(reader);
  const given = [...wanted, ...ways].map(({ parameters }) => parameters);
  return dataSource
    .createQueryBuilder(NotificationRow, 'item')
    .innerJoinAndMapOne('item.whistle', WhistleSearchRow, 'whistle', 'whistle.whistle_id = item.whistle_id')
    .where(`(item.whistle_id, item.revision) IN (${ways.map((way) => latest([way, ...wanted])).join(' UNION ')})`)
    .setParameters(Object.assign({ account: reader.accountId, most }, ...given))
    .orderBy('item.position', 'DESC')
    .limit(most);
}

/** By an index of its own for each way: nobody walks through everybody's news for the few that are theirs. */
const latest = (conditions: readonly SqlCondition[]): string => `
  (SELECT item.whistle_id, item.revision FROM notifications AS item
   JOIN whistle_search AS whistle ON whistle.whistle_id = item.whistle_id
   WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}
   ORDER BY item.position DESC LIMIT :most)`;

/** The ways in which news comes to somebody: as who raised it, through a unit, or by a role in an area. */
const waysTo = ({ unitIds, roles }: Reader): SqlCondition[] => [
  { sql: 'item.to_initiator AND whistle.initiator_id = :account', parameters: {} },
  ...(unitIds.length > 0 ? TO_UNITS.map((sql) => ({ sql, parameters: { units: [...unitIds] } })) : []),
  ...roles.map(({ role, areaPath }, index): SqlCondition => {
    const { sql, parameters } = inArea('whistle.area_path', areaPath, `toArea${index}`);
    const name = `toRole${index}`;
    return {
      sql: `item.to_roles <> '{}' AND item.to_roles @> ARRAY[:${name}]::text[] AND ${sql}`,
      parameters: { ...parameters, [name]: role },
    };
  }),
];

const TO_UNITS = [
  'item.to_unit AND item.unit_id = ANY (CAST(:units AS text[]))',
  `(item.to_units OR item.to_lead AND whistle.lead_unit_id = ANY (CAST(:units AS text[])))
   AND whistle.unit_ids && CAST(:units AS text[])`,
];
