import { actorOf, type Caller } from '@app/identity';
import { Clock, DomainError } from '@app/kernel';
import { type Evidence, isOfReporter, RecordOriginalOpened, type Whistle } from '@app/whistles';
import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { v5 as uuidV5 } from 'uuid';
import { z } from 'zod';
import { Access, CurrentCaller } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { WhistleGate } from '../whistles/whistle-gate.js';
import { ContentAnswer } from './content-answer.js';
import { contentQuery, evidencePage, uploadId } from './evidence.schemas.js';
import { copyOf, ReadableEvidence } from './readable-evidence.js';

const paging = z.strictObject({ limit: list.paging.limit, cursor: list.paging.cursor });
export const BINARY = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
const NAMESPACE = '0c0c3f0e-7d5e-5b57-8b0e-3f1d2a9c4e11';

/** The files of a whistle (附件). */
@ApiTags('evidence')
@Controller('api/v1/whistles/:whistleId/evidence')
export class EvidenceController {
  constructor(
    private readonly gate: WhistleGate,
    private readonly readable: ReadableEvidence,
    private readonly content: ContentAnswer,
    private readonly commands: CommandBus,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Access('SEARCH')
  @ApiOperation({ summary: 'The files of a whistle that I may see, oldest first; never behind' })
  @ApiResponse({ status: 200, standardSchema: evidencePage })
  async list(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Query({ schema: paging }) page: z.infer<typeof paging>,
    @CurrentCaller() caller: Caller,
  ) {
    const { whistle } = await this.gate.see(caller, whistleId);
    return this.readable.page(caller, whistle, page);
  }

  @Get(':evidenceId/content')
  @Access('SEARCH')
  @ApiOperation({ summary: 'A file: the copy that does not tell where it was made, or the original; takes Range' })
  @ApiResponse({ status: 200, description: 'The file; 206 with the bytes that Range asked for', content: BINARY })
  async read(
    @Param('whistleId', { schema: list.whistleId }) whistleId: string,
    @Param('evidenceId', { schema: uploadId }) evidenceId: string,
    @Query({ schema: contentQuery }) { original }: z.infer<typeof contentQuery>,
    @HttpExchange() http: Exchange,
  ): Promise<StreamableFile> {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const evidence = this.readable.one(http.caller, whistle, evidenceId);
    if (original !== 'true') return this.content.of(http, whistleId, evidence, copyOf(evidence));
    await this.recordOpening(http, whistleId, whistle, evidence);
    return this.content.of(http, whistleId, evidence, evidence.original);
  }

  /** Once an hour for each reader: a player asks for a film in many pieces. */
  private async recordOpening({ caller, request }: Exchange, whistleId: string, whistle: Whistle, evidence: Evidence) {
    const { evidenceId, key } = evidence;
    const grant = this.readable.originalGrant(caller, whistle, evidence);
    if (!grant) throw new DomainError('evidence/original-not-yours', { evidenceId });
    if (!isOfReporter(evidence) || grant.role === 'RESIDENT') return;
    const at = this.clock.now();
    const commandId = uuidV5(`${caller.id} ${evidenceId} ${at.slice(0, 13)}`, NAMESPACE);
    const actor = actorOf(caller, grant);
    const context = { actor, at, commandId, commandHash: 'original-opened', correlationId: request.id };
    await this.commands.execute(new RecordOriginalOpened(whistleId, { evidenceId, subjectId: key.subjectId }, context));
  }
}
