import { EVIDENCE_PURPOSES, MEDIA_TYPES } from '@app/whistles';
import { z } from 'zod';
import { pageSchema } from '../request/list.schemas.js';

const hash = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in lower-case hexadecimal');
const size = { bytes: z.int().min(1).max(Number.MAX_SAFE_INTEGER), sha256: hash.optional() };

export const beginUpload = z
  .strictObject({
    purpose: z.enum(EVIDENCE_PURPOSES).meta({ description: 'What the file shows; decides who may hand it in' }),
    assignmentId: z
      .string()
      .min(1)
      .max(40)
      .optional()
      .meta({ description: 'With CONTAINMENT, PROGRESS and RESULT: of which task' }),
    ...size,
  })
  .meta({ id: 'BeginUpload' });
export const beginOwnUpload = z.strictObject(size).meta({ id: 'BeginOwnUpload' });

export const upload = z
  .object({
    uploadId: z.uuid(),
    purpose: z.enum(EVIDENCE_PURPOSES),
    assignmentId: z.string().optional(),
    bytes: z.int(),
    offset: z.int().meta({ description: 'How much is here: PATCH goes on at this byte' }),
    expiresAt: z.iso.datetime(),
  })
  .meta({ id: 'Upload' });

const file = z.object({ bytes: z.int(), sha256: z.string() });
export const evidenceItem = z
  .object({
    evidenceId: z.uuid(),
    purpose: z.enum(EVIDENCE_PURPOSES),
    assignmentId: z.string().optional(),
    unitId: z.string().optional(),
    mediaType: z.enum(MEDIA_TYPES),
    attachedAt: z.iso.datetime(),
    copy: file
      .nullable()
      .meta({ description: 'Without what tells where or by whom it was made: null if there is none' }),
    original: file.nullable().meta({ description: 'As it was handed in: null if you may not see it' }),
  })
  .meta({ id: 'EvidenceItem' });
export type EvidenceItem = z.infer<typeof evidenceItem>;
export const evidencePage = pageSchema('EvidencePage', evidenceItem);

export const none = z.strictObject({}).optional();
export const uploadId = z.uuid();
export const contentQuery = z.strictObject({
  original: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: 'As it was handed in; of a reporter’s file it is recorded who has seen it' }),
});
