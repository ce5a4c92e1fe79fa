import { IssueApiKey, RevokeApiKey } from '@app/directory/domain';
import type { Decided } from '@app/event-store';
import { Directory } from '@app/directory';
import { actorOf, type Caller, issueApiKey, requireGrant, type Scope, SCOPES } from '@app/identity';
import { Clock, DomainError, ROLES } from '@app/kernel';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, CurrentCaller } from '../auth/index.js';
import { slice } from '../reference/slice.js';
import { CommandContexts } from '../request/command-contexts.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import { areaPath, instant, pageSchema } from '../request/list.schemas.js';
import { entitlementQuery, isShownTo, lasting } from './entitlements.js';

const keyId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);
const issue = z
  .strictObject({
    keyId: keyId.meta({ description: 'Chosen by you: names the key in the log' }),
    name: z.string().min(1).max(100),
    role: z.enum(ROLES).exclude(['SYSTEM', 'ADMIN', 'AUDITOR', 'PRIVACY_OFFICER']),
    unitId: z.string().min(1).max(100),
    areaPath,
    scopes: z
      .array(z.enum(Object.keys(SCOPES) as [Scope, ...Scope[]]))
      .min(1)
      .max(20),
    to: instant.optional().meta({ description: 'Until when; open if absent' }),
  })
  .meta({ id: 'IssueApiKey' });
const issued = z.object({ keyId: z.string(), key: z.string() }).meta({ id: 'IssuedApiKey' });
const none = z.strictObject({}).optional();
const shown = z
  .object({
    keyId: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    unitId: z.string(),
    areaPath: z.string(),
    scopes: z.array(z.string()),
    ...lasting,
  })
  .meta({ id: 'ApiKey' });

/** Keys for department systems: shown once, kept as a hash only. */
@ApiTags('api keys')
@Controller('api/v1/api-keys')
@Access('GRANT_WRITE')
export class ApiKeysController {
  constructor(
    private readonly commands: CommandBus,
    private readonly contexts: CommandContexts,
    private readonly directory: Directory,
    private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The keys that were issued, without their secrets, by their ids (密钥清单)' })
  @ApiResponse({ status: 200, standardSchema: pageSchema('ApiKeyPage', shown) })
  list(@Query({ schema: entitlementQuery }) query: z.infer<typeof entitlementQuery>, @CurrentCaller() caller: Caller) {
    const keys = this.directory
      .view()
      .everyApiKey()
      .filter(isShownTo(caller, query, this.clock.now()));
    return slice(
      keys.map(({ secretHash: _secretHash, ...key }) => key),
      query,
      ({ keyId: id }) => id,
    );
  }

  @Post()
  @ApiOperation({ summary: 'A new key; the answer is the only time it is shown' })
  @ApiResponse({ status: 201, standardSchema: issued })
  async issue(@Body({ schema: issue }) body: z.infer<typeof issue>, @HttpExchange() { request, caller }: Exchange) {
    const { areaPath: where } = body;
    const context = this.contexts.of(
      request,
      actorOf(caller, requireGrant(caller, 'GRANT_WRITE', { areaPath: where })),
    );
    const { key, secretHash } = issueApiKey(body.keyId);
    const { to, ...rest } = body;
    const entry = {
      ...rest,
      secretHash,
      from: context.at,
      ...(to !== undefined && { to: new Date(to).toISOString() }),
    };
    const { repeated } = await this.commands.execute<IssueApiKey, Decided<unknown>>(new IssueApiKey(entry, context));
    if (repeated) throw new DomainError('api-key/shown-once', { keyId: body.keyId });
    return { keyId: body.keyId, key };
  }

  @Post(':keyId/revoke')
  @HttpCode(204)
  @ApiOperation({ summary: 'The key is of no use from now on' })
  @ApiResponse({ status: 204, description: 'Done' })
  async revoke(
    @Param('keyId', { schema: keyId }) id: string,
    @Body({ schema: none }) _body: z.infer<typeof none>,
    @HttpExchange() { request, caller }: Exchange,
  ): Promise<void> {
    const key = this.directory.view().apiKey(id, this.clock.now());
    const where = key && { areaPath: key.areaPath };
    const context = this.contexts.of(request, actorOf(caller, requireGrant(caller, 'GRANT_WRITE', where)));
    await this.commands.execute(new RevokeApiKey(id, context));
  }
}
