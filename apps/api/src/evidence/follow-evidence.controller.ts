import { isOfReporter } from '@app/whistles';
import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../auth/index.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { CODE_HEADER, FollowDoor, whistleNumber } from '../whistles/follow-door.js';
import { ContentAnswer } from './content-answer.js';
import { BINARY } from './evidence.controller.js';
import { evidencePage, uploadId } from './evidence.schemas.js';
import { copyOf, oneForReporter, pageForReporter } from './readable-evidence.js';

const paging = z.strictObject({ limit: list.paging.limit, cursor: list.paging.cursor });

/** Files for the reporter, by number and follow-up code: their own, and what shows what was done. */
@ApiTags('follow')
@ApiHeader({ name: CODE_HEADER, required: true, description: '查询码, as raising it answered' })
@Controller('api/v1/follow/:number/evidence')
@Access.public()
export class FollowEvidenceController {
  constructor(
    private readonly door: FollowDoor,
    private readonly content: ContentAnswer,
  ) {}

  @Get()
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

  @Get(':evidenceId/content')
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
