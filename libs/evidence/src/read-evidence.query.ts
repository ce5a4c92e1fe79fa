import { DomainError } from '@app/kernel';
import type { Evidence } from '@app/whistles';
import { Logger } from '@nestjs/common';
import { type IQueryHandler, QueryHandler } from '@nestjs/cqrs';
import { FileKeys } from './file-keys.js';
import { openSpan, type PlainFile, sealedSpan } from './sealed-file.js';
import { EvidenceStore, EvidenceStoreUnavailable, type Span } from './store/evidence-store.js';

/** Some bytes of a file of a whistle, or of the copy that may be shared. Whether the asker may is asked before. */
export class ReadEvidence {
  constructor(
    readonly whistleId: string,
    readonly evidence: Pick<Evidence, 'evidenceId' | 'key'>,
    readonly file: PlainFile & { readonly object: string },
    readonly span: Span,
  ) {}
}

@QueryHandler(ReadEvidence)
export class ReadEvidenceHandler implements IQueryHandler<ReadEvidence> {
  private readonly logger = new Logger('Evidence');

  constructor(
    private readonly store: EvidenceStore,
    private readonly keys: FileKeys,
  ) {}

  /**
   * Begun before it answers, so that what cannot be read at all is refused and not cut off.
   * @throws DomainError evidence/erased, evidence/store-unavailable
   * @throws EvidenceMissing
   */
  async execute({ whistleId, evidence, file, span }: ReadEvidence): Promise<AsyncIterable<Buffer>> {
    const fileKey = await this.keys.open(whistleId, evidence.evidenceId, evidence.key);
    const sealed = this.store.read(file.object, sealedSpan(file, span.from, span.until));
    try {
      return await begun(openSpan(fileKey, file, span, sealed));
    } catch (error) {
      if (!(error instanceof EvidenceStoreUnavailable)) throw error;
      this.logger.error(error.message);
      throw new DomainError('evidence/store-unavailable');
    }
  }
}

/** The same, with its first chunk taken already. */
async function begun<T>(chunks: AsyncGenerator<T>): Promise<AsyncIterable<T>> {
  const first = await chunks.next();
  return (async function* () {
    if (first.done) return;
    yield first.value;
    yield* chunks;
  })();
}
