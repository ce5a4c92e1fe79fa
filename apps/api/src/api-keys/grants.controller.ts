import { Directory } from '@app/directory';
import type { Caller } from '@app/identity';
import { Clock, ROLES } from '@app/kernel';
import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, CurrentCaller } from '../auth/index.js';
import { slice } from '../reference/slice.js';
import { pageSchema } from '../request/list.schemas.js';
import { entitlementQuery, isShownTo, lasting } from './entitlements.js';

const query = entitlementQuery.extend({
  personId: z.string().min(1).max(200).optional().meta({ description: 'Of this account (the `sub` of its tokens)' }),
  role: z.enum(ROLES).optional().meta({ description: 'With this role only' }),
});
const grant = z
  .object({
    grantId: z.string(),
    personId: z.string().meta({ description: 'The account' }),
    personName: z.string().optional(),
    role: z.enum(ROLES),
    areaPath: z.string(),
    unitId: z.string().optional(),
    ...lasting,
  })
  .meta({ id: 'GivenGrant' });

/** 授权: who holds which role where. */
@ApiTags('grants')
@Controller('api/v1/grants')
@Access('GRANT_WRITE')
export class GrantsController {
  constructor(
    private readonly directory: Directory,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Who holds which role, where and until when, by account (授权清单)' })
  @ApiResponse({ status: 200, standardSchema: pageSchema('GrantPage', grant) })
  list(@Query({ schema: query }) given: z.infer<typeof query>, @CurrentCaller() caller: Caller) {
    const grants = this.directory
      .view()
      .everyGrant()
      .filter(isShownTo(caller, given, this.clock.now()))
      .filter(({ personId }) => given.personId === undefined || personId === given.personId)
      .filter(({ role }) => given.role === undefined || role === given.role);
    return slice(grants, given, ({ personId, grantId }) => `${personId} ${grantId}`);
  }
}
