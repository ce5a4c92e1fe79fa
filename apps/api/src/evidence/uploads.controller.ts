import { CompleteUpload } from '@app/evidence';
import { actorOf, type Caller, requireGrant } from '@app/identity';
import { type Actor, DomainError } from '@app/kernel';
import type { EvidencePurpose, Whistle } from '@app/whistles';
import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import { whistleId as id } from '../request/list.schemas.js';
import { WhistleCommands } from '../whistles/whistle-commands.js';
import { isInitiator, verifierGrant, WhistleGate } from '../whistles/whistle-gate.js';
import { decided } from '../whistles/whistle.responses.js';
import { beginUpload, none, upload, uploadId } from './evidence.schemas.js';
import { OFFSET_STREAM, UploadExchange } from './upload-exchange.js';

/** Handing in files (附件): begin, send the bytes in as many pieces as the line needs, complete. */
@ApiTags('evidence')
@Controller('api/v1/whistles/:whistleId/uploads')
@Access.signedIn()
export class UploadsController {
  constructor(
    private readonly gate: WhistleGate,
    private readonly exchange: UploadExchange,
    private readonly commands: WhistleCommands,
  ) {}

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

  @Get(':uploadId')
  @ApiOperation({ summary: 'How far my upload is; HEAD answers by headers alone' })
  @ApiResponse({ status: 200, standardSchema: upload })
  async look(
    @Param('whistleId', { schema: id }) whistleId: string,
    @Param('uploadId', { schema: uploadId }) of: string,
    @HttpExchange() http: Exchange,
  ) {
    await this.gate.see(http.caller, whistleId);
    return this.exchange.look(http, http.caller.id, whistleId, of);
  }

  @Patch(':uploadId')
  @HttpCode(204)
  @ApiOperation({ summary: 'The next bytes, from Upload-Offset on; what has arrived stays when the line breaks' })
  @ApiHeader({ name: 'Upload-Offset', required: true, description: 'Where these bytes begin' })
  @ApiConsumes(OFFSET_STREAM)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiResponse({ status: 204, description: 'Done; Upload-Offset says where to go on' })
  async receive(
    @Param('whistleId', { schema: id }) whistleId: string,
    @Param('uploadId', { schema: uploadId }) of: string,
    @HttpExchange() http: Exchange,
  ): Promise<void> {
    await this.gate.see(http.caller, whistleId);
    await this.exchange.receive(http, http.caller.id, whistleId, of);
  }

  @Delete(':uploadId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Give an upload up' })
  @ApiResponse({ status: 204, description: 'Done' })
  async cancel(
    @Param('whistleId', { schema: id }) whistleId: string,
    @Param('uploadId', { schema: uploadId }) of: string,
    @HttpExchange() { caller }: Exchange,
  ): Promise<void> {
    await this.gate.see(caller, whistleId);
    await this.exchange.cancel(caller.id, whistleId, of);
  }

  @Post(':uploadId/complete')
  @HttpCode(200)
  @ApiOperation({ summary: 'All bytes are here: attach the file to the whistle' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async complete(
    @Param('whistleId', { schema: id }) whistleId: string,
    @Param('uploadId', { schema: uploadId }) of: string,
    @Body({ schema: none }) _body: z.infer<typeof none>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.gate.see(http.caller, whistleId);
    const found = await this.exchange.find(http.caller.id, whistleId, of);
    const actor = found ? this.actorFor(http.caller, whistle, found) : whoever(http.caller);
    return this.commands.send(http, actor, (context) => new CompleteUpload(whistleId, of, context));
  }

  /** Whoever may do what the file shows may show it. @throws DomainError auth/not-allowed, assignment/not-found */
  private actorFor(caller: Caller, whistle: Whistle, { purpose, assignmentId }: About): Actor {
    switch (purpose) {
      case 'RAISING':
        return isInitiator(caller, whistle)
          ? actorOf(caller, requireGrant(caller, 'WITHDRAW'))
          : this.gate.actorAt(caller, 'TRIAGE', whistle);
      case 'VERIFICATION': {
        const grant = verifierGrant(caller, whistle);
        if (!grant) throw new DomainError('auth/not-allowed', { unitId: whistle.verifyingUnitId });
        return actorOf(caller, grant);
      }
      case 'SELF_RESOLUTION':
        return this.gate.actorAt(caller, 'SELF_RESOLVE', whistle);
      case 'CHECK':
        return this.gate.actorAt(caller, 'CHECK', whistle);
      case 'CONTAINMENT':
      case 'PROGRESS':
      case 'RESULT':
        if (assignmentId === undefined) throw new DomainError('evidence/assignment-needed', { purpose });
        return this.gate.actorFor(caller, 'HANDLE', whistle, assignmentId);
    }
  }
}

interface About {
  readonly purpose: EvidencePurpose;
  readonly assignmentId?: string | undefined;
}

/** It was completed before: who may is not asked again, because nothing is written again. */
const whoever = ({ id: callerId, channel }: Caller): Actor => ({ id: callerId, role: 'RESIDENT', channel });
