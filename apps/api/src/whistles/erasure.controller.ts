import { actorOf, type Capability, requireGrant } from '@app/identity';
import type { CommandContext } from '@app/kernel';
import type { ListPage } from '@app/projections';
import {
  type DecidedErasure,
  ERASURE_OUTCOMES,
  type ErasureRow,
  Erasures,
  EraseSubject,
  GetWhistle,
  RestrictPersonalData,
  type WhistleAtRevision,
} from '@app/whistles';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../auth/index.js';
import { CommandContexts } from '../request/command-contexts.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';

const reason = z.string().trim().min(1).max(2_000);
const restrict = z
  .strictObject({
    reason: reason.meta({ description: 'Why it is restricted: such as that the person has asked for erasure' }),
    basis: reason.meta({ description: 'What it has to be kept by: a law, a running procedure (保管依据)' }),
    until: list.day.meta({ description: 'The last day on which it has to be kept; it is erased the day after' }),
  })
  .meta({ id: 'RestrictPersonalData' });
const erase = z.strictObject({ reason }).meta({ id: 'ErasePerson' });
const decided = z
  .object({
    subjectId: z.string().meta({ description: 'The person, by a name that says nothing' }),
    outcome: z.enum(ERASURE_OUTCOMES),
    until: z.iso.date().optional(),
  })
  .meta({ id: 'DecidedErasure' });
const erasurePage = list.pageSchema(
  'ErasurePage',
  z.object({
    subjectId: z.string(),
    outcome: z.enum(ERASURE_OUTCOMES),
    whistleId: z.uuid().nullable(),
    until: z.iso.date().nullable(),
    reason: z.string(),
    actorId: z.string(),
    decidedAt: z.iso.datetime(),
  }),
);
const query = z.strictObject(list.paging);
const CAPABILITY: Capability = 'ERASE';

/** 限制处理 and 删除 of a reporter's personal data, by the privacy officer (PIPL §47). */
@ApiTags('personal data')
@Controller('api/v1')
export class ErasureController {
  constructor(
    private readonly contexts: CommandContexts,
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Post('whistles/:whistleId/reporter/restriction')
  @HttpCode(200)
  @Access('ERASE')
  @ApiOperation({ summary: 'Keep the data of whoever raised it, and do nothing else with it, until a day (限制处理)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async restrict(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: restrict }) body: z.infer<typeof restrict>,
    @HttpExchange() http: Exchange,
  ) {
    const subjectId = await this.send(http, whistleId, (context) => new RestrictPersonalData(whistleId, body, context));
    return { subjectId, outcome: 'RESTRICTED' as const, until: body.until };
  }

  @Post('whistles/:whistleId/reporter/erasure')
  @HttpCode(200)
  @Access('ERASE')
  @ApiOperation({ summary: 'Erase for good the data of whoever raised it, in all their whistles (删除个人信息)' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async erase(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: erase }) body: z.infer<typeof erase>,
    @HttpExchange() http: Exchange,
  ) {
    const subjectId = await this.send(http, whistleId, (context) => new EraseSubject(whistleId, body, context));
    return { subjectId, outcome: 'ERASED' as const };
  }

  @Get('erasures')
  @Access('VAULT_LOG')
  @ApiOperation({ summary: 'Whose data was restricted or erased, by whom, when and why; the latest first' })
  @ApiResponse({ status: 200, standardSchema: erasurePage })
  async list(@Query({ schema: query }) { limit, cursor, after }: z.infer<typeof query>) {
    const page = await this.queries.execute<Erasures, ListPage<ErasureRow>>(
      new Erasures({ limit, cursor }, list.asPosition(after)),
    );
    return { ...page, items: page.items.map(({ revision: _revision, position: _position, ...shown }) => shown) };
  }

  /** @throws DomainError whistle/not-found, auth/not-allowed no grant covers the place */
  private async send(
    { caller, request, reply }: Exchange,
    whistleId: string,
    make: (context: CommandContext) => RestrictPersonalData | EraseSubject,
  ): Promise<string> {
    const { whistle } = await this.queries.execute<GetWhistle, WhistleAtRevision>(new GetWhistle(whistleId));
    const grant = requireGrant(caller, CAPABILITY, { areaPath: whistle.raised.location.areaPath });
    const { expectedRevision: _seen, ...context } = this.contexts.of(request, actorOf(caller, grant));
    const { subjectId, position } = await this.commands.execute<RestrictPersonalData | EraseSubject, DecidedErasure>(
      make(context),
    );
    void reply.header('X-Position', String(position ?? 0n));
    return subjectId;
  }
}
