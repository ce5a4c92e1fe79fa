import { type Caller, capabilitiesOf } from '@app/identity';
import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from './access.decorator.js';
import { type Me, me } from './auth.schemas.js';
import { CurrentCaller } from './current-caller.decorator.js';

@ApiTags('identity')
@Controller('api/v1/me')
export class MeController {
  @Get()
  @Access.signedIn()
  @ApiOperation({ summary: 'Who I am and what I may do (当前用户)' })
  @ApiResponse({ status: 200, standardSchema: me })
  get(@CurrentCaller() caller: Caller): Me {
    return {
      id: caller.id,
      kind: caller.kind === 'api-key' ? 'api-key' : 'person',
      ...(caller.displayName === undefined ? {} : { displayName: caller.displayName }),
      grants: caller.grants.map(({ grantId, role, areaPath, unitId, from, to }) => ({
        grantId,
        role,
        areaPath,
        ...(unitId === undefined ? {} : { unitId }),
        from,
        ...(to === undefined ? {} : { to }),
      })),
      posts: (caller.posts ?? []).map(({ post, areaPath }) => ({ post, areaPath })),
      capabilities: capabilitiesOf(caller),
      ...(caller.scopes ? { scopes: [...caller.scopes] } : {}),
    };
  }
}
