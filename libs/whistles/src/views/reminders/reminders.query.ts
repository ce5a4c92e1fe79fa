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
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
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
    const from = keyOfCursor(page.cursor, ['INSTANT', 'UUID', 'INTEGER']);
    const [at, id, revision] = from ?? [];
    const wanted = narrowed(filter);
    if (from) wanted.push({ sql: NEXT, parameters: { at, id, revision } });
    const branches = addressedTo(to);
    const seen = asFilter(visible);
    if (branches.length === 0) return { items: [] };
    const query = this.dataSource
      .createQueryBuilder(ReminderRow, 'item')
      .innerJoinAndMapOne('item.whistle', WhistleSearchRow, 'whistle', 'whistle.whistle_id = item.whistle_id')
      .where(
        `(item.whistle_id, item.revision) IN (${branches.map((one) => first([one, seen, ...wanted])).join(' UNION ')})`,
      )
      .setParameters(
        Object.assign({ most: page.limit + 1 }, ...[seen, ...branches, ...wanted].map((one) => one.parameters)),
      )
      .orderBy('item.markedAt', 'DESC')
      .addOrderBy('item.whistleId', 'DESC')
      .addOrderBy('item.revision', 'DESC')
      .limit(page.limit + 1);
    const rows = (await query.getMany()) as ReminderItem[];
    return pageOf(rows, page.limit, ({ markedAt, whistleId, revision }) => [markedAt, whistleId, String(revision)]);
  }
}

const NEXT = '(item.marked_at, item.whistle_id, item.revision) < (:at, :id, :revision)';

/** So many as a page takes at most of what comes to somebody in one way: each is found by an index of its own. */
const first = (conditions: readonly SqlCondition[]): string => `
  (SELECT item.whistle_id, item.revision FROM reminders AS item
   JOIN whistle_search AS whistle ON whistle.whistle_id = item.whistle_id
   WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}
   ORDER BY item.marked_at DESC, item.whistle_id DESC, item.revision DESC LIMIT :most)`;

/** The ways in which a reminder comes to somebody. */
const addressedTo = ({ unitIds, roles }: Recipient): SqlCondition[] => [
  ...(unitIds.length > 0
    ? [{ sql: 'item.to_units && CAST(:toUnits AS text[])', parameters: { toUnits: [...unitIds] } }]
    : []),
  ...roles.map(({ role, areaPath }, index): SqlCondition => {
    const { sql, parameters } = inArea('whistle.area_path', areaPath, `toArea${index}`);
    const name = `toRole${index}`;
    return {
      sql: `item.to_roles <> '{}' AND item.to_roles @> ARRAY[:${name}]::text[] AND ${sql}`,
      parameters: { ...parameters, [name]: role },
    };
  }),
];

const narrowed = ({ levels, unitId, whistleId, open }: ReminderFilter): SqlCondition[] => [
  ...(levels?.length ? [{ sql: 'item.level IN (:...levels)', parameters: { levels } }] : []),
  ...(unitId === undefined ? [] : [{ sql: 'item.to_units @> ARRAY[:unitId]::text[]', parameters: { unitId } }]),
  ...(whistleId === undefined ? [] : [{ sql: 'item.whistle_id = :whistleId', parameters: { whistleId } }]),
  ...(open === undefined ? [] : [{ sql: `item.done_at IS ${open ? '' : 'NOT '}NULL`, parameters: {} }]),
];
