import type { Actor } from '@app/kernel';
import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import { actorOfReporter, CODE_HEADER, FollowDoor, whistleNumber } from '../whistles/follow-door.js';
import { WhistleCommands } from '../whistles/whistle-commands.js';
import { beginOwnUpload, upload } from './evidence.schemas.js';
import { UploadExchange } from './upload-exchange.js';
import { type AtUploads, uploadRoutes } from './upload-routes.js';

/** For the reporter, by number and follow-up code: to hand in files of their own. */
@ApiTags('follow')
@ApiHeader({ name: CODE_HEADER, required: true, description: '查询码, as raising it answered' })
@Controller('api/v1/follow/:number/uploads')
@Access.public()
export class FollowUploadsController extends uploadRoutes('number', whistleNumber) {
  constructor(
    exchange: UploadExchange,
    commands: WhistleCommands,
    private readonly door: FollowDoor,
  ) {
    super(exchange, commands);
  }

  @Post()
  @ApiOperation({ summary: 'Begin to hand in a file of my own (上传附件)' })
  @ApiResponse({ status: 201, standardSchema: upload })
  async begin(
    @Param('number', { schema: whistleNumber }) of: string,
    @Body({ schema: beginOwnUpload }) body: z.infer<typeof beginOwnUpload>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistleId } = await this.open(of, http);
    const wanted = { ...body, purpose: 'RAISING' as const };
    return this.exchange.begin(http, actorOfReporter(whistleId), whistleId, `/api/v1/follow/${of}/uploads`, wanted);
  }

  protected async open(of: string, http: Exchange): Promise<AtUploads> {
    const found = await this.door.open(of, http);
    return { ...found, actorId: actorOfReporter(found.whistleId).id };
  }

  protected completedBy({ whistleId }: AtUploads): Promise<Actor> {
    return Promise.resolve(actorOfReporter(whistleId));
  }
}
