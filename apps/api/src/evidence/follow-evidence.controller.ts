import { CompleteUpload } from '@app/evidence';
import { isOfReporter } from '@app/whistles';
import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  type StreamableFile,
} from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { actorOfReporter, CODE_HEADER, FollowDoor, whistleNumber } from '../whistles/follow-door.js';
import { WhistleCommands } from '../whistles/whistle-commands.js';
import { decided } from '../whistles/whistle.responses.js';
import { ContentAnswer } from './content-answer.js';
import { BINARY } from './evidence.controller.js';
import { beginOwnUpload, evidencePage, none, upload, uploadId } from './evidence.schemas.js';
import { copyOf, oneForReporter, pageForReporter } from './readable-evidence.js';
import { OFFSET_STREAM, UploadExchange } from './upload-exchange.js';

const paging = z.strictObject({ limit: list.paging.limit, cursor: list.paging.cursor });

/** Files for the reporter, by number and follow-up code: to hand in their own, and to see what was done. */
@ApiTags('follow')
@ApiHeader({ name: CODE_HEADER, required: true, description: '查询码, as raising it answered' })
@Controller('api/v1/follow/:number')
@Access.public()
export class FollowEvidenceController {
  constructor(
    private readonly door: FollowDoor,
    private readonly exchange: UploadExchange,
    private readonly commands: WhistleCommands,
    private readonly content: ContentAnswer,
  ) {}

  @Post('uploads')
  @ApiOperation({ summary: 'Begin to hand in a file of my own (上传附件)' })
  @ApiResponse({ status: 201, standardSchema: upload })
  async begin(
    @Param('number', { schema: whistleNumber }) of: string,
    @Body({ schema: beginOwnUpload }) body: z.infer<typeof beginOwnUpload>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistleId } = await this.door.open(of, http);
    const wanted = { ...body, purpose: 'RAISING' as const };
    return this.exchange.begin(http, actorOfReporter(whistleId), whistleId, `/api/v1/follow/${of}/uploads`, wanted);
  }

  @Get('uploads/:uploadId')
  @ApiOperation({ summary: 'How far my upload is; HEAD answers by headers alone' })
  @ApiResponse({ status: 200, standardSchema: upload })
  async look(
    @Param('number', { schema: whistleNumber }) of: string,
    @Param('uploadId', { schema: uploadId }) id: string,
    @HttpExchange() http: Exchange,
  ) {
    const { whistleId } = await this.door.open(of, http);
    return this.exchange.look(http, actorOfReporter(whistleId).id, whistleId, id);
  }

  @Patch('uploads/:uploadId')
  @HttpCode(204)
  @ApiOperation({ summary: 'The next bytes, from Upload-Offset on; what has arrived stays when the line breaks' })
  @ApiHeader({ name: 'Upload-Offset', required: true, description: 'Where these bytes begin' })
  @ApiConsumes(OFFSET_STREAM)
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiResponse({ status: 204, description: 'Done; Upload-Offset says where to go on' })
  async receive(
    @Param('number', { schema: whistleNumber }) of: string,
    @Param('uploadId', { schema: uploadId }) id: string,
    @HttpExchange() http: Exchange,
  ): Promise<void> {
    const { whistleId } = await this.door.open(of, http);
    await this.exchange.receive(http, actorOfReporter(whistleId).id, whistleId, id);
  }

  @Delete('uploads/:uploadId')
  @HttpCode(204)
  @ApiOperation({ summary: 'Give my upload up' })
  @ApiResponse({ status: 204, description: 'Done' })
  async cancel(
    @Param('number', { schema: whistleNumber }) of: string,
    @Param('uploadId', { schema: uploadId }) id: string,
    @HttpExchange() http: Exchange,
  ): Promise<void> {
    const { whistleId } = await this.door.open(of, http);
    await this.exchange.cancel(actorOfReporter(whistleId).id, whistleId, id);
  }

  @Post('uploads/:uploadId/complete')
  @HttpCode(200)
  @ApiOperation({ summary: 'All bytes are here: attach the file to my whistle' })
  @ApiResponse({ status: 200, standardSchema: decided })
  async complete(
    @Param('number', { schema: whistleNumber }) of: string,
    @Param('uploadId', { schema: uploadId }) id: string,
    @Body({ schema: none }) _body: z.infer<typeof none>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistleId } = await this.door.open(of, http);
    const actor = actorOfReporter(whistleId);
    return this.commands.send(http, actor, (context) => new CompleteUpload(whistleId, id, context));
  }

  @Get('evidence')
  @ApiOperation({ summary: 'The files of my whistle: my own, and what shows what was done' })
  @ApiResponse({ status: 200, standardSchema: evidencePage })
  async list(
    @Param('number', { schema: whistleNumber }) of: string,
    @Query({ schema: paging }) page: z.infer<typeof paging>,
    @HttpExchange() http: Exchange,
  ) {
    const { whistle } = await this.door.open(of, http);
    return pageForReporter(whistle, page);
  }

  @Get('evidence/:evidenceId/content')
  @ApiOperation({ summary: 'A file: my own as I handed it in, of the rest the copy; takes Range' })
  @ApiResponse({ status: 200, description: 'The file; 206 with the bytes that Range asked for', content: BINARY })
  async read(
    @Param('number', { schema: whistleNumber }) of: string,
    @Param('evidenceId', { schema: uploadId }) evidenceId: string,
    @HttpExchange() http: Exchange,
  ): Promise<StreamableFile> {
    const { whistleId, whistle } = await this.door.open(of, http);
    const evidence = oneForReporter(whistle, evidenceId);
    const file = isOfReporter(evidence) ? evidence.original : copyOf(evidence);
    return this.content.of(http, whistleId, evidence, file);
  }
}
