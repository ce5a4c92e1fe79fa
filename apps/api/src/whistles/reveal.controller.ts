import { Catalogue } from '@app/catalogue';
import {
  actorOf,
  type Caller,
  type CallerGrant,
  covers,
  type RevealRefusal,
  revealRefusal,
  rolesFor,
} from '@app/identity';
import { DomainError, type RecordedEvent } from '@app/kernel';
import { liveAssignmentsOf, type RevealedReporter, RevealReporter, type Whistle, WhistleReveals } from '@app/whistles';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../auth/index.js';
import { CommandContexts } from '../request/command-contexts.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { pageByRevision } from '../request/revision-page.js';
import { WhistleGate } from './whistle-gate.js';
import { revealed, revealPage } from './whistle.responses.js';
import { reveal } from './whistle.schemas.js';

/** Who the reporter is: shown for a reason, under the conditions of the role, and each time recorded. */
@ApiTags('personal data')
@Controller('api/v1/whistles/:whistleId')
export class RevealController {
  constructor(
    private readonly gate: WhistleGate,
    private readonly contexts: CommandContexts,
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly catalogue: Catalogue,
  ) {}

  @Post('reporter/reveal')
  @HttpCode(200)
  @Access('REVEAL_REPORTER')
  @ApiOperation({ summary: 'Reporter identity and own words in clear (查看举报人信息); recorded' })
  @ApiResponse({ status: 200, standardSchema: revealed })
  async reveal(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Body({ schema: reveal }) { purpose }: z.infer<typeof reveal>,
    @HttpExchange() { request, caller }: Exchange,
  ): Promise<RevealedReporter> {
    const { whistle } = await this.gate.see(caller, whistleId);
    const grant = this.grantToReveal(caller, whistle, purpose);
    const context = this.contexts.of(request, actorOf(caller, grant));
    return this.commands.execute<RevealReporter, RevealedReporter>(new RevealReporter(whistleId, { purpose }, context));
  }

  @Get('reveals')
  @Access('VAULT_LOG')
  @ApiOperation({ summary: 'Who was shown the reporter, when and why' })
  @ApiResponse({ status: 200, standardSchema: revealPage })
  async reveals(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Query({ schema: list.ownPaging }) query: z.infer<typeof list.ownPaging>,
  ) {
    const events = await this.queries.execute<WhistleReveals, RecordedEvent[]>(new WhistleReveals(whistleId));
    const page = pageByRevision(events, query);
    const items = page.items.map(({ data, metadata }) => {
      return { ...(data as object), actor: metadata.actor, at: metadata.occurredAt };
    });
    return { ...page, items };
  }

  /** The first grant for this place or unit under which it may be shown; if there is none, what stands in the way. */
  private grantToReveal(caller: Caller, whistle: Whistle, reason: string): CallerGrant {
    const { raised, categoryCode, sealed } = whistle;
    const category =
      categoryCode === undefined ? undefined : this.catalogue.view().category(categoryCode, raised.raisedOn);
    const roles = rolesFor('REVEAL_REPORTER');
    let refusal: RevealRefusal = 'role';
    for (const grant of caller.grants.filter(({ role }) => roles.includes(role))) {
      const own = caller.id === raised.initiator.actorId && raised.initiator.level === 'RESIDENT';
      const contactOpen = liveAssignmentsOf(whistle).some(
        ({ unitId, contacted }) => !contacted && grant.unitIds.includes(unitId),
      );
      const isReport = category?.demandType === 'REPORT';
      if (!contactOpen && !covers(grant.areaPath, raised.location.areaPath)) continue;
      const why = revealRefusal(grant.role, { own, reason, contactOpen, isReport, sealed });
      if (!why) return grant;
      if (refusal === 'role') refusal = why;
    }
    throw new DomainError(`reveal/${refusal}`);
  }
}
