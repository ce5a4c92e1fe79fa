import { actorOf, type Caller } from '@app/identity';
import { type Actor, DomainError } from '@app/kernel';
import type { EvidencePurpose, Whistle } from '@app/whistles';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import { whistleId as id } from '../request/list.schemas.js';
import { WhistleCommands } from '../whistles/whistle-commands.js';
import { unitOf, uploaderGrant, WhistleGate } from '../whistles/whistle-gate.js';
import { beginUpload, upload } from './evidence.schemas.js';
import { UploadExchange } from './upload-exchange.js';
import { type AtUploads, uploadRoutes } from './upload-routes.js';

/** Handing in files (附件): begin, send the bytes in as many pieces as the line needs, complete. */
@ApiTags('evidence')
@Controller('api/v1/whistles/:whistleId/uploads')
@Access.signedIn()
export class UploadsController extends uploadRoutes('whistleId', id) {
  constructor(
    exchange: UploadExchange,
    commands: WhistleCommands,
    private readonly gate: WhistleGate,
  ) {
    super(exchange, commands);
  }

  @Post()
  @ApiOperation({ summary: 'Begin to hand in a file (上传附件)' })
  @ApiResponse({ status: 201, standardSchema: upload })
  async begin(
    @Param('whistleId', { schema: id }) whistleId: string,
    @Body({ schema: beginUpload }) body: z.infer<typeof beginUpload>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const actor = this.actorFor(http.caller, whistle, body);
    return this.exchange.begin(http, actor, whistleId, `/api/v1/whistles/${whistleId}/uploads`, body);
  }

  protected async open(whistleId: string, { caller }: Exchange): Promise<AtUploads> {
    return { ...(await this.gate.see(caller, whistleId)), actorId: caller.id };
  }

  protected async completedBy({ whistleId, whistle }: AtUploads, of: string, { caller }: Exchange): Promise<Actor> {
    const found = await this.exchange.find(caller.id, whistleId, of);
    return found ? this.actorFor(caller, whistle, found) : whoever(caller);
  }

  /** Whoever may do what the file shows may show it. @throws DomainError auth/not-allowed, assignment/not-found */
  private actorFor(caller: Caller, whistle: Whistle, { purpose, assignmentId }: About): Actor {
    if (OF_A_UNIT.includes(purpose) && assignmentId === undefined) {
      throw new DomainError('evidence/assignment-needed', { purpose });
    }
    const of = assignmentId === undefined ? undefined : unitOf(whistle, assignmentId);
    const grant = uploaderGrant(caller, whistle, { purpose, ...of });
    if (!grant) throw new DomainError('auth/not-allowed', { purpose, ...of });
    return actorOf(caller, grant);
  }
}

const OF_A_UNIT: readonly EvidencePurpose[] = ['CONTAINMENT', 'PROGRESS', 'RESULT'];

interface About {
  readonly purpose: EvidencePurpose;
  readonly assignmentId?: string | undefined;
}

/** It was completed before: who may is not asked again, because nothing is written again. */
const whoever = ({ id: callerId, channel }: Caller): Actor => ({ id: callerId, role: 'RESIDENT', channel });
