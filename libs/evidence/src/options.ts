import type { S3Options } from './store/s3.evidence-store.js';

export const OPTIONS = Symbol('evidence');

export interface EvidenceOptions {
  /** Bytes of one file at most. */
  readonly limit: number;
  /** Where files lie unless `s3` says where. */
  readonly folder: string;
  readonly s3?: S3Options | undefined;
}
