import { CompleteUpload } from '@app/evidence';
import type { Actor } from '@app/kernel';
import type { WhistleAtRevision } from '@app/whistles';
import { Body, Delete, Get, HttpCode, Param, Patch, Post } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { z } from 'zod';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import type { WhistleCommands } from '../whistles/whistle-commands.js';
import { decided } from '../whistles/whistle.responses.js';
import { none, upload, uploadId } from './evidence.schemas.js';
import { OFFSET_STREAM, type UploadExchange } from './upload-exchange.js';

/** A whistle, and who is at its uploads. */
export interface AtUploads extends WhistleAtRevision {
  readonly actorId: string;
}

/**
 * The routes of an upload that was begun, for staff and for reporters alike.
 * @param param of the address by which the whistle is found
 */
export function uploadRoutes(param: string, schema: z.ZodType<string>) {
  abstract class UploadRoutes {
    constructor(
      protected readonly exchange: UploadExchange,
      protected readonly commands: WhistleCommands,
    ) {}

    /** @throws DomainError whistle/not-found */
    protected abstract open(of: string, http: Exchange): Promise<AtUploads>;
    /** Who attaches it once all bytes are here. @throws DomainError auth/not-allowed, assignment/not-found */
    protected abstract completedBy(at: AtUploads, uploadId: string, http: Exchange): Promise<Actor>;

    @Get(':uploadId')
    @ApiOperation({ summary: 'How far my upload is; HEAD answers by headers alone' })
    @ApiResponse({ status: 200, standardSchema: upload })
    async look(
      @Param(param, { schema }) of: string,
      @Param('uploadId', { schema: uploadId }) id: string,
      @HttpExchange() http: Exchange,
    ) {
      const { actorId, whistleId } = await this.open(of, http);
      return this.exchange.look(http, actorId, whistleId, id);
    }

    @Patch(':uploadId')
    @HttpCode(204)
    @ApiOperation({ summary: 'The next bytes, from Upload-Offset on; what has arrived stays when the line breaks' })
    @ApiHeader({ name: 'Upload-Offset', required: true, description: 'Where these bytes begin' })
    @ApiConsumes(OFFSET_STREAM)
    @ApiBody({ schema: { type: 'string', format: 'binary' } })
    @ApiResponse({ status: 204, description: 'Done; Upload-Offset says where to go on' })
    async receive(
      @Param(param, { schema }) of: string,
      @Param('uploadId', { schema: uploadId }) id: string,
      @HttpExchange() http: Exchange,
    ): Promise<void> {
      const { actorId, whistleId } = await this.open(of, http);
      await this.exchange.receive(http, actorId, whistleId, id);
    }

    @Delete(':uploadId')
    @HttpCode(204)
    @ApiOperation({ summary: 'Give an upload up' })
    @ApiResponse({ status: 204, description: 'Done' })
    async cancel(
      @Param(param, { schema }) of: string,
      @Param('uploadId', { schema: uploadId }) id: string,
      @HttpExchange() http: Exchange,
    ): Promise<void> {
      const { actorId, whistleId } = await this.open(of, http);
      await this.exchange.cancel(actorId, whistleId, id);
    }

    @Post(':uploadId/complete')
    @HttpCode(200)
    @ApiOperation({ summary: 'All bytes are here: attach the file to the whistle' })
    @ApiResponse({ status: 200, standardSchema: decided })
    async complete(
      @Param(param, { schema }) of: string,
      @Param('uploadId', { schema: uploadId }) id: string,
      @Body({ schema: none }) _body: z.infer<typeof none>,
      @HttpExchange() http: Exchange,
    ) {
      const at = await this.open(of, http);
      const actor = await this.completedBy(at, id, http);
      return this.commands.send(http, actor, (context) => new CompleteUpload(at.whistleId, id, context));
    }
  }
  return UploadRoutes;
}
