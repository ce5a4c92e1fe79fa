import { type CommandContext, DomainError } from '@app/kernel';
import { AttachEvidence } from '@app/whistles';
import type { EvidencePurpose } from '@app/whistles/domain';
import { Inject } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { FileKeys } from './file-keys.js';
import { OPTIONS, type EvidenceOptions } from './options.js';
import { gathered, sealPart } from './parts.js';
import { type Upload, Uploads } from './uploads.js';
import { WouldAttach } from './would-attach.js';

/** Begins to receive a file; whether it would be attached is asked now, not when it is here. */
export class BeginUpload {
  constructor(
    readonly whistleId: string,
    readonly input: {
      readonly uploadId: string;
      readonly purpose: EvidencePurpose;
      readonly assignmentId?: string | undefined;
      readonly bytes: number;
      readonly sha256?: string | undefined;
    },
    readonly context: CommandContext,
  ) {}
}

@CommandHandler(BeginUpload)
export class BeginUploadHandler implements ICommandHandler<BeginUpload> {
  constructor(
    @Inject(OPTIONS) private readonly options: EvidenceOptions,
    private readonly uploads: Uploads,
    private readonly keys: FileKeys,
    private readonly would: WouldAttach,
  ) {}

  /** @throws DomainError upload/too-large, upload/too-many, and what attaching it would be refused with */
  async execute({ whistleId, input, context }: BeginUpload): Promise<Upload> {
    const { uploadId, purpose, assignmentId, bytes } = input;
    const { limit } = this.options;
    if (bytes > limit) throw new DomainError('upload/too-large', { bytes, limit });
    const about = { evidenceId: uploadId, purpose, assignmentId };
    const whistle = await this.would.ask(new AttachEvidence(whistleId, about, context));
    const key = await this.keys.make(whistleId, whistle, uploadId, purpose);
    const { commandHash, actor } = context;
    return this.uploads.begin({ ...input, whistleId, actorId: actor.id, key, commandHash });
  }
}

/** The bytes from `offset` on, as many as come: each part that has arrived stays, also when the line breaks. */
export class ReceiveUpload {
  constructor(
    readonly upload: Upload,
    readonly offset: number,
    readonly chunks: AsyncIterable<Uint8Array>,
  ) {}
}

const PART = 1_048_576;

@CommandHandler(ReceiveUpload)
export class ReceiveUploadHandler implements ICommandHandler<ReceiveUpload> {
  constructor(
    private readonly uploads: Uploads,
    private readonly keys: FileKeys,
  ) {}

  /**
   * @returns how much of the file is here
   * @throws DomainError upload/offset it does not go on where the upload stands; upload/too-long; evidence/erased
   */
  async execute({ upload, offset, chunks }: ReceiveUpload): Promise<number> {
    const { whistleId, uploadId, key, bytes } = upload;
    const fileKey = await this.keys.open(whistleId, uploadId, key);
    let received = offset;
    if (offset !== upload.received) throw new DomainError('upload/offset', { offset: upload.received });
    for await (const part of gathered(chunks, PART)) {
      if (received + part.length > bytes) throw new DomainError('upload/too-long', { bytes });
      const kept = await this.uploads.add(upload, received, part.length, sealPart(fileKey, received, part));
      if (!kept) throw await this.elsewhere(upload);
      received += part.length;
    }
    return received;
  }

  private async elsewhere({ uploadId, whistleId, actorId }: Upload): Promise<DomainError> {
    const { received } = await this.uploads.get(uploadId, whistleId, actorId);
    return new DomainError('upload/offset', { offset: received });
  }
}
