/** Half open, in bytes: `[from, until)`. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/**
 * Where sealed files lie, each under the SHA-256 of what lies there (hex): nothing is ever overwritten, and anybody can
 * check a file against its name. Every adapter passes the one suite in `evidence-store.contract.ts`.
 */
export abstract class EvidenceStore {
  /** Once it returns, the file outlives a crash. Putting it again changes nothing. @throws EvidenceStoreUnavailable */
  abstract put(address: string, content: Buffer): Promise<void>;

  /**
   * These bytes of a file, as they come.
   * @throws EvidenceMissing there is no such file
   * @throws EvidenceStoreUnavailable
   */
  abstract read(address: string, span: Span): AsyncIterable<Uint8Array>;
}

export class EvidenceMissing extends Error {
  constructor(readonly address: string) {
    super(`the evidence store has no file ${address}: restore it from its backup`);
    this.name = 'EvidenceMissing';
  }
}

/** The store cannot be reached, or refuses us. */
export class EvidenceStoreUnavailable extends Error {
  constructor(reason: string, cause?: unknown) {
    super(`the evidence store is unavailable: ${reason}`, { cause });
    this.name = 'EvidenceStoreUnavailable';
  }
}
