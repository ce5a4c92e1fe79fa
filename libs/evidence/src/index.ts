export { CompleteUpload } from './complete-upload.js';
export * from './evidence.module.js';
export { extensionOf } from './media-type.js';
export type { EvidenceOptions } from './options.js';
export { ReadEvidence } from './read-evidence.query.js';
export { BeginUpload, ReceiveUpload } from './uploading.js';
export { type Upload, Uploads } from './uploads.js';
