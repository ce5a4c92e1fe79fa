import type { CivilDate, Position } from '@app/kernel';
import { keyOfCursor, type ListPage, pageOf, type PageRequest, type SqlCondition, waitForView } from '@app/projections';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { type CountDimension, countsIn, SHOWN } from './count-sql.js';
import { type Distinction, grainFor } from './count-tables.js';
import { spansOf } from './spans.js';

export { COUNT_DIMENSIONS, type CountDimension } from './count-sql.js';

/** The expressions that decide which counts somebody may see: of their areas, or of their units. */
export const COUNT_COLUMNS = { areaPath: 'cell.area_path', unitId: 'cell.unit_id' };

/** Which counts somebody may see: a condition on `COUNT_COLUMNS`. */
export interface CountScope extends SqlCondition {
  /** All that the condition names, so that cells may be summed that tell no more apart; without it the finest are. */
  readonly names?: { readonly areaPaths: readonly string[]; readonly unitIds: readonly string[] };
}

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
    const where = [visible, ...conditionsOf(filter)];
    const counts = spansOf(filter.from, filter.to, !by.includes('day')).map((span) => {
      const table = this.dataSource.getMetadata(grain.tables[span.page]).tableName;
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
function toldApart({ visible: { names }, by, filter }: ResolutionCounts): Distinction {
  if (!names) return { areaLevels: 3, detailed: true };
  const areas = [...names.areaPaths, ...(filter.areaPath ? [filter.areaPath] : [])];
  const levels = areas.map((areaPath) => areaPath.split('/').length);
  const { unitId, categoryCode } = filter;
  return {
    areaLevels: by.includes('community') ? 3 : Math.max(2, ...levels),
    detailed: Boolean(unitId || categoryCode || names.unitIds.length) || by.includes('unit') || by.includes('category'),
  };
}

function conditionsOf({ anchor, areaPath, unitId, categoryCode }: CountFilter): SqlCondition[] {
  const conditions: SqlCondition[] = [{ sql: 'cell.anchor = :anchor', parameters: { anchor } }];
  const add = (sql: string, parameters: SqlCondition['parameters']): void => void conditions.push({ sql, parameters });
  if (areaPath) {
    const areaBelow = `${areaPath.replaceAll(/[\\%_]/g, String.raw`\$&`)}/%`;
    add('(cell.area_path = :areaPath OR cell.area_path LIKE :areaBelow)', { areaPath, areaBelow });
  }
  if (unitId) add('cell.unit_id = :unitId', { unitId });
  if (categoryCode) add('cell.category_code = :categoryCode', { categoryCode });
  return conditions;
}
