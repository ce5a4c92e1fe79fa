import { type DynamicModule, Module } from '@nestjs/common';
import { CompleteUploadHandler } from './complete-upload.js';
import { FileKeys } from './file-keys.js';
import { type EvidenceOptions, OPTIONS } from './options.js';
import { ReadEvidenceHandler } from './read-evidence.query.js';
import { EvidenceStore } from './store/evidence-store.js';
import { FolderEvidenceStore } from './store/folder.evidence-store.js';
import { S3EvidenceStore } from './store/s3.evidence-store.js';
import { BeginUploadHandler, ReceiveUploadHandler } from './uploading.js';
import { Uploads } from './uploads.js';
import { WouldAttach } from './would-attach.js';

/** Receiving and reading the files of whistles. Needs the process's buses, database, vault and reference data. */
@Module({})
export class EvidenceModule {
  static forRoot(options: EvidenceOptions): DynamicModule {
    return {
      module: EvidenceModule,
      providers: [
        { provide: OPTIONS, useValue: options },
        { provide: EvidenceStore, useFactory: () => storeOf(options) },
        Uploads,
        FileKeys,
        WouldAttach,
        BeginUploadHandler,
        ReceiveUploadHandler,
        CompleteUploadHandler,
        ReadEvidenceHandler,
      ],
      exports: [Uploads],
    };
  }
}

const storeOf = ({ folder, s3 }: EvidenceOptions): EvidenceStore =>
  s3 ? new S3EvidenceStore(s3) : new FolderEvidenceStore(folder);
