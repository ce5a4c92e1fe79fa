import { Catalogue } from '@app/catalogue';
import { WHISTLE_TYPES } from '@app/catalogue/domain';
import { actorOf, type Caller, requireGrant, visibility, visibleWhere } from '@app/identity';
import { Clock, DomainError, type Role } from '@app/kernel';
import { DerivedKeys } from '@app/privacy';
import type { ListPage } from '@app/projections';
import {
  closeConditionOf,
  type InitiatorLevel,
  type MaskedReporter,
  PENDING_DECISIONS,
  possibleActions,
  RaiseWhistle,
  ReporterMasked,
  SearchWhistles,
  STATUSES,
  WHISTLE_COLUMNS,
  type WhistleSearchRow,
  WhistleTimeline,
  type WhistleTimelineRow,
} from '@app/whistles';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, CurrentCaller } from '../auth/index.js';
import { newId } from '../request/command-contexts.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { actions } from './action.responses.js';
import { allowedActions } from './allowed-actions.js';
import { TimelinePresenter } from './timeline.presenter.js';
import { WhistleCommands } from './whistle-commands.js';
import { WhistleGate } from './whistle-gate.js';
import { presentDetail, presentItem } from './whistle.presenter.js';
import * as responses from './whistle.responses.js';
import { raise } from './whistle.schemas.js';

const search = z.strictObject({
  ...list.paging,
  number: z.string().max(40).optional(),
  words: z.string().min(1).max(100).optional().meta({ description: 'In number, summary or address; all must occur' }),
  areaPath: list.areaPath.optional(),
  categoryCode: z.string().max(60).optional(),
  status: list.listOf(STATUSES).optional(),
  whistleType: z.enum(WHISTLE_TYPES).optional().meta({ description: '哨种' }),
  unitId: z.string().max(100).optional(),
  raisedFrom: list.instant.optional(),
  raisedBefore: list.instant.optional(),
  missed: list.flag.optional().meta({ description: 'Whether a clock has run out' }),
  pending: list.listOf(PENDING_DECISIONS).optional().meta({ description: 'What waits for any of these decisions' }),
  sourceSystem: z.string().max(40).optional(),
  masterId: list.whistleId.optional().meta({ description: 'Those merged into this one (并单)' }),
});
const timelineQuery = z.strictObject(list.paging);

/** Who blows at which level; anybody may do so on a resident's behalf. */
const LEVEL_OF_ROLE: Partial<Record<Role, InitiatorLevel>> = {
  RESIDENT: 'RESIDENT',
  GRID_WORKER: 'GRID',
  COMMUNITY: 'COMMUNITY',
  STREET: 'STREET',
};

@ApiTags('whistles')
@Controller('api/v1/whistles')
export class WhistlesController {
  constructor(
    private readonly queries: QueryBus,
    private readonly gate: WhistleGate,
    private readonly commands: WhistleCommands,
    private readonly timeline: TimelinePresenter,
    private readonly keys: DerivedKeys,
    private readonly catalogue: Catalogue,
    private readonly clock: Clock,
  ) {}

  @Post()
  @Access.public()
  @ApiOperation({ summary: 'Blow a whistle (吹哨), with or without an account' })
  @ApiResponse({ status: 201, standardSchema: responses.raised })
  async raise(
    @Body({ schema: raise }) body: z.infer<typeof raise>,
    @HttpExchange() http: Exchange,
  ): Promise<z.infer<typeof responses.raised>> {
    const { areaPath, address, longitude, latitude, reporter, description, categoryCode } = body;
    const { caller, reply } = http;
    const grant = requireGrant(caller, 'RAISE', { areaPath });
    const own = LEVEL_OF_ROLE[grant.role] ?? 'DISTRICT';
    const level = body.level ?? own;
    if (level !== own && level !== 'RESIDENT') throw new DomainError('auth/not-allowed', { level });
    const { occurredAt, lateEntryReason } = body;
    if (occurredAt !== undefined) requireGrant(caller, 'CLAIM_OCCURRED_AT', { areaPath });
    const anonymity = body.anonymity ?? (reporter ? 'NAMED' : 'ANONYMOUS');
    const location = { areaPath, address, longitude, latitude };
    const raised = await this.commands.send(http, actorOf(caller, grant), (context) => {
      const late = { occurredAt, lateEntryReason };
      const input = {
        level,
        anonymity,
        reporter,
        description,
        categoryCode,
        location,
        ...late,
        aboutUnitIds: body.aboutUnitIds,
      };
      return new RaiseWhistle(newId(context), input, context);
    });
    void reply.header('Location', `/api/v1/whistles/${raised.id}`);
    return { ...raised, followUpCode: this.keys.followUpCode(raised.id) };
  }

  @Get()
  @Access('SEARCH')
  @ApiOperation({ summary: 'Search whistles, newest first (查询)' })
  @ApiResponse({ status: 200, standardSchema: responses.whistlePage })
  async search(@Query({ schema: search }) query: z.infer<typeof search>, @CurrentCaller() caller: Caller) {
    const { limit, cursor, after, status, missed, pending, ...filter } = query;
    const visible = visibleWhere(visibility(caller), WHISTLE_COLUMNS);
    const wanted = {
      ...filter,
      statuses: list.split(status, STATUSES),
      missed: list.asBoolean(missed),
      pending: list.split(pending, PENDING_DECISIONS),
    };
    const page = await this.queries.execute<SearchWhistles, ListPage<WhistleSearchRow>>(
      new SearchWhistles(visible, wanted, { limit, cursor }, list.asPosition(after)),
    );
    return { ...page, items: page.items.map(presentItem) };
  }

  @Get(':whistleId')
  @Access('SEARCH')
  @ApiOperation({ summary: 'One whistle, as its history tells it: never behind' })
  @ApiResponse({ status: 200, standardSchema: responses.whistleDetail })
  async get(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @HttpExchange() { caller, reply, language }: Exchange,
  ) {
    const found = await this.gate.see(caller, whistleId);
    const reporter = await this.queries.execute<ReporterMasked, MaskedReporter | undefined>(
      new ReporterMasked(whistleId, found.whistle),
    );
    void reply.header('ETag', `"${found.revision}"`).header('X-Position', String(found.position));
    const facts = { catalogue: this.catalogue.view() };
    const { whistle } = found;
    const { routing, raised } = whistle;
    const told = routing && this.timeline.suggestion(routing, raised.location.areaPath, language);
    return presentDetail(found, reporter, closeConditionOf(whistle, this.clock.now(), facts), told);
  }

  @Get(':whistleId/timeline')
  @Access('TIMELINE')
  @ApiOperation({ summary: 'What has happened, oldest first, a sentence per event (时间线)' })
  @ApiResponse({ status: 200, standardSchema: responses.timelinePage })
  async history(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Query({ schema: timelineQuery }) { limit, cursor, after }: z.infer<typeof timelineQuery>,
    @HttpExchange() { caller, language }: Exchange,
  ) {
    const { whistle } = await this.gate.see(caller, whistleId);
    const page = await this.queries.execute<WhistleTimeline, ListPage<WhistleTimelineRow>>(
      new WhistleTimeline(whistleId, { limit, cursor }, list.asPosition(after)),
    );
    return { ...page, items: this.timeline.present(page.items, caller, whistle, language) };
  }

  @Get(':whistleId/actions')
  @Access('SEARCH')
  @ApiOperation({ summary: 'What I may do with this whistle now' })
  @ApiResponse({ status: 200, standardSchema: actions })
  async actions(@Param('whistleId', { schema: list.whistleId }) whistleId: string, @CurrentCaller() caller: Caller) {
    const { whistle, revision } = await this.gate.see(caller, whistleId);
    const possible = possibleActions(whistle, { catalogue: this.catalogue.view(), at: this.clock.now() });
    return { items: allowedActions(caller, whistleId, whistle, possible), revision };
  }
}
