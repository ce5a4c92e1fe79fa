import type { EvidencePurpose } from '@app/whistles';

/** What the reader may see of a history. */
export type Reader = 'STAFF' | 'ASSIGNEE' | 'REPORTER';

/** What a file is about. */
export interface About {
  readonly purpose: EvidencePurpose;
  readonly unitId?: string | undefined;
}

/** What the reporter handed in, and what was done. */
const FRIENDLY: readonly EvidencePurpose[] = ['RAISING', 'SELF_RESOLUTION', 'CONTAINMENT', 'RESULT'];
/** Between one unit, or an inspector, and the desk. */
const INTERNAL: readonly EvidencePurpose[] = ['PROGRESS', 'CHECK'];

/** Whether a reader is shown that a file is there: other departments' results, not their internal notes (domain §4.1). */
export function isShown({ purpose, unitId }: About, reader: Reader, own: readonly string[]): boolean {
  if (reader === 'STAFF') return true;
  if (reader === 'REPORTER') return FRIENDLY.includes(purpose);
  return !INTERNAL.includes(purpose) || (unitId !== undefined && own.includes(unitId));
}
