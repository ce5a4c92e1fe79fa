import { type Caller, capabilitiesOfRole, visibility } from '@app/identity';
import type { ListPage } from '@app/projections';
import { COUNT_DIMENSIONS, type CountItem, type CountScope, ResolutionCounts } from '@app/whistles';
import { Controller, Get, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, CurrentCaller } from '../auth/index.js';
import * as list from '../request/list.schemas.js';
import { countPage } from './work-list.responses.js';

const query = z.strictObject({
  ...list.paging,
  limit: z.coerce.number().int().min(1).max(5_000).default(1_000),
  by: list
    .listOf(COUNT_DIMENSIONS)
    .default('unit')
    .meta({ description: `One or more of ${COUNT_DIMENSIONS.join(', ')}, comma separated` }),
  anchor: z
    .enum(['RAISED', 'CLOSED'])
    .default('RAISED')
    .meta({ description: 'Which day counts, in the zone of the place' }),
  from: list.day.optional(),
  to: list.day.optional().meta({ description: 'Inclusive' }),
  areaPath: list.areaPath.optional(),
  unitId: z.string().max(100).optional(),
  categoryCode: z.string().max(60).optional(),
});

@ApiTags('counts')
@Controller('api/v1/counts')
export class CountsController {
  constructor(private readonly queries: QueryBus) {}

  @Get()
  @Access('COUNTS')
  @ApiOperation({ summary: 'How many whistles, by department, street, category, status, day … (办理统计)' })
  @ApiResponse({ status: 200, standardSchema: countPage })
  counts(@Query({ schema: query }) given: z.infer<typeof query>, @CurrentCaller() caller: Caller) {
    const { limit, cursor, after, by, ...filter } = given;
    const dimensions = list.split(by, COUNT_DIMENSIONS) ?? [];
    return this.queries.execute<ResolutionCounts, ListPage<CountItem>>(
      new ResolutionCounts(countable(caller), dimensions, filter, { limit, cursor }, list.asPosition(after)),
    );
  }
}

/** Numbers say nothing about a person: sealed whistles count too, in the areas and units that the caller answers for. */
function countable(caller: Caller): CountScope {
  const grants = caller.grants.filter(({ role }) => capabilitiesOfRole(role).includes('COUNTS'));
  const { everything, unitIds } = visibility({ ...caller, grants });
  const areaPaths = grants
    .filter(({ role, areaPath }) => role !== 'DEPARTMENT' && areaPath !== '')
    .map((grant) => grant.areaPath);
  return everything ? { everything } : { everything, areaPaths: [...new Set(areaPaths)], unitIds };
}
