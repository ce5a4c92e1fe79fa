/** Personal data as it lies in an event: AES-256-GCM under a key of the person's own. Unreadable once that key is destroyed. */
export interface Sealed {
  readonly subjectId: string;
  /** Version of the master key that wraps the person's key. */
  readonly kv: number;
  /** base64 of nonce, ciphertext and tag. */
  readonly box: string;
}

/** What reading answers in place of the text once the person's key has been destroyed (PIPL §47). */
export const ERASED: unique symbol = Symbol('erased');
/** What reading answers while nothing may be done with a person's data but to keep it safe (限制处理, PIPL §47). */
export const RESTRICTED: unique symbol = Symbol('restricted');
export type Opened = string | typeof ERASED | typeof RESTRICTED;

/** Ties a sealed text to its place: a box copied to another stream or another field does not open. */
export const sealedAt = (streamId: string, field: string): string => `${streamId}|${field}`;
