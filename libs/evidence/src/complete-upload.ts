import type { Decided } from '@app/event-store';
import { type CommandContext, DomainError } from '@app/kernel';
import { AttachEvidence, type Evidence, type WhistleState } from '@app/whistles';
import { Logger } from '@nestjs/common';
import { CommandBus, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { FileKeys } from './file-keys.js';
import { inTurn } from './in-turn.js';
import { mediaTypeOf } from './media-type.js';
import { openPart } from './parts.js';
import { sealFile, sha256 } from './sealed-file.js';
import { EvidenceStore, EvidenceStoreUnavailable } from './store/evidence-store.js';
import { stripped } from './stripping/index.js';
import { type Upload, Uploads } from './uploads.js';
import { WouldAttach } from './would-attach.js';

/** Everything has arrived: the file is looked at, sealed, stored and attached to its whistle. */
export class CompleteUpload {
  constructor(
    readonly whistleId: string,
    readonly uploadId: string,
    readonly context: CommandContext,
  ) {}
}

/** Files that one process holds whole at a time. */
const AT_ONCE = 2;

@CommandHandler(CompleteUpload)
export class CompleteUploadHandler implements ICommandHandler<CompleteUpload> {
  private readonly logger = new Logger('Evidence');
  private readonly turn = inTurn(AT_ONCE);

  constructor(
    private readonly uploads: Uploads,
    private readonly keys: FileKeys,
    private readonly store: EvidenceStore,
    private readonly commands: CommandBus,
    private readonly would: WouldAttach,
  ) {}

  /**
   * @throws DomainError upload/not-found, upload/incomplete, upload/wrong-hash, evidence/kind-not-taken,
   *   evidence/store-unavailable, and what `AttachEvidence` is refused with
   */
  async execute({ whistleId, uploadId, context }: CompleteUpload): Promise<Decided<WhistleState>> {
    const upload = await this.uploads.find(uploadId, whistleId, context.actor.id);
    const { purpose, assignmentId } = upload ?? { purpose: 'RAISING' as const };
    const about = { evidenceId: uploadId, purpose, assignmentId };
    const attach = (file?: AttachEvidence['input']['file']): Promise<Decided<WhistleState>> =>
      this.commands.execute(new AttachEvidence(whistleId, { ...about, file }, context));
    // gone if it was completed: then the same command gets its first answer
    if (!upload) return attach();
    if (upload.received < upload.bytes) throw new DomainError('upload/incomplete', { offset: upload.received });
    await this.would.ask(new AttachEvidence(whistleId, about, context));
    const done = await attach(await this.turn(() => this.stored(upload)));
    await this.uploads.remove(uploadId, whistleId, context.actor.id);
    return done;
  }

  private async stored(upload: Upload): Promise<NonNullable<AttachEvidence['input']['file']>> {
    const { whistleId, uploadId, key } = upload;
    const fileKey = await this.keys.open(whistleId, uploadId, key);
    const parts = await this.uploads.parts(uploadId);
    const content = Buffer.concat(parts.map((part) => openPart(fileKey, part.from, part.content)));
    const found = sha256(content);
    if (upload.sha256 !== undefined && upload.sha256 !== found) throw new DomainError('upload/wrong-hash', { found });
    const mediaType = mediaTypeOf(content);
    if (!mediaType) throw new DomainError('evidence/kind-not-taken');
    const copy = stripped(mediaType, content);
    const original = await this.put(fileKey, content);
    if (!copy) return { mediaType, key, original };
    return { mediaType, key, original, shared: copy.equals(content) ? original : await this.put(fileKey, copy) };
  }

  private async put(fileKey: Buffer, content: Buffer): Promise<Evidence['original']> {
    const sealed = sealFile(fileKey, content);
    const object = sha256(sealed);
    await this.store.put(object, sealed).catch((error: unknown) => {
      if (!(error instanceof EvidenceStoreUnavailable)) throw error;
      this.logger.error(error.message);
      throw new DomainError('evidence/store-unavailable');
    });
    return { object, sha256: sha256(content), bytes: content.length };
  }
}
