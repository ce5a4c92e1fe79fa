import { DomainError } from '@app/kernel';
import { ERASED, PersonVault, RESTRICTED, type Sealed, sealedAt } from '@app/privacy';
import { isOfReporter, whistleStream } from '@app/whistles';
import type { EvidencePurpose, Whistle } from '@app/whistles/domain';
import { Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';

const KEY_BYTES = 32;
const placeOf = (whistleId: string, evidenceId: string): string =>
  sealedAt(whistleStream(whistleId), `evidence.${evidenceId}`);

/**
 * A key for each file, sealed under a person's: what a reporter hands in goes with the reporter, what staff hand in has a
 * key of its whistle's own, and both can be erased.
 */
@Injectable()
export class FileKeys {
  constructor(private readonly vault: PersonVault) {}

  /** @throws DomainError privacy/subject-erased */
  make(whistleId: string, { raised }: Whistle, evidenceId: string, purpose: EvidencePurpose): Promise<Sealed> {
    const reporter = raised.words?.subjectId ?? raised.reporter?.subjectId;
    const subjectId = (isOfReporter({ purpose }) && reporter) || `evidence-${whistleId}`;
    return this.vault.seal(subjectId, placeOf(whistleId, evidenceId), randomBytes(KEY_BYTES).toString('base64'));
  }

  /** @throws DomainError evidence/erased, evidence/restricted */
  async open(whistleId: string, evidenceId: string, key: Sealed): Promise<Buffer> {
    const opened = await this.vault.open(key, placeOf(whistleId, evidenceId));
    if (opened === ERASED) throw new DomainError('evidence/erased', { evidenceId });
    if (opened === RESTRICTED) throw new DomainError('evidence/restricted', { evidenceId });
    return Buffer.from(opened, 'base64');
  }
}
