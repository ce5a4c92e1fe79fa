import { IssueApiKey, RevokeApiKey } from '@app/directory/domain';
import { actorOf, isScope, issueApiKey, requireGrant } from '@app/identity';
import { DomainError, ROLES } from '@app/kernel';
import { Body, Controller, Header, HttpCode, Param, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../auth/index.js';
import { CommandContexts } from '../request/command-contexts.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import { areaPath } from '../request/list.schemas.js';

const keyId = z.string().regex(/^[A-Za-z0-9-]{1,64}$/);
const issue = z
  .strictObject({
    keyId: keyId.meta({ description: 'Chosen by you: names the key in the log' }),
    name: z.string().min(1).max(100),
    role: z.enum(ROLES).exclude(['SYSTEM', 'ADMIN', 'AUDITOR', 'PRIVACY_OFFICER']),
    unitId: z.string().min(1).max(100),
    areaPath,
    scopes: z.array(z.string()).min(1).max(20),
    to: z.iso.datetime().optional().meta({ description: 'Until when; open if absent' }),
  })
  .meta({ id: 'IssueApiKey' });
const issued = z.object({ keyId: z.string(), key: z.string() }).meta({ id: 'IssuedApiKey' });
const none = z.strictObject({}).optional();

/** Keys for department systems: shown once, kept as a hash only. */
@ApiTags('api keys')
@ApiBearerAuth()
@Controller('api/v1/api-keys')
@Access('GRANT_WRITE')
export class ApiKeysController {
  constructor(
    private readonly commands: CommandBus,
    private readonly contexts: CommandContexts,
  ) {}

  @Post()
  @Header('Cache-Control', 'no-store')
  @ApiOperation({ summary: 'A new key; the answer is the only time it is shown' })
  @ApiResponse({ status: 201, standardSchema: issued })
  async issue(@Body({ schema: issue }) body: z.infer<typeof issue>, @HttpExchange() { request, caller }: Exchange) {
    const unknown = body.scopes.find((scope) => !isScope(scope));
    if (unknown !== undefined) throw new DomainError('api-key/unknown-scope', { scope: unknown });
    const context = this.contexts.of(request, actorOf(caller, requireGrant(caller, 'GRANT_WRITE', body)));
    const { key, secretHash } = issueApiKey(body.keyId);
    const { to, ...rest } = body;
    const entry = { ...rest, secretHash, from: context.at, ...(to !== undefined && { to }) };
    await this.commands.execute(new IssueApiKey(entry, context));
    return { keyId: body.keyId, key };
  }

  @Post(':keyId/revoke')
  @HttpCode(204)
  @ApiOperation({ summary: 'The key is of no use from now on' })
  async revoke(
    @Param('keyId', { schema: keyId }) id: string,
    @Body({ schema: none }) _body: z.infer<typeof none>,
    @HttpExchange() { request, caller }: Exchange,
  ): Promise<void> {
    const context = this.contexts.of(request, actorOf(caller, requireGrant(caller, 'GRANT_WRITE')));
    await this.commands.execute(new RevokeApiKey(id, context));
  }
}
