import type { CivilDate, Position } from '@app/kernel';
import { keyOfCursor, type ListPage, pageOf, type PageRequest, type SqlCondition, waitForView } from '@app/projections';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { DataSource } from 'typeorm';
import { ResolutionCountRow } from './resolution-counts.row.js';

/** By what the whistles are told apart, and how that reads in SQL. */
const DIMENSIONS = {
  unit: 'cell.unit_id',
  community: 'cell.area_path',
  street: `array_to_string((string_to_array(cell.area_path, '/'))[1:2], '/')`,
  category: 'cell.category_code',
  status: 'cell.status',
  closingKind: 'cell.closing_kind',
  overdue: 'cell.overdue::text',
  day: 'cell.day::text',
  month: `to_char(cell.day, 'YYYY-MM')`,
} as const;
export type CountDimension = keyof typeof DIMENSIONS;
export const COUNT_DIMENSIONS = Object.keys(DIMENSIONS) as [CountDimension, ...CountDimension[]];

/** The expressions that decide which counts somebody may see: of their areas, or of their units. */
export const COUNT_COLUMNS = { areaPath: 'cell.area_path', unitId: 'cell.unit_id' };

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
    readonly visible: SqlCondition,
    readonly by: readonly CountDimension[],
    readonly filter: CountFilter,
    readonly page: PageRequest,
    readonly after?: Position,
  ) {}
}

@QueryHandler(ResolutionCounts)
export class ResolutionCountsHandler implements IQueryHandler<ResolutionCounts> {
  constructor(private readonly dataSource: DataSource) {}

  async execute({ visible, by, filter, page, after }: ResolutionCounts): Promise<ListPage<CountItem>> {
    if (after !== undefined) await waitForView(this.dataSource, 'resolution-counts', after);
    const query = this.dataSource
      .createQueryBuilder()
      .select('sum(cell.whistles)::int', 'whistles')
      .from(ResolutionCountRow, 'cell')
      .where(visible.sql, visible.parameters)
      .andWhere('cell.anchor = :anchor', { anchor: filter.anchor })
      .having('sum(cell.whistles) > 0')
      .limit(page.limit + 1);
    for (const name of by) {
      query.addSelect(DIMENSIONS[name], name).addGroupBy(DIMENSIONS[name]).addOrderBy(`"${name}"`);
    }
    const { from, to, areaPath, unitId, categoryCode } = filter;
    if (from) query.andWhere('cell.day >= :from', { from });
    if (to) query.andWhere('cell.day <= :to', { to });
    if (areaPath) {
      const areaBelow = `${areaPath.replaceAll(/[\\%_]/g, String.raw`\$&`)}/%`;
      query.andWhere('(cell.area_path = :areaPath OR cell.area_path LIKE :areaBelow)', { areaPath, areaBelow });
    }
    if (unitId) query.andWhere('cell.unit_id = :unitId', { unitId });
    if (categoryCode) query.andWhere('cell.category_code = :categoryCode', { categoryCode });
    const start = keyOfCursor(page.cursor, by.length);
    if (start?.length) {
      const values = Object.fromEntries(start.map((value, index) => [`key${index}`, value]));
      const names = start.map((_, index) => `:key${index}`).join(', ');
      query.andWhere(`(${by.map((name) => DIMENSIONS[name]).join(', ')}) > (${names})`, values);
    }
    const rows = await query.getRawMany<CountItem>();
    return pageOf(rows, page.limit, (row) => by.map((name) => row[name] ?? ''));
  }
}
