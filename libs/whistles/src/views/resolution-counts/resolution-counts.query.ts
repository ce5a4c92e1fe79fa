import type { CivilDate, Position } from '@app/kernel';
import { keyOfCursor, type ListPage, pageOf, type PageRequest, type SqlCondition, waitForView } from '@app/projections';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { type CountDimension, countsIn, SHOWN } from './count-sql.js';
import { type Distinction, grainFor } from './count-tables.js';
import { spansOf } from './spans.js';

export { COUNT_DIMENSIONS, type CountDimension } from './count-sql.js';

/** Which counts somebody may see: of these areas, with all below them, or of these units. */
export type CountScope =
  | { readonly everything: true }
  | { readonly everything: false; readonly areaPaths: readonly string[]; readonly unitIds: readonly string[] };

export interface CountFilter {
  /** Which day counts: that of raising or that of closing, each in the zone of the place. */
  readonly anchor: 'RAISED' | 'CLOSED';
  readonly from?: CivilDate | undefined;
  /** Inclusive. */
  readonly to?: CivilDate | undefined;
  readonly areaPath?: string | undefined;
  readonly unitId?: string | undefined;
  readonly categoryCode?: string | undefined;
}

/** A value per dimension asked for, and how many whistles share them. */
export type CountItem = Partial<Record<CountDimension, string>> & { readonly whistles: number };

export class ResolutionCounts {
  constructor(
    readonly visible: CountScope,
    readonly by: readonly CountDimension[],
    readonly filter: CountFilter,
    readonly page: PageRequest,
    readonly after?: Position,
  ) {}
}

@QueryHandler(ResolutionCounts)
export class ResolutionCountsHandler implements IQueryHandler<ResolutionCounts> {
  constructor(private readonly dataSource: DataSource) {}

  async execute(asked: ResolutionCounts): Promise<ListPage<CountItem>> {
    const { visible, by, filter, page, after } = asked;
    if (after !== undefined) await waitForView(this.dataSource, 'resolution-counts', after);
    const grain = grainFor(toldApart(asked));
    const where = [inScope(visible), ...conditionsOf(filter)];
    const inYears = grain.tables.YEAR !== undefined && !by.includes('day');
    const counts = spansOf(filter.from, filter.to, inYears).map((span) => {
      const row = grain.tables[span.page] ?? grain.tables.MONTH;
      const table = this.dataSource.getMetadata(row).tableName;
      return countsIn(span, { table, grain, by, where: where.map(({ sql }) => sql) });
    });
    if (counts.length === 0) return { items: [] };

    const query = this.dataSource
      .createQueryBuilder()
      .select('sum(counted.whistles)::int', 'whistles')
      .from(`(${counts.join(' UNION ALL ')})`, 'counted')
      .having('sum(counted.whistles) > 0')
      .limit(page.limit + 1);
    for (const { parameters } of where) query.setParameters(parameters);
    for (const name of by) query.addSelect(SHOWN[name], name).addGroupBy(SHOWN[name]).addOrderBy(`"${name}"`);
    const start = keyOfCursor(page.cursor, by.length);
    if (start?.length) {
      const values = Object.fromEntries(start.map((value, index) => [`key${index}`, value]));
      const names = start.map((_, index) => `:key${index}`).join(', ');
      query.where(`(${by.map((name) => SHOWN[name]).join(', ')}) > (${names})`, values);
    }
    const rows = await query.getRawMany<CountItem>();
    return pageOf(rows, page.limit, (row) => by.map((name) => row[name] ?? ''));
  }
}

/** What cells must tell apart to answer a question. */
function toldApart({ visible, by, filter }: ResolutionCounts): Distinction {
  const { areaPath, unitId, categoryCode } = filter;
  const { areaPaths, unitIds } = visible.everything ? { areaPaths: [], unitIds: [] } : visible;
  const levels = [...areaPaths, ...(areaPath ? [areaPath] : [])].map((path) => path.split('/').length);
  const detailed = by.includes('unit') || by.includes('category') || Boolean(unitId || categoryCode || unitIds.length);
  return { areaLevels: by.includes('community') ? 3 : Math.max(2, ...levels), detailed };
}

function inScope(visible: CountScope): SqlCondition {
  if (visible.everything) return { sql: 'TRUE', parameters: {} };
  const { areaPaths, unitIds } = visible;
  const any = areaPaths.map((areaPath, index) => under(areaPath, `scope${index}`));
  if (unitIds.length > 0)
    any.push({ sql: 'cell.unit_id = ANY(:scopeUnits::text[])', parameters: { scopeUnits: unitIds } });
  return {
    sql: any.length === 0 ? 'FALSE' : `(${any.map(({ sql }) => sql).join(' OR ')})`,
    parameters: Object.assign({}, ...any.map(({ parameters }) => parameters)) as SqlCondition['parameters'],
  };
}

function conditionsOf({ anchor, areaPath, unitId, categoryCode }: CountFilter): SqlCondition[] {
  return [
    { sql: 'cell.anchor = :anchor', parameters: { anchor } },
    ...(areaPath ? [under(areaPath, 'filter')] : []),
    ...(unitId ? [{ sql: 'cell.unit_id = :unitId', parameters: { unitId } }] : []),
    ...(categoryCode ? [{ sql: 'cell.category_code = :categoryCode', parameters: { categoryCode } }] : []),
  ];
}

/** In an area or below it. Written out for each area, since that is what an index can answer. */
function under(areaPath: string, name: string): SqlCondition {
  const below = `${areaPath.replaceAll(/[\\%_]/g, String.raw`\$&`)}/%`;
  return {
    sql: `(cell.area_path = :${name} OR cell.area_path LIKE :${name}Below)`,
    parameters: { [name]: areaPath, [`${name}Below`]: below },
  };
}
