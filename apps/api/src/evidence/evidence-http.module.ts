import { EvidenceModule } from '@app/evidence';
import type { Config } from '@app/runtime';
import { type DynamicModule, Module } from '@nestjs/common';
import { join } from 'node:path';
import { WhistlesHttpModule } from '../whistles/whistles-http.module.js';
import { ContentAnswer } from './content-answer.js';
import { EvidenceController } from './evidence.controller.js';
import { FollowEvidenceController } from './follow-evidence.controller.js';
import { FollowUploadsController } from './follow-uploads.controller.js';
import { ReadableEvidence } from './readable-evidence.js';
import { UploadExchange } from './upload-exchange.js';
import { UploadsController } from './uploads.controller.js';

/** Files of whistles over HTTP. */
@Module({})
export class EvidenceHttpModule {
  static forRoot({ dataDir, evidence: { limit, s3 } }: Config): DynamicModule {
    return {
      module: EvidenceHttpModule,
      imports: [WhistlesHttpModule, EvidenceModule.forRoot({ limit, s3, folder: join(dataDir, 'evidence') })],
      controllers: [UploadsController, EvidenceController, FollowEvidenceController, FollowUploadsController],
      providers: [UploadExchange, ContentAnswer, ReadableEvidence],
    };
  }
}
