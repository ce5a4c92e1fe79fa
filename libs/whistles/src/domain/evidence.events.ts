import { z } from 'zod';
import * as words from './whistle.words.js';

const text = z.string().min(1);
const sealed = z.strictObject({ subjectId: text, kv: z.int(), box: text });
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const file = { object: hash, sha256: hash, bytes: z.int() };

/** Photos, recordings and papers (附件, 佐证材料). What they show lies sealed in the evidence store. */
export const evidenceEvents = {
  /** 附件: a file was handed in. Its SHA-256 here proves later what was handed in then. */
  EvidenceAttached: {
    version: 1,
    schema: z.strictObject({
      evidenceId: text,
      purpose: z.enum(words.EVIDENCE_PURPOSES),
      /** Whose work it is about; the unit also without an assignment, if it was sent to look. */
      assignmentId: text.optional(),
      unitId: text.optional(),
      mediaType: z.enum(words.MEDIA_TYPES),
      /** The key of this file alone, under that of a person: erasing the person erases the file. */
      key: sealed,
      /** As it was handed in. `object` is its name in the store: the SHA-256 of the sealed bytes. */
      original: z.strictObject(file),
      /** A copy that does not tell where or by whom it was made; absent if none can be made. */
      shared: z.strictObject(file).optional(),
    }),
  },
} as const;
