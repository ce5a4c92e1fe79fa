import { Catalogue } from '@app/catalogue';
import { CLOCK_KINDS, EMERGENCY_LINES, limitSchema, SHOWN_BY_EVIDENCE, URGENCIES } from '@app/catalogue/domain';
import { Directory } from '@app/directory';
import { Clock } from '@app/kernel';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../auth/index.js';
import * as list from '../request/list.schemas.js';
import { paging, slice } from './slice.js';

const areaQuery = z.strictObject({
  ...paging,
  below: list.areaPath.optional().meta({ description: 'Direct children of this area; absent = the cities' }),
});
const unitQuery = z.strictObject({
  ...paging,
  type: z.string().max(20).optional(),
  areaPath: list.areaPath.optional().meta({ description: 'Whose own area this is' }),
});
const categoryQuery = z.strictObject({ ...paging, areaPath: list.areaPath.optional() });

const area = z.object({ path: z.string(), type: z.string(), name: z.string(), timeZone: z.string() });
const unit = z.object({
  id: z.string(),
  type: z.string(),
  name: z.string(),
  areaPath: z.string(),
  parentId: z.string().optional(),
});
const limit = z.object({
  clock: z.enum(CLOCK_KINDS),
  limit: limitSchema,
  urgency: z.enum(URGENCIES).optional().meta({ description: 'Holds for this urgency only' }),
  areaPath: z.string().optional().meta({ description: 'Holds in this area only' }),
});
const category = z.object({
  code: z.string(),
  name: z.string(),
  nameEn: z.string(),
  demandType: z.string(),
  urgency: z.enum(URGENCIES),
  lead: z.string(),
  assists: z.array(z.string()),
  directDispatch: z.boolean(),
  sealedByDefault: z.boolean(),
  admittedForCommunity: z.boolean(),
  emergency: z
    .object({ line: z.enum(EMERGENCY_LINES), always: z.boolean().optional(), words: z.array(z.string()) })
    .optional()
    .meta({ description: 'What of it is for an emergency line at once' }),
  duplicates: z
    .object({ metres: z.number(), days: z.int() })
    .optional()
    .meta({ description: 'How near and how recent another whistle is taken for the same event' }),
  evidenceRequired: z
    .array(z.enum(SHOWN_BY_EVIDENCE))
    .optional()
    .meta({ description: '佐证: what is not taken without a file; absent = as the time policy says' }),
  resultsChecked: z.boolean().optional().meta({ description: '核查; absent = as the time policy says' }),
  conditions: z.array(
    z.object({
      seq: z.int(),
      condition: z.string(),
      limits: z.array(limit),
      closeCondition: z.string().optional().meta({ description: '结案条件' }),
      manualDateNote: z.string().optional().meta({ description: 'The limit is agreed case by case: how' }),
    }),
  ),
});

/** What forms need to offer: places, units and categories as they stand today. Areas and categories are for everybody. */
@ApiTags('reference')
@Controller('api/v1')
export class ReferenceController {
  constructor(
    private readonly directory: Directory,
    private readonly catalogue: Catalogue,
    private readonly clock: Clock,
  ) {}

  @Get('areas')
  @Access.public()
  @ApiOperation({ summary: 'Areas directly below one (区 · 街道 · 社区 · 网格)' })
  @ApiResponse({ status: 200, standardSchema: list.pageSchema('AreaPage', area) })
  areas(@Query({ schema: areaQuery }) query: z.infer<typeof areaQuery>) {
    const view = this.directory.view();
    const areas = view.areasBelow(query.below ?? '', this.clock.now()).map(({ path, type, name }) => {
      return { path, type, name, timeZone: view.timeZoneOf(path) ?? 'UTC' };
    });
    return slice(areas, query, ({ path }) => path);
  }

  @Get('units')
  @Access('DIRECTORY_READ')
  @ApiOperation({ summary: 'Org units (部门、派出机构、社区)' })
  @ApiResponse({ status: 200, standardSchema: list.pageSchema('UnitPage', unit) })
  units(@Query({ schema: unitQuery }) query: z.infer<typeof unitQuery>) {
    const units = this.directory
      .view()
      .units(this.clock.now())
      .filter((one) => query.type === undefined || one.type === query.type)
      .filter((one) => query.areaPath === undefined || one.areaPath === query.areaPath)
      .map(({ id, type, name, areaPath, parentId }) => ({ id, type, name, areaPath, ...(parentId && { parentId }) }));
    return slice(units, query, ({ id }) => id);
  }

  @Get('categories')
  @Access.public()
  @ApiOperation({ summary: 'Categories with their conditions, limits and responsible types (派单目录)' })
  @ApiResponse({ status: 200, standardSchema: list.pageSchema('CategoryPage', category) })
  categories(@Query({ schema: categoryQuery }) query: z.infer<typeof categoryQuery>) {
    const all = this.catalogue.view();
    const view = query.areaPath === undefined ? all : all.forArea(query.areaPath);
    const categories = view.categories(this.clock.now()).map((one) => {
      const { from: _from, to: _to, source: _source, note: _note, jurisdiction: _jurisdiction, ...shown } = one;
      return shown;
    });
    return slice(categories, query, ({ code }) => code);
  }
}
